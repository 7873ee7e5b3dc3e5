import { decodeUtf8 } from '../tabular/utf8.ts';
import type { RowFault } from '../tabular/reading-counts.ts';
import { decodeFirstFormat, firstFormatMagic } from './first-block-format.ts';

/** Rows of one block at most: each value of a column is then numbered in two bytes. */
export const blockRows = 16_384;

/** Epoch of blocks that were cleansed ahead of the approval, by the likely mapping: no results yet. Runs count from 1. */
export const aheadEpoch = 0;

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

const sourcePrefix = 'source:';

/** The field under which a block that was cleansed ahead keeps the cells of a column as they stand in the source. */
export function sourceField(position: number): string {
  return `${sourcePrefix}${position}`;
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

const magic = 0x3242_464c;

interface BlockHeader {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly ColumnHeader[];
}

interface ColumnHeader {
  readonly field: string;
  readonly values: number;
  readonly bytes: number;
  /** Bytes that hold one length, and one row's code. */
  readonly lengthSize: 1 | 4;
  readonly codeSize: 1 | 2;
}

/** Code of the value that follows the highest one met so far: a column of unique values is a run of it. */
const nextValue = 1;

/**
 * Packs a block: a header in ASCII JSON, the faults, for each column the lengths of its values and a code for
 * each row, then the bytes of all values. Made to be small and fast to deflate.
 */
export function encodeBlock(block: CleansedBlock): Uint8Array {
  return joined(piecesOfBlock(block));
}

/** The pieces that {@link encodeBlock} joins: long texts are not copied once more where they are packed as they come. */
export function piecesOfBlock(block: CleansedBlock): Uint8Array[] {
  const { firstRow, rowCount } = block;
  const columns = block.columns.map((column) => ({ column, ...codesOf(column.ids), ...lengthsOf(column) }));
  const header = asciiBytes(
    JSON.stringify({
      firstRow,
      rowCount,
      columns: columns.map(({ column, codeSize, lengthSize }) => ({
        field: column.field,
        values: column.ends.length,
        bytes: column.bytes.length,
        lengthSize,
        codeSize,
      })),
    } satisfies BlockHeader),
  );
  const pieces: Uint8Array[] = [
    new Uint8Array(Uint32Array.of(magic, header.length).buffer),
    header,
    block.faults,
  ];
  for (const { lengths, codes } of columns) pieces.push(lengths, codes);
  for (const { column } of columns) pieces.push(column.bytes);
  return pieces;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const packed = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    packed.set(piece, at);
    at += piece.length;
  }
  return packed;
}

/** Codes of the rows, all low bytes before all high bytes; one byte a row when that suffices. */
function codesOf(ids: Uint16Array): { codes: Uint8Array; codeSize: 1 | 2 } {
  const rows = ids.length;
  const codes = new Uint8Array(rows * 2);
  let next = 1;
  let highest = 0;
  for (let row = 0; row < rows; row++) {
    const id = ids[row]!;
    const code = id === 0 ? 0 : id === next ? nextValue : id + 1;
    if (id >= next) next = id + 1;
    if (code > highest) highest = code;
    codes[row] = code;
    codes[rows + row] = code >> 8;
  }
  return highest < 256 ? { codes: codes.subarray(0, rows), codeSize: 1 } : { codes, codeSize: 2 };
}

function readIds(codes: Uint8Array, ids: Uint16Array): void {
  const rows = ids.length;
  const isWide = codes.length > rows;
  let next = 1;
  for (let row = 0; row < rows; row++) {
    const code = isWide ? codes[row]! | (codes[rows + row]! << 8) : codes[row]!;
    if (code === 0) continue;
    const id = code === nextValue ? next : code - 1;
    if (id >= next) next = id + 1;
    ids[row] = id;
  }
}

/** Lengths of the values; four bytes each when one of them does not fit in a byte. */
function lengthsOf({ ends }: CleansedColumn): { lengths: Uint8Array; lengthSize: 1 | 4 } {
  const short = new Uint8Array(ends.length);
  for (let id = 0, start = 0; id < ends.length; id++) {
    const length = ends[id]! - start;
    if (length > 255) return { lengths: longLengths(ends), lengthSize: 4 };
    short[id] = length;
    start = ends[id]!;
  }
  return { lengths: short, lengthSize: 1 };
}

