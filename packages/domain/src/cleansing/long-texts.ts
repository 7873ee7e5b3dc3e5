import type { GatheredColumn } from '../tabular/column-cells.ts';
import { equalBytes, hashBytes } from './byte-dictionary.ts';
import type { CleansedColumn } from './cleansed-block.ts';

/** Bytes of a column, and of its cells on average, from which on its texts count as long. */
const longColumn = 256 * 1024;
const longMean = 512;

/** True for a column whose texts are so long that each copy of them is felt. */
export function holdsLongTexts({ ends }: GatheredColumn): boolean {
  return (ends.at(-1) ?? 0) >= Math.max(longColumn, ends.length * longMean);
}

/** The cells of a column as values, in the memory they were gathered in: valid as long as that is. */
export type GatheredTexts = Omit<CleansedColumn, 'field'>;

/**
 * The filled cells as they stand, numbered in their order, without a copy; `undefined` when two of them may be equal, or
 * `isWanted` does not want one.
 */
export function distinctTexts(
  { bytes, ends }: GatheredColumn,
  isWanted: (start: number, end: number) => boolean = () => true,
): GatheredTexts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ids = new Uint16Array(ends.length);
  const valueEnds: number[] = [];
  const hashes = new Set<number>();
  let start = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row]!;
    if (end === start) continue;
    if (!isWanted(start, end)) return undefined;
    hashes.add(hashBytes(view, start, end));
    ids[row] = valueEnds.push(end);
    if (hashes.size < valueEnds.length) return undefined;
    start = end;
  }
  return { bytes: bytes.subarray(0, start), ends: Uint32Array.from(valueEnds), ids };
}

/** What is known of long cells, told apart by their bytes where these lie. */
export class LongCells<Fact> {
  readonly #view: DataView;
  readonly #known = new Map<
    number,
    { readonly start: number; readonly end: number; readonly fact: Fact }[]
  >();

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  /** What is known of the cell in `[start, end)`: learned at the first that has these bytes. */
  of(start: number, end: number, learn: () => Fact): Fact {
    const view = this.#view;
    const length = end - start;
    const hash = hashBytes(view, start, end);
    const alike = this.#known.get(hash) ?? [];
    for (const known of alike) {
      const isAsLong = known.end - known.start === length;
      if (isAsLong && equalBytes(view, known.start, view, start, length)) return known.fact;
    }
    const fact = learn();
    this.#known.set(hash, [...alike, { start, end, fact }]);
    return fact;
  }
}
