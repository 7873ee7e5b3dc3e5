const capacity = 4096;

/** A number and how many cells it stands for. */
export interface WeightedNumber {
  readonly value: number;
  readonly weight: number;
}

/** Every n-th number of a stream, n doubling whenever the sample is full: deterministic and of bounded size. */
export class StrideSample {
  #values: number[] = [];
  #stride = 1;
  #seen = 0;

  add(value: number): void {
    if (this.#seen++ % this.#stride !== 0) return;
    this.#values.push(value);
    if (this.#values.length < capacity) return;
    this.#values = this.#values.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  get weighted(): WeightedNumber[] {
    return this.#values.map((value) => ({ value, weight: this.#stride }));
  }
}

/** Smallest value that at least `share` of the weight does not exceed. */
export function weightedQuantile(ascending: readonly WeightedNumber[], share: number): number {
  const total = ascending.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  for (const { value, weight } of ascending) {
    reached += weight;
    if (reached >= total * share) return value;
  }
  return ascending.at(-1)?.value ?? 0;
}
