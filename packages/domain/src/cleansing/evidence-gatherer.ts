import type { GatheredColumn } from '../tabular/column-cells.ts';
import { DistinctDictionary } from '../tabular/distinct-dictionary.ts';
import { decodeUtf8 } from '../tabular/utf8.ts';
import { type ColumnEvidence, EvidenceCollector } from './column-evidence.ts';

/** Bytes of the longest cell that is looked at as a number or a date, blanks around it included. */
const longestWritten = 4096;

const dictionaryLimits = { entries: 65_536, bytes: 4_000_000 };

/**
 * Gathers the evidence of one column from its bytes: plain numbers as they come, other distinct values once, and
 * single cells when there are too many different ones.
 */
export class EvidenceGatherer {
  readonly #values = new DistinctDictionary(dictionaryLimits);
  readonly #collector = new EvidenceCollector();

  /** Adds `count` cells that hold the bytes `[start, end)`. */
  // oxlint-disable-next-line max-params -- runs for every cell of a varied column of numbers or dates
  add(bytes: Uint8Array, start: number, end: number, count: number): void {
    if (end - start > longestWritten) return this.#collector.addProse(count);
    const isSettled = end === start || this.#collector.addPlain(bytes, start, end, count);
    if (!isSettled && !this.#values.add(bytes, start, end, count))
      this.#collector.add(decodeUtf8(bytes, start, end), count);
  }

  addCells({ bytes, ends }: GatheredColumn): void {
    let start = 0;
    for (let row = 0; row < ends.length; row++) {
      const end = ends[row]!;
      this.add(bytes, start, end, 1);
      start = end;
    }
  }

  /** The evidence of all cells; call it once, after the last. */
  result(): ColumnEvidence {
    this.#values.forEach(({ bytes, start, end, count }) =>
      this.#collector.add(decodeUtf8(bytes, start, end), count),
    );
    return this.#collector.result();
  }
}
