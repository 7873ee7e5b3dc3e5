import { describe, expect, test } from 'vitest';
import { detectTableLayout } from './detect-layout.ts';
import { isRefused } from './file-layout.ts';
import { rowValues } from './raw-chunk.ts';
import { RecordReader } from './record-reader.ts';
import { cellTexts } from './cell-value.ts';
import type { SourceFacts } from './table-source.ts';
import { TableText } from './table-text.ts';
import { decodeUtf8 } from './utf8.ts';

const facts: SourceFacts = {
  format: 'json',
  packing: null,
  encoding: 'utf-8',
  encodingCertainty: 1,
  encodingCandidates: [],
  sheets: [],
  sheet: null,
  form: { kind: 'table', unit: 'item', header: 'given' },
};

function textOf(write: (text: TableText) => void): string {
  const text = new TableText(1);
  write(text);
  return decodeUtf8(text.take());
}

function rowsOf(bytes: Uint8Array, of: SourceFacts = facts) {
  const layout = detectTableLayout({ bytes, isWhole: true }, of);
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  const rows: { line: number; fault: string | undefined; cells: string[]; values: object }[] = [];
  const reader = new RecordReader(
    layout,
    (row) => {
      const { record, fault } = row;
      const values = rowValues(row, layout.columns, layout);
      rows.push({ line: record.line, fault, cells: cellTexts(record), values });
    },
    { start: { offset: layout.dataOffset, line: layout.dataLine } },
  );
  reader.push(bytes.subarray(layout.dataOffset));
  reader.end();
  return { layout, rows };
}

describe('the table form', () => {
  test('a missing value is an empty cell, an empty text is a pair of quotes', () => {
    const written = textOf((text) => {
      text.missing();
      text.text('');
      text.text('a,"b"\r\n');
      text.bytes(Uint8Array.from([0xc3, 0xa9]));
      text.missing();
      text.endRecord();
      text.endRecord();
    });
    expect(written).toBe(',"","a,""b""\r\n",é,\n\n');
  });

  test('each record counts as one line, whatever line breaks its cells hold', () => {
    const text = new TableText();
    for (const cells of [
      ['name', 'note'],
      ['a', 'x\ny\nz'],
      ['b', 'w'],
    ]) {
      for (const cell of cells) text.text(cell);
      text.endRecord();
    }
    const { layout, rows } = rowsOf(text.take());
    expect([layout.headerLine, layout.recordUnit]).toEqual([0, 'item']);
    expect(rows.map(({ line }) => line)).toEqual([1, 2]);
  });

  test('a damaged record is a row that cannot be parsed, and the rows around it are whole', () => {
    const text = new TableText();
    for (const cells of [
      ['name', 'note'],
      ['a', '1'],
    ]) {
      for (const cell of cells) text.text(cell);
      text.endRecord();
    }
    text.damaged('{"name": "b", "note" 2}');
    text.text('c');
    text.text('3');
    text.endRecord();
    const { rows } = rowsOf(text.take());
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, 'unparseable_row'],
      [3, undefined],
    ]);
    expect(rows[2]?.cells).toEqual(['c', '3']);
    expect(rows[1]?.values).toEqual({ name: null, note: null, __RECORD: '{"name": "b", "note" 2}' });
  });

  test('a missing value is null and an empty text is not', () => {
    const text = new TableText();
    for (const cell of ['name', 'note', 'place']) text.text(cell);
    text.endRecord();
    text.missing();
    text.text('');
    text.text('x');
    text.endRecord();
    const { rows } = rowsOf(text.take());
    expect(rows[0]?.values).toEqual({ name: null, note: '', place: 'x' });
  });

  test('the header of a sheet is found below its titles and blank rows keep the numbers of its rows', () => {
    const text = new TableText();
    text.text('Inventory 2026');
    text.endRecord();
    text.endRecord();
    for (const cells of [['Name', 'Address'], ['web', '10.0.0.1'], [], ['db', '10.0.0.2']]) {
      for (const cell of cells) text.text(cell);
      text.endRecord();
    }
    const sheet: SourceFacts = {
      ...facts,
      format: 'xlsx',
      form: { kind: 'table', unit: 'sheet_row', header: 'find' },
    };
    const { layout, rows } = rowsOf(text.take(), sheet);
    expect([layout.headerLine, layout.notes]).toEqual([3, ['Inventory 2026']]);
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [4, 'web'],
      [6, 'db'],
    ]);
  });
});