function longLengths(ends: Uint32Array): Uint8Array {
  const lengths = new DataView(new ArrayBuffer(ends.length * 4));
  for (const [id, end] of ends.entries())
    lengths.setUint32(id * 4, end - (id === 0 ? 0 : ends[id - 1]!), true);
  return new Uint8Array(lengths.buffer);
}

function readEnds(lengths: Uint8Array, { values, lengthSize }: ColumnHeader, ends: Uint32Array): void {
  const view = new DataView(lengths.buffer, lengths.byteOffset, lengths.length);
  let end = 0;
  for (let id = 0; id < values; id++) {
    end += lengthSize === 1 ? lengths[id]! : view.getUint32(id * 4, true);
    ends[id] = end;
  }
}

/**
 * Memory for a decoded block, zeroed and beginning at a multiple of four: shared where other threads are to read it
 * too.
 */
export type Allocate = (byteLength: number) => Uint8Array;

const ownMemory: Allocate = (byteLength) => new Uint8Array(byteLength);

/**
 * The values in what {@link encodeBlock} packed, now or in the first version, without kept source texts.
 *
 * Keeps nothing of `packed`; throws on anything else.
 */
export function decodeBlock(packed: Uint8Array, allocate: Allocate = ownMemory): CleansedBlock {
  return decodeColumns(packed, ({ field }) => !field.startsWith(sourcePrefix), allocate);
}

/** As {@link decodeBlock}, with the source texts that a block cleansed ahead keeps. */
export function decodeBlockAhead(packed: Uint8Array): CleansedBlock {
  return decodeColumns(packed, () => true, ownMemory);
}

interface CodedColumn {
  readonly column: ColumnHeader;
  readonly lengths: Uint8Array;
  readonly codes: Uint8Array;
}

function decodeColumns(
  packed: Uint8Array,
  isWanted: (column: ColumnHeader) => boolean,
  allocate: Allocate,
): CleansedBlock {
  const head = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const mark = head.getUint32(0, true);
  if (mark === firstFormatMagic) return decodeFirstFormat(packed);
  if (mark !== magic) throw new Error('Not a cleansed block.');
  const headerEnd = 8 + head.getUint32(4, true);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by encodeBlock, marked by its magic number
  const header = JSON.parse(asciiText(packed.subarray(8, headerEnd))) as BlockHeader;
  const { rowCount } = header;
  let at = headerEnd;
  const take = (length: number): Uint8Array => packed.subarray(at, (at += length));
  const faults = take(rowCount);
  const coded = header.columns.map((column) => ({
    column,
    lengths: take(column.values * column.lengthSize),
    codes: take(rowCount * column.codeSize),
  }));
  // Source texts are the last columns: the values of those before them lie together.
  const wanted = coded.filter(({ column }) => isWanted(column));
  return unfold(header, { faults, wanted, values: packed.subarray(at) }, allocate);
}

/** The parts of a block in one piece of memory, wide numbers first so that all are aligned. */
function unfold(
  { firstRow, rowCount }: BlockHeader,
  parts: { faults: Uint8Array; wanted: readonly CodedColumn[]; values: Uint8Array },
  allocate: Allocate,
): CleansedBlock {
  const { wanted } = parts;
  const valueCount = wanted.reduce((sum, { column }) => sum + column.values, 0);
  const valueBytes = wanted.reduce((sum, { column }) => sum + column.bytes, 0);
  const memory = allocate(valueCount * 4 + wanted.length * rowCount * 2 + valueBytes + rowCount);
  const { buffer } = memory;
  let at = memory.byteOffset;
  const ends = wanted.map(({ column, lengths }) => {
    const view = new Uint32Array(buffer, at, column.values);
    at += view.byteLength;
    readEnds(lengths, column, view);
    return view;
  });
  const ids = wanted.map(({ codes }) => {
    const view = new Uint16Array(buffer, at, rowCount);
    at += view.byteLength;
    readIds(codes, view);
    return view;
  });
  const bytes = new Uint8Array(buffer, at, valueBytes);
  bytes.set(parts.values.subarray(0, valueBytes));
  const faults = new Uint8Array(buffer, at + valueBytes, rowCount);
  faults.set(parts.faults);
  let start = 0;
  const columns = wanted.map(({ column }, index) => ({
    field: column.field,
    bytes: bytes.subarray(start, (start += column.bytes)),
    ends: ends[index]!,
    ids: ids[index]!,
  }));
  return { firstRow, rowCount, columns, faults };
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
