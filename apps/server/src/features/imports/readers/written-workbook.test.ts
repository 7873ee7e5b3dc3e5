import { memoryFile, readTable } from '@landfall/domain/tabular/read-table';
import { expect, test } from 'vitest';
import { workbookStream } from '../../../platform/workbook-writer.ts';
import { xlsxReader } from './xlsx-reader.ts';

type Row = readonly (string | null)[];

async function* each(rows: readonly Row[]): AsyncGenerator<Row> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function bytesOf(rows: readonly Row[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of workbookStream([{ name: 'Rows & <more>', rows: each(rows) }]))
    pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

test('a workbook reads as it was written: markup, breaks, blanks, control characters, nothing at all', async () => {
  const rows = [
    ['Name', 'Note'],
    ['<a & "b">', ' two \n lines '],
    ['_x0041_', 'a\u0001b\rc'],
    ["'=1+1", '007'],
    ['😀', null],
  ];
  const table = await readTable(xlsxReader, memoryFile(await bytesOf(rows)));
  expect([table.header, ...table.rows]).toEqual(rows);
  expect(table.facts.sheets.map(({ name }) => name)).toEqual(['Rows & <more>']);
});

test('many rows are written in pieces, and the same rows give the same bytes', async () => {
  const rows = Array.from({ length: 5000 }, (_, row) => [`web-${row}`, String(row)]);
  const bytes = await bytesOf([['Name', 'Row'], ...rows]);
  expect((await readTable(xlsxReader, memoryFile(bytes))).rows).toEqual(rows);
  expect((await bytesOf([['Name', 'Row'], ...rows])).equals(bytes)).toBe(true);
});
