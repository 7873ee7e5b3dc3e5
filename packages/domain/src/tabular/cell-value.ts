import { cellForm, cellStride, type ScannedRecord } from './csv-scanner.ts';
import { decodeUtf8 } from './utf8.ts';

const quote = 0x22;

/** A run of bytes that is one value; valid until the record it came from is replaced. */
export interface ByteRange {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/**
 * Value of a quoted cell whose bytes are not the value itself.
 *
 * `raw` starts after the opening quote. Up to the closing quote a doubled quote stands for one; what
 * follows the closing quote is kept as it is.
 */
export function unquote(raw: Uint8Array): Uint8Array {
  const value = new Uint8Array(raw.length);
  let length = 0;
  let at = 0;
  while (at < raw.length) {
    const byte = raw[at] ?? 0;
    if (byte !== quote) value[length++] = byte;
    else if (raw[at + 1] === quote) {
      value[length++] = quote;
      at++;
    } else {
      value.set(raw.subarray(at + 1), length);
      return value.slice(0, length + raw.length - at - 1);
    }
    at++;
  }
  return value.slice(0, length);
}

/**
 * Points `into` at the value of cell `index`, without copying unless the cell must be unquoted.
 *
 * Answers false for a cell the record does not have.
 */
export function readCell(record: ScannedRecord, index: number, into: ByteRange): boolean {
  if (index >= record.cellCount) return false;
  const slot = index * cellStride;
  const start = record.cells[slot] ?? 0;
  const end = record.cells[slot + 1] ?? 0;
  if (record.cells[slot + 2] === cellForm.plain) {
    into.bytes = record.bytes;
    into.start = start;
    into.end = end;
    return true;
  }
  into.bytes = unquote(record.bytes.subarray(start, end));
  into.start = 0;
  into.end = into.bytes.length;
  return true;
}

/** Text of cell `index`, untrimmed; undefined for a cell the record does not have. */
export function cellText(record: ScannedRecord, index: number): string | undefined {
  const range: ByteRange = { bytes: record.bytes, start: 0, end: 0 };
  return readCell(record, index, range) ? decodeUtf8(range.bytes, range.start, range.end) : undefined;
}

/** Texts of all cells of the record that have offsets. */
export function cellTexts(record: ScannedRecord): string[] {
  const count = Math.min(record.cellCount, record.cells.length / cellStride);
  return Array.from({ length: count }, (_, index) => cellText(record, index) ?? '');
}

/** {@link cellTexts} of what may be a header: a name behind a quote that nothing closes keeps it, so that it is seen. */
export function headerTexts(record: ScannedRecord): string[] {
  const texts = cellTexts(record);
  if (!record.isDamaged) return texts;
  return texts.map((text, index) =>
    record.cells[index * cellStride + 2] === cellForm.unclosed ? `"${text}` : text,
  );
}

/** True when every cell of the record is empty or holds only spaces and tabs. */
export function isBlankRecord(record: ScannedRecord): boolean {
  if (record.surplusFilled) return false;
  const count = Math.min(record.cellCount, record.cells.length / cellStride);
  for (let index = 0; index < count; index++) {
    const slot = index * cellStride;
    if (!isBlank(record.bytes, record.cells[slot] ?? 0, record.cells[slot + 1] ?? 0)) return false;
  }
  return true;
}

/** True when `[start, end)` is empty or holds only spaces and tabs. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09) return false;
  }
  return true;
}
