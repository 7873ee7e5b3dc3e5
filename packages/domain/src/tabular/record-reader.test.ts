import { describe, expect, test } from 'vitest';
import { cellTexts } from './cell-value.ts';
import { maxCellBytes } from './file-layout.ts';
import { nameColumns } from './header-keys.ts';
import { type ReadingOptions, RecordReader } from './record-reader.ts';
import { encodeUtf8 } from './utf8.ts';

function read(text: string, header = ['name', 'cpu', 'ram'], options: ReadingOptions = {}) {
  const rows: { row: number; line: number; cells: string[]; fault: string | undefined; isShort: boolean }[] =
    [];
  const layout = { columns: nameColumns(header), delimiter: ',' as const, headerLine: 1 };
  const reader = new RecordReader(
    layout,
    ({ record, rowNumber, fault, isShort }) =>
      rows.push({ row: rowNumber, line: record.line, cells: cellTexts(record), fault, isShort }),
    { start: { line: 2 }, ...options },
  );
  reader.push(encodeUtf8(text));
  reader.end();
  return { rows, counts: reader.counts };
}

describe('ragged rows', () => {
  test('a short row is a row, and counted', () => {
    const { rows, counts } = read('a,1\nb,2,3\n');
    expect(rows.map(({ isShort, fault }) => [isShort, fault])).toEqual([
      [true, undefined],
      [false, undefined],
    ]);
    expect(counts.shortRows).toBe(1);
  });

  test('extra empty cells are dropped, extra filled ones are a fault of the row', () => {
    const { rows, counts } = read('a,1,2,, \nb,1,2,,x\n');
    expect(rows.map(({ fault }) => fault)).toEqual([undefined, 'too_many_cells']);
    expect(counts.faults).toEqual({ too_many_cells: 1 });
  });

  test('a cell above the limit is a fault of the row, one at the limit is not', () => {
    const { rows } = read(`a,${'x'.repeat(maxCellBytes)},1\nb,${'x'.repeat(maxCellBytes + 1)},1\n`);
    expect(rows.map(({ fault }) => fault)).toEqual([undefined, 'cell_too_large']);
  });

  test('a quote that is never closed makes its row unparseable, with its line', () => {
    const { rows } = read('a,1,2\nb,"open,2\nc,1,2\n');
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, undefined],
      [3, 'unparseable_row'],
      [4, undefined],
    ]);
  });
});

test('what is odd about a row that is taken is counted with its line', () => {
  const { counts } = read('a,1\nb,1,2,\n13" disk,1,2\n"c" x,1,2\nd,1,2\n');
  expect(counts.faulty.count).toBe(0);
  expect(counts.odd).toEqual({
    header_width: { count: 0, lines: [] },
    short_row: { count: 1, lines: [[2, 2]] },
    extra_empty_cells: { count: 1, lines: [[3, 3]] },
    bare_quote: { count: 1, lines: [[4, 4]] },
    text_after_quote: { count: 1, lines: [[5, 5]] },
  });
});

test.each([
  ['longer', 'a,1\nb,1\nc,x,y,z\n'],
  ['shorter', 'a,1,2,\nb,1,2,\n'],
])('a header that is %s than every row that is taken is odd itself, not each row', (_, text) => {
  const odd = Object.entries(read(text).counts.odd).filter(([, { count }]) => count > 0);
  expect(odd).toEqual([['header_width', { count: 1, lines: [[1, 1]] }]]);
});

test('rows of different widths below a longer header are odd each', () => {
  const { counts } = read('a,1\nb\n');
  expect(counts.odd.header_width.count).toBe(0);
  expect(counts.odd.short_row).toEqual({ count: 2, lines: [[2, 3]] });
});

test('the records of a sheet are as wide as the widest, which is not odd', () => {
  const reader = new RecordReader(
    { columns: nameColumns(['name', 'cpu']), delimiter: ',', recordUnit: 'sheet_row' },
    () => {},
  );
  reader.push(encodeUtf8('a,1,stray\nb,1,\nc,,\n'));
  reader.end();
  expect(reader.counts.faults).toEqual({ too_many_cells: 1 });
  expect([reader.counts.odd.extra_empty_cells.count, reader.counts.odd.short_row.count]).toEqual([0, 0]);
});

test('a NUL makes its row unparseable, and no other', () => {
  const { rows } = read('a,1,2\nb,\u0000,2\nc,1,2\n');
  expect(rows.map(({ fault }) => fault)).toEqual([undefined, 'unparseable_row', undefined]);
});

