import { cellText } from '../cell-value.ts';
import { cellStride, maxScannedCells, type ScannedRecord } from '../csv-scanner.ts';
import { isPlaceholderWord } from '../placeholder-words.ts';

const quote = 0x22;
const comma = 0x2c;

/** Ranges of the cells of a record as the table form has them, quotes included: start and end of each. */
export type CellRanges = Int32Array;

/** Number of cells of a record that have offsets. */
export function cellCountOf({ cellCount }: ScannedRecord): number {
  return Math.min(cellCount, maxScannedCells);
}

/** Start of cell `index` with its opening quote. */
export function rawStart({ bytes, cells }: ScannedRecord, index: number): number {
  const start = cells[index * cellStride]!;
  return isQuoted(bytes, start) ? start - 1 : start;
}

/** End of cell `index` with its closing quote. */
export function rawEnd({ bytes, cells }: ScannedRecord, index: number): number {
  const start = cells[index * cellStride]!;
  const end = cells[index * cellStride + 1]!;
  return isQuoted(bytes, start) ? end + 1 : end;
}

/** A quote within a cell is doubled in the table form, so one in front of the content opens it. */
function isQuoted(bytes: Uint8Array, start: number): boolean {
  return start > 0 && bytes[start - 1] === quote;
}

/** Bytes of a record without its line break. */
export function contentOf(record: ScannedRecord): Uint8Array {
  const { bytes, start, end } = record;
  return bytes.subarray(start, bytes[end - 1] === 0x0a ? end - 1 : end);
}

/** Finds the cells of one record of the table form, given without its line break; answers how many there are. */
export function splitCells(bytes: Uint8Array, ranges: CellRanges): number {
  let count = 0;
  let start = 0;
  let isOpen = false;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) isOpen = !isOpen;
    if (at < bytes.length && (byte !== comma || isOpen)) continue;
    if (count * 2 + 1 < ranges.length) ranges.set([start, at], count * 2);
    count++;
    start = at + 1;
  }
  return count;
}

/**
 * What rows are matched by: the texts of their key columns without surrounding blanks and in lower case.
 *
 * Undefined for a row that has none of them; placeholder words count as none.
 */
export function joinKey(record: ScannedRecord, positions: readonly number[]): string | undefined {
  if (positions.length === 1) return keyPart(record, positions[0]!) || undefined;
  const parts = positions.map((position) => keyPart(record, position));
  return parts.some((part) => part !== '') ? parts.join('\0') : undefined;
}

function keyPart(record: ScannedRecord, position: number): string {
  const text = (cellText(record, position - 1) ?? '').trim();
  return isPlaceholderWord(text) ? '' : text.normalize('NFC').toLowerCase();
}
