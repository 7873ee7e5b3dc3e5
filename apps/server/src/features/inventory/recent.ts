/** How long something stays in memory for whoever goes on at once. */
const keptMs = 20_000;

interface Kept<Value> {
  readonly identity: string;
  readonly value: Value;
  readonly timer: NodeJS.Timeout;
}

/**
 * What the last phase of this process made of the blocks of an import, kept a short while for the phase that often
 * follows at once: reading or numbering a million rows again takes seconds.
 */
export class Recent<Value> {
  #kept: Kept<Value> | undefined;

  /** Keeps what was made of blocks with this identity, in place of anything else. */
  keep(identity: string, value: Value): void {
    this.drop();
    const timer = setTimeout(() => this.drop(), keptMs);
    timer.unref();
    this.#kept = { identity, value, timer };
  }

  /** Gives away what was made of blocks with this identity, and forgets anything else. */
  take(identity: string): Value | undefined {
    const kept = this.#kept;
    this.drop();
    return kept?.identity === identity ? kept.value : undefined;
  }

  /** Blocks that hold the same rows are known by another identity from now on. */
  follow(from: string, to: string): void {
    const value = this.take(from);
    if (value !== undefined) this.keep(to, value);
  }

  drop(): void {
    if (this.#kept !== undefined) clearTimeout(this.#kept.timer);
    this.#kept = undefined;
  }
}
