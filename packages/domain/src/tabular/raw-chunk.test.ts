import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameColumns } from './header-keys.ts';
import { beginningOf, ChunkCutter, chunkBytes, type RawChunk, readChunk, rowValues } from './raw-chunk.ts';
import { RecordReader, type SourceRow } from './record-reader.ts';
import { encodeUtf8 } from './utf8.ts';

const layout = { columns: nameColumns(['name', 'cpu', 'ram']), delimiter: ',' as const };
const seenRow = (row: SourceRow) => ({
  row: row.rowNumber,
  line: row.record.line,
  fault: row.fault,
  values: rowValues(row, layout.columns, layout),
});

function cut(bytes: Uint8Array, pieceSize = bytes.length) {
  const chunks: RawChunk[] = [];
  const rows: ReturnType<typeof seenRow>[] = [];
  const cutter = new ChunkCutter((chunk) => chunks.push(chunk));
  const reader = new RecordReader(
    layout,
    (row) => {
      rows.push(seenRow(row));
      cutter.addRow(row);
    },
    { start: { offset: 20, line: 3 }, onSkipped: (record) => cutter.addSkipped(record) },
  );
  for (let at = 0; at < bytes.length; at += pieceSize) reader.push(bytes.subarray(at, at + pieceSize));
  reader.end();
  cutter.end();
  return { chunks, rows };
}

function readBack(chunks: readonly RawChunk[]) {
  const rows: ReturnType<typeof seenRow>[] = [];
  for (const chunk of chunks) readChunk(layout, chunk, (row) => rows.push(seenRow(row)));
  return rows;
}

const line = fc.constantFrom(
  'web-1,2,16\n',
  'short,1\n',
  'long,1,2,,extra\n',
  '"quo""ted\nline",4,"a, b"\r\n',
  '\n',
  ' ,,\r\n',
  'name,cpu,ram\n',
  'Total,,12\n',
  '"junk" x,1,2\n',
  'stray,1,"\n',
  'stray,"1,2\r\n',
);

test('rows read from chunks alone are the rows read from the whole file, with their numbers and lines', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 64 }), (lines, pieceSize) => {
      const { chunks, rows } = cut(encodeUtf8(lines.join('')), pieceSize);
      expect(readBack(chunks)).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

test('a large file is cut into chunks of whole records that are its bytes; the cuts do not depend on the pieces', () => {
  const text = Array.from(
    { length: 20_000 },
    (_, k) => `host-${k},"${k % 7 === 0 ? 'a\nb' : 4}",\r\n${k % 100 === 0 ? '\r\n' : ''}`,
  ).join('');
  const bytes = encodeUtf8(text);
  const { chunks, rows } = cut(bytes, 65_536);
  expect(chunks.length).toBeGreaterThan(1);
  expect(cut(bytes, 1_000_003).chunks).toEqual(chunks);
  expect(chunks.reduce((sum, { bytes: { length } }) => sum + length, 0)).toBe(bytes.length);
  expect(Math.max(...chunks.map((chunk) => chunk.bytes.length))).toBeLessThan(chunkBytes + 100);
  expect(readBack(chunks)).toEqual(rows);
  expect(rows).toHaveLength(20_000);
});

test('blank lines without a row between them do not pile up', () => {
  const { chunks, rows } = cut(encodeUtf8(`${'\n'.repeat(700_000)}a,1,2\n${'\n'.repeat(700_000)}`), 65_536);
  expect(rows).toEqual([expect.objectContaining({ row: 1, line: 700_003 })]);
  expect(readBack(chunks)).toEqual(rows);
});

test('filled cells beyond the header are shown under keys of their own', () => {
  const { rows } = cut(encodeUtf8('a,1,2,,x\nb\n'));
  expect(rows[0]).toMatchObject({
    fault: 'too_many_cells',
    values: { name: 'a', cpu: '1', ram: '2', __EXTRA_5: 'x' },
  });
  expect(rows[1]?.values).toEqual({ name: 'b', cpu: null, ram: null });
});

test('the beginning of a row has the beginning of each cell, and short cells whole', () => {
  const seen: Record<string, string | null>[] = [];
  const note = (row: SourceRow): void =>
    void seen.push(rowValues(beginningOf(row, 5), layout.columns, layout));
  new RecordReader(layout, note).readAll(encodeUtf8(`web-01,"a ""b"" c",${'x'.repeat(3000)}\nb,,"c"\nd\n`));
  expect(seen).toEqual([
    { name: 'web-0', cpu: 'a "b', ram: 'xxxxx' },
    { name: 'b', cpu: '', ram: 'c' },
    { name: 'd', cpu: null, ram: null },
  ]);
});

/** The memory of the chunks that records of these lengths become; those that are returned are given back. */
function memoryOf(lengths: readonly number[], isReturned: (index: number) => boolean): ArrayBufferLike[] {
  const memory: ArrayBufferLike[] = [];
  const cutter = new ChunkCutter(({ bytes }) => {
    if (isReturned(memory.push(bytes.buffer) - 1)) cutter.recycle(bytes);
  });
  const reader = new RecordReader(layout, (row) => cutter.addRow(row));
  for (const length of lengths) reader.push(encodeUtf8(`a,1,${'x'.repeat(length)}\n`));
  return memory;
}

test('memory of a long chunk that is given back is used for the next long one, and for one only', () => {
  const lengths = [9_000_000, 1_000_000, 20_000_000, 1_000_000, 12_000_000];
  const [first, second, third, fourth, fifth] = memoryOf(lengths, (index) => index === 0);
  expect(third === first).toBe(true);
  expect(new Set([first, second, fourth, fifth]).size).toBe(4);
});