describe('records that are no rows', () => {
  test('blank rows and repeated headers are skipped and counted with their lines', () => {
    const { rows, counts } = read('a,1,2\n\n , ,\n name ,cpu,ram\nb,3,4\n');
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 2],
      [2, 6],
    ]);
    expect(counts.skipped.blank).toEqual({ count: 2, lines: [[3, 4]] });
    expect(counts.skipped.repeated_header).toEqual({ count: 1, lines: [[5, 5]] });
  });

  test('a row with some header words is a row', () => {
    expect(read('name,1,ram\nname,cpu\n').rows).toHaveLength(2);
  });

  test.each([
    ['a totals row', 'a,1,2\nTotal,,3\n', 1],
    ['totals among blank lines', 'a,1,2\n\nGesamt:,,3 GB\n\n', 1],
    ['a line that counts the rows', 'a,1,2\n(1 row affected)\n', 1],
    ['a totals row without a gap', 'a,1,2\nTotal,1,2\n', 1],
    ['several totals', 'a,1,2\nSubtotal,,3\nGrand Total,,3\n', 2],
  ])('%s at the end is skipped', (_name, text, totals) => {
    const { rows, counts } = read(text);
    expect(rows).toHaveLength(1);
    expect(counts.skipped.totals.count).toBe(totals);
  });

  test.each([
    ['before other rows', 'Total,,3\nb,1,2\n', 2],
    ['with text', 'a,1,2\ntotal,linux,3\n', 2],
    ['as part of a name', 'a,1,2\ntotal-backup-01,,3\n', 2],
    ['in a run too long for totals', `a,1,2\n${'Total,,3\n'.repeat(9)}`, 10],
  ])('a totals word %s is a row', (_name, text, rowCount) => {
    const { rows, counts } = read(text);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: rowCount }, (_, k) => k + 1));
    expect(counts.skipped.totals.count).toBe(0);
  });

  test('a totals word that may be a name is a row beside a single number; one that may not is none', () => {
    const [apps, sums] = ['Total,30\n', 'Grand Total,30\n'].map((last) =>
      read(`shop,30\n${last}`, ['app', 'users']),
    );
    expect([apps?.rows.length, sums?.rows.length]).toEqual([2, 1]);
  });

  test.each([
    ['a rule', 'a,1,2\n+---+---+\n', 1],
    ['a comment', 'a,1,2\n# end of file\n', 1],
    ['a sentence alone behind a blank line', 'a,1,2\n\nExported by the tool on 5 May,,\n', 1],
    [
      'sentences among totals and blank lines',
      'a,1,2\nTotal,,2\n\nExported by the tool,,\nFor internal use only,,\n',
      2,
    ],
  ])('%s at the end is a remark and skipped', (_name, text, remarks) => {
    const { rows, counts } = read(text);
    expect(rows).toHaveLength(1);
    expect(counts.skipped.remark.count).toBe(remarks);
  });

  test.each([
    ['a rule', 'a,1,2\n---,---,---\nb,1,2\n', 3],
    ['a comment', '# disks\na,1,2\n', 2],
    ['a sentence', 'a,1,2\n\nthe servers of the branches,,\nb,1,2\n', 3],
  ])('%s before other rows is a row', (_name, text, rowCount) => {
    const { rows, counts } = read(text);
    expect(rows).toHaveLength(rowCount);
    expect(counts.skipped.remark.count).toBe(0);
  });

  test('rows and skipped records are reported in file order', () => {
    const seen: number[] = [];
    const layout = { columns: nameColumns(['name', 'cpu', 'ram']), delimiter: ',' as const };
    const reader = new RecordReader(layout, ({ record }) => seen.push(record.line), {
      onSkipped: (record) => seen.push(record.line),
    });
    reader.push(encodeUtf8('Total,,1\n\nTotal,,2\na,1,2\n\nTotal,,9\n'));
    reader.end();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

test('F66 zero and false are values', () => {
  expect(read('0,false,0\n').rows).toHaveLength(1);
});

test('F59 words of SQL and script are content', () => {
  const { rows, counts } = read(`"'; drop table assets; --",<script>,=cmd()\nupdate,delete,select\n`);
  expect(rows.map(({ cells }) => cells)).toEqual([
    ["'; drop table assets; --", '<script>', '=cmd()'],
    ['update', 'delete', 'select'],
  ]);
  expect(counts.faults).toEqual({});
});
