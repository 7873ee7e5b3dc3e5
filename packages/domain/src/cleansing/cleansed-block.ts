import { decodeUtf8 } from '../tabular/utf8.ts';
import type { RowFault } from '../tabular/record-reader.ts';

/** Rows of one block at most: each value of a column is then numbered in two bytes. */
export const blockRows = 16_384;

/** One field over the rows of a block: distinct canonical values and the number of each row's value. */
export interface CleansedColumn {
  /** Catalog key, or `custom:` and the source column's key. */
  readonly field: string;
  /** UTF-8 of the distinct values, one after the other. */
  readonly bytes: Uint8Array;
  /** Offset behind each value. */
  readonly ends: Uint32Array;
  /** For each row 1 + the number of its value; 0 where the field is unknown. */
  readonly ids: Uint16Array;
}

/** Cleansed values of consecutive source rows. */
export interface CleansedBlock {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly CleansedColumn[];
  /** For each row 0, or 1 + the index in {@link rowFaults} of why it is rejected. */
  readonly faults: Uint8Array;
}

/** Faults of rows that are rejected before their values are looked at, in the order blocks number them. */
export const rowFaults = [
  'too_many_cells',
  'cell_too_large',
  'unparseable_row',
] as const satisfies readonly RowFault[];

/** Canonical text of a field in a row, counted from 0 in the block; null when unknown. */
export function valueAt(column: CleansedColumn, row: number): string | null {
  const id = column.ids[row] ?? 0;
  return id === 0 ? null : valueText(column, id - 1);
}

/** Canonical text of the distinct value with this number. */
export function valueText(column: CleansedColumn, id: number): string {
  return decodeUtf8(column.bytes, id === 0 ? 0 : column.ends[id - 1], column.ends[id]);
}

const magic = 0x3142_464c;
const align = (length: number): number => (length + 3) & ~3;

interface BlockHeader {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly { readonly field: string; readonly values: number; readonly bytes: number }[];
}

/** Packs a block: a header in ASCII JSON, then offsets, row numbers and bytes of each column, then the faults. */
export function encodeBlock(block: CleansedBlock): Uint8Array {
  const header = asciiBytes(
    JSON.stringify({
      firstRow: block.firstRow,
      rowCount: block.rowCount,
      columns: block.columns.map(({ field, ends, bytes }) => ({
        field,
        values: ends.length,
        bytes: bytes.length,
      })),
    } satisfies BlockHeader),
  );
  let length = 8 + align(header.length) + align(block.rowCount);
  for (const column of block.columns)
    length += columnLength(column.ends.length, block.rowCount, column.bytes.length);
  const packed = new Uint8Array(length);
  new Uint32Array(packed.buffer, 0, 2).set([magic, header.length]);
  packed.set(header, 8);
  let at = 8 + align(header.length);
  for (const column of block.columns) at = writeColumn(packed, at, column);
  packed.set(block.faults, at);
  return packed;
}

function columnLength(values: number, rows: number, bytes: number): number {
  return values * 4 + align(rows * 2) + align(bytes);
}

function writeColumn(packed: Uint8Array, at: number, column: CleansedColumn): number {
  new Uint32Array(packed.buffer, at, column.ends.length).set(column.ends);
  const idsAt = at + column.ends.length * 4;
  new Uint16Array(packed.buffer, idsAt, column.ids.length).set(column.ids);
  const bytesAt = idsAt + align(column.ids.length * 2);
  packed.set(column.bytes, bytesAt);
  return bytesAt + align(column.bytes.length);
}

/** Reads what {@link encodeBlock} packed, as views on `packed`; throws on anything else. */
export function decodeBlock(packed: Uint8Array): CleansedBlock {
  // Views need the alignment that a piece of a larger buffer may not have.
  const bytes = packed.byteOffset % 4 === 0 ? packed : packed.slice();
  const [mark, headerLength = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
  if (mark !== magic) throw new Error('Not a cleansed block.');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by encodeBlock, marked by its magic number
  const header = JSON.parse(asciiText(bytes.subarray(8, 8 + headerLength))) as BlockHeader;
  let at = 8 + align(headerLength);
  const columns = header.columns.map(({ field, values, bytes: byteCount }) => {
    const offset = bytes.byteOffset + at;
    const idsAt = offset + values * 4;
    const bytesAt = idsAt + align(header.rowCount * 2);
    at += columnLength(values, header.rowCount, byteCount);
    return {
      field,
      ends: new Uint32Array(bytes.buffer, offset, values),
      ids: new Uint16Array(bytes.buffer, idsAt, header.rowCount),
      bytes: new Uint8Array(bytes.buffer, bytesAt, byteCount),
    };
  });
  const { firstRow, rowCount } = header;
  return { firstRow, rowCount, columns, faults: bytes.subarray(at, at + rowCount) };
}

function asciiBytes(text: string): Uint8Array {
  const escaped = text.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0));
}

function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
