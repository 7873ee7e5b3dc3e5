/** Ranges kept at most; the count stays exact. */
const maxRanges = 1000;

/** Ascending line numbers, kept as ranges. */
export class LineRanges {
  readonly #ranges: [number, number][] = [];
  #count = 0;

  add(line: number): void {
    this.#count++;
    const last = this.#ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else if (this.#ranges.length < maxRanges) this.#ranges.push([line, line]);
  }

  get count(): number {
    return this.#count;
  }

  /** Exact count and the first {@link maxRanges} ranges. */
  get summary(): { readonly count: number; readonly lines: readonly (readonly [number, number])[] } {
    return { count: this.#count, lines: this.#ranges.map(([first, last]) => [first, last] as const) };
  }
}
