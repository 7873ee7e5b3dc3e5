/** A value with the version of the estate it was read from. */
export interface Remembered<Value> {
  readonly version: string;
  readonly value: Value;
  /** Milliseconds of the clock when it was stored. */
  readonly at: number;
}

/** Remembers one value a key, the least recently used ones up to a total weight. */
export class VersionedCache<Value> {
  readonly #entries = new Map<string, Remembered<Value>>();
  readonly #capacity: number;
  readonly #weigh: (value: Value) => number;
  #weight = 0;

  constructor(capacity: number, weigh: (value: Value) => number = () => 1) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  /** What is remembered under a key, of any version. */
  find(key: string): Remembered<Value> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** The value of exactly this version. */
  get(key: string, version: string): Value | undefined {
    const entry = this.find(key);
    return entry?.version === version ? entry.value : undefined;
  }

  put(key: string, version: string, value: Value): void {
    this.#forget(key);
    this.#entries.set(key, { version, value, at: Date.now() });
    this.#weight += this.#weigh(value);
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#capacity || this.#entries.size === 1) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weigh(entry.value);
  }
}
