import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { ColumnCells } from '../column-cells.ts';
import { CsvScanner, cellStride, type ScannedRecord } from '../csv-scanner.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { incomplete, rowKernel } from './row-kernel.ts';

/** Scans in pieces; `onRecord` sees each record while it is valid. */
function scan(text: string, pieceBytes: number, onRecord: (record: ScannedRecord) => void): void {
  const bytes = encodeUtf8(text);
  const scanner = new CsvScanner(0x2c, onRecord);
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.push(bytes.subarray(at, at + pieceBytes));
  scanner.end();
}

/** Runs work while the kernel is at other bytes, so that none of it is done there. */
function withoutKernel(work: () => void): void {
  expect(rowKernel.begin(new Uint8Array(1), 1)).toBe(true);
  try {
    work();
  } finally {
    rowKernel.end();
  }
}

/** Everything a record says, and the text of each of its cells. */
function plainOf({ bytes, cells, ...facts }: ScannedRecord): unknown {
  const texts = Array.from({ length: Math.min(facts.cellCount, 1024) }, (_, index) => {
    const [start = 0, end = 0, form = 0] = cells.subarray(index * cellStride, (index + 1) * cellStride);
    return [start - facts.start, form, decodeUtf8(bytes, start, end)];
  });
  return { ...facts, start: 0, end: facts.end - facts.start, texts };
}

function recordsOf(text: string, pieceBytes: number): unknown[] {
  const records: unknown[] = [];
  scan(text, pieceBytes, (record) => records.push(plainOf(record)));
  return records;
}

const pieces = 'a|bc|srv-0042.example.com| |"|""|,|,,|\n|\r|\r\n|","|",|,"|é|名|\0'.split('|');
const piece = constantFrom(...pieces);
const hostileText = array(piece, { maxLength: 80 }).map((parts) => parts.join(''));

test('any text has the same records in the kernel and without it, wherever its pieces are cut', () => {
  assert(
    property(hostileText, integer({ min: 1, max: 64 }), (text, pieceBytes) => {
      const inKernel = recordsOf(text, pieceBytes);
      withoutKernel(() => expect(recordsOf(text, pieceBytes)).toEqual(inKernel));
      expect(recordsOf(text, 1_000_000)).toEqual(inKernel);
    }),
    { numRuns: 3000 },
  );
});

test.each([1023, 1024, 1025])('a record of %i cells is the same in the kernel and without it', (width) => {
  const text = `${Array.from({ length: width }, (_, index) => (index % 7 === 0 ? `"${index}, ""q"""` : index)).join(',')}\nend\n`;
  const inKernel = recordsOf(text, 4096);
  expect(inKernel).toHaveLength(2);
  withoutKernel(() => expect(recordsOf(text, 4096)).toEqual(inKernel));
});

/** What is gathered of rows: texts and missing cells by column. */
function gathered(cells: ColumnCells, columnCount: number): unknown[] {
  return Array.from({ length: columnCount }, (_, index) => {
    const { bytes, ends, missing } = cells.column(index);
    return [missing, ...Array.from(ends, (end, row) => decodeUtf8(bytes, ends[row - 1] ?? 0, end))];
  });
}

function gather(text: string, positions: readonly number[], mostRows: number): ColumnCells {
  const cells = new ColumnCells(positions, mostRows);
  scan(text, 65_536, (record) => cells.add(record, record.isDamaged ? 0 : record.cellCount));
  return cells;
}

const row = array(constantFrom('', 'x', 'a longer value, with a comma', 'say "hi"', 'ü'.repeat(40)), {
  minLength: 1,
  maxLength: 6,
});

