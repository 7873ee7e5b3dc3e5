import { describe, expect, test } from 'vitest';
import { rowValues } from '../tabular/raw-chunk.ts';
import { readLatest } from '../tabular/row-revisions.ts';
import type { RecordLayout } from '../tabular/record-reader.ts';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { encodeRow, readsAsRow } from './correct-rows.ts';

const columns = ['Host', 'RAM'].map((header, at) => ({ position: at + 1, key: header, header }));
const text: RecordLayout = { columns, delimiter: ';' };
const table: RecordLayout = { columns, delimiter: ',', recordUnit: 'sheet_row' };

function rowsOf(layout: RecordLayout, bytes: Uint8Array): Record<string, string | null>[] {
  const found: Record<string, string | null>[] = [];
  const chunk = { firstRow: 1, rowCount: 1, firstLine: 1, bytes };
  readLatest(layout, chunk, {
    corrected: new Map(),
    onRow: (row) => found.push(rowValues(row, columns, layout)),
  });
  return found;
}

describe('a corrected row', () => {
  test.each([
    ['plain', 'web1', '8'],
    ['with the delimiter', 'a;b,c', '8'],
    ['with quotes and breaks', 'a"b\r\nc\nd', '""'],
    ['with blanks around', ' a ', '\t'],
  ])('%s reads as it was written, in any layout', (_, host, ram) => {
    for (const layout of [text, table]) {
      const bytes = encodeRow(
        layout,
        new Map([
          [1, host],
          [2, ram],
        ]),
      );
      expect(rowsOf(layout, bytes)).toEqual([{ Host: host, RAM: ram }]);
    }
  });

  test('tells no value from an empty text where the import does', () => {
    const cells = new Map([
      [1, 'web'],
      [2, null],
    ]);
    expect(rowsOf(table, encodeRow(table, cells))).toEqual([{ Host: 'web', RAM: null }]);
    expect(rowsOf(table, encodeRow(table, new Map([...cells, [2, '']])))).toEqual([{ Host: 'web', RAM: '' }]);
  });

  test('is no row when it is blank or repeats the header', () => {
    expect(readsAsRow(text, encodeRow(text, new Map()))).toBe(false);
    expect(
      readsAsRow(
        text,
        encodeRow(
          text,
          new Map([
            [1, 'Host'],
            [2, 'RAM'],
          ]),
        ),
      ),
    ).toBe(false);
    expect(readsAsRow(text, encodeRow(text, new Map([[1, 'web']])))).toBe(true);
  });
});

test('rows are read in their latest revision under their own line; others stay as they came', () => {
  const original = { firstRow: 4, rowCount: 3, firstLine: 9, bytes: encodeUtf8('a;1\nb;2\nc;3\n') };
  const correction = { firstRow: 5, rowCount: 1, firstLine: 10, bytes: encodeUtf8('"b\n\n2";9\n') };
  const seen: unknown[] = [];
  readLatest(text, original, {
    corrected: new Map([[5, correction]]),
    onRow: (row) => seen.push([row.rowNumber, row.record.line, rowValues(row, columns, text)['Host']]),
  });
  expect(seen).toEqual([
    [4, 9, 'a'],
    [5, 10, 'b\n\n2'],
    [6, 11, 'c'],
  ]);
});