function quoted(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

test('rows have the same columns in the kernel and without it, cells that are missing or unquoted included', () => {
  assert(
    property(array(row, { maxLength: 60 }), (rows) => {
      const text = csvOf(rows);
      const expected = gathered(gather(text, [3, 1, 2], 100), 3);
      withoutKernel(() => expect(gathered(gather(text, [3, 1, 2], 100), 3)).toEqual(expected));
    }),
    { numRuns: 500 },
  );
});

test('more rows and bytes than the kernel keeps at once are all gathered', () => {
  const rows = Array.from({ length: 5000 }, (_, index) => [
    `host-${index}`,
    'n'.repeat(index % 997 === 0 ? 300_000 : index % 40),
    index % 3 === 0 ? `"${index}` : '',
  ]);
  const cells = gather(csvOf(rows), [1, 2, 3], rows.length);
  expect(gathered(cells, 3)).toEqual(
    [0, 1, 2].map((column) => [0, ...rows.map((cellsOf) => cellsOf[column])]),
  );
});

test('a table wider than the kernel has columns for is gathered all the same', () => {
  const width = 300;
  const rows = Array.from({ length: 20 }, (_, index) =>
    Array.from({ length: width }, (__, column) => `${index}.${column}`),
  );
  const positions = Array.from({ length: width }, (_, column) => column + 1);
  const cells = gather(csvOf(rows), positions, 20);
  expect(gathered(cells, width)).toEqual(
    positions.map((position) => [0, ...rows.map((cellsOf) => cellsOf[position - 1])]),
  );
});

test('files that are read in turns do not mix: each keeps its own cells', () => {
  const [first, second] = [new ColumnCells([1], 3000), new ColumnCells([2, 1], 3000)];
  const scanners = [first, second].map((cells) => new CsvScanner(0x2c, (record) => cells.add(record)));
  for (let round = 0; round < 2000; round++)
    for (const [index, scanner] of scanners.entries())
      scanner.push(encodeUtf8(`${index}-${round},z${round}\n`));
  const numbers = Array.from({ length: 2000 }, (_, round) => round);
  expect(gathered(first, 1)).toEqual([[0, ...numbers.map((round) => `0-${round}`)]]);
  expect(gathered(second, 2)).toEqual([
    [0, ...numbers.map((round) => `z${round}`)],
    [0, ...numbers.map((round) => `1-${round}`)],
  ]);
});

test('cleared cells are gone, those still in the kernel included', () => {
  const cells = gather('a,b\n', [1], 10);
  cells.clear();
  scan('c,d\n', 100, (record) => cells.add(record));
  expect(gathered(cells, 1)).toEqual([[0, 'c']]);
});

test('a CR that ends the text is judged by the text alone, not by what was scanned before it', () => {
  const text = 'a,"\r';
  recordsOf('xxxxxxxx\n', 100);
  const expected = recordsOf(text, 100);
  // Leaves an LF where the byte behind the CR would be.
  recordsOf('xxxx\nxxx\n', 100);
  expect(recordsOf(text, 100)).toEqual(expected);
});

/** What the kernel answers about the record at the beginning of a text. */
function answerTo(text: string): number {
  const bytes = encodeUtf8(text);
  expect(rowKernel.begin(bytes, bytes.length)).toBe(true);
  try {
    return rowKernel.scan(0, bytes.length, 0x2c);
  } finally {
    rowKernel.end();
  }
}

test('a record that is ordinary as far as it is there is told from one that is not', () => {
  const record = 'plain,"quoted, ""twice""\r\nand more",,"last"\r\n';
  for (let length = 0; length < record.length - 1; length++)
    expect(answerTo(record.slice(0, length))).toBe(incomplete);
  expect(answerTo(`${record}next`)).toBe(record.length);
  for (const other of ['a"b', '"a" b,', '"a"b,c', ',,,"x"y\n']) expect(answerTo(other)).toBe(-1);
});

test('a record of some megabytes is scanned in the kernel, once it is there', () => {
  const text = `a,"${'x,'.repeat(1_500_000)}"\nb\n`;
  const seen: [boolean, number][] = [];
  scan(text, 65_536, ({ cells, cellCount }) => seen.push([cells === rowKernel.cells, cellCount]));
  expect(seen[0]).toEqual([true, 2]);
});
