import { gzipSync } from 'node:zlib';
import { charactersOf } from '@landfall/domain/tabular/encodings/encode-text';
import { type TextEncoding, textEncodings } from '@landfall/domain/tabular/encodings/text-encoding';
import { rowValues } from '@landfall/domain/tabular/raw-chunk';
import { memoryFile } from '@landfall/domain/tabular/read-table';
import { readTableRows } from '@landfall/domain/tabular/table-rows';
import { defaultReadingLimits, type ReadingChoices } from '@landfall/domain/tabular/table-source';
import { layOut } from '@landfall/domain/tabular/table-source-layout';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../../test/property-runs.ts';
import { zipOf } from '../../../../test/workbook.ts';
import {
  delimitedText,
  jsonText,
  ndjsonText,
  textOfCell,
  type WrittenCell,
  type WrittenDialect,
  type WrittenTable,
  workbookBytes,
} from '../../../../test/written-table.ts';
import { openTable } from './open-table.ts';

interface ReadTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly faults: number;
}

/** Reads a file as an upload does: what it is, where its header stands, its rows. */
async function read(
  bytes: Uint8Array,
  { choices = {}, pieceBytes = 65_536 }: { choices?: ReadingChoices; pieceBytes?: number } = {},
): Promise<ReadTable> {
  const options = { choices, limits: defaultReadingLimits };
  const source = await openTable({ bytes: memoryFile(bytes, pieceBytes), name: 'table' }, options);
  const table = await layOut(source, options);
  const { columns } = table.layout;
  const rows: (string | null)[][] = [];
  let faults = 0;
  await readTableRows(table, {
    onRow(row) {
      const values = rowValues(row, columns, table.layout);
      rows.push(columns.map(({ key }) => values[key] ?? null));
      faults += row.fault === undefined ? 0 : 1;
    },
  });
  return { header: columns.map(({ header }) => header), rows, faults };
}

/** What is to be read; delimited text has no difference between an empty text and no value. */
function expectedOf({ header, rows }: WrittenTable, hasMissing: boolean): ReadTable {
  const cells = rows.map((row) => row.map((cell) => textOfCell(cell) ?? (hasMissing ? null : '')));
  return { header, rows: cells, faults: 0 };
}

const dialects = fc.record({
  delimiter: fc.constantFrom<WrittenDialect['delimiter'][]>(',', ';', '\t', '|'),
  lineBreak: fc.constantFrom<WrittenDialect['lineBreak'][]>('\n', '\r\n', '\r'),
  quotes: fc.constantFrom<WrittenDialect['quotes'][]>('always', 'needed'),
  hasMark: fc.boolean(),
  endsWithBreak: fc.boolean(),
  pieceBytes: fc.integer({ min: 1, max: 64 }),
});

function textsIn(encoding: TextEncoding): fc.Arbitrary<string> {
  if (encoding.startsWith('utf-')) return fc.string({ unit: 'grapheme', maxLength: 8 });
  const characters = charactersOf(encoding).filter((each) => each >= ' ');
  const structure = ['"', ',', ';', '\t', '|', '\n', '\r\n', ' '];
  return fc
    .array(fc.oneof(fc.constantFrom(...characters), fc.constantFrom(...structure)), { maxLength: 8 })
    .map((list) => list.join(''));
}

/** Rows that no reader may take for a blank line, a repeated header or a total: each has a name of its own. */
function tablesOf(cell: fc.Arbitrary<WrittenCell>): fc.Arbitrary<WrittenTable> {
  return fc.integer({ min: 1, max: 4 }).chain((width) => {
    const rows = fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 6,
    });
    const header = ['Hostname', ...Array.from({ length: width }, (_, index) => `Column ${index + 1}`)];
    return rows.map((list) => ({ header, rows: list.map((cells, row) => [`host-${row}`, ...cells]) }));
  });
}

describe('a table written as delimited text is read back', () => {
  test.each(textEncodings)('in %s, in every dialect, told how it is written', async (encoding) => {
    await fc.assert(
      fc.asyncProperty(tablesOf(textsIn(encoding)), dialects, async (table, { pieceBytes, ...dialect }) => {
        const bytes = delimitedText(table, { ...dialect, encoding });
        const choices = { encoding, delimiter: dialect.delimiter, headerRow: 1 };
        expect(await read(bytes, { choices, pieceBytes })).toEqual(expectedOf(table, false));
      }),
      { numRuns: propertyRuns(12) },
    );
  });

  const marked = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const;
  test.each(marked)('in %s with its mark, told nothing', async (encoding) => {
    const words = fc.constantFrom(
      'Linux',
      'Zürich',
      'データ',
      'a, b; c',
      'say "yes"',
      'two\nlines',
      '',
      'x|y',
    );
    const tables = tablesOf(words).filter(({ rows }) => rows.length > 2);
    await fc.assert(
      fc.asyncProperty(tables, dialects, async (table, { pieceBytes, ...dialect }) => {
        const bytes = delimitedText(table, { ...dialect, hasMark: true, encoding });
        expect(await read(bytes, { pieceBytes })).toEqual(expectedOf(table, false));
      }),
      { numRuns: propertyRuns(25) },
    );
  });
});

async function expectSame(
  table: WrittenTable,
  bytes: Uint8Array,
  options: { pieceBytes: number; choices?: ReadingChoices },
): Promise<void> {
  expect(await read(bytes, options)).toEqual(expectedOf(table, true));
}

/* oxlint-disable vitest/expect-expect -- the expectation has a name */
describe('a table of typed cells is read back', () => {
  const typed: fc.Arbitrary<WrittenCell> = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 10 }),
    fc.constantFrom('_x0041_', '\u0001', ' ', 'a\r\nb', 'true', '1e5', '=1+1', '007'),
    fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
    fc.integer({ min: -99_999, max: 99_999 }).map((cents) => cents / 100),
    fc.boolean(),
    fc.integer({ min: 1, max: 40_000 }).map((day) => new Date(day * 86_400_000)),
    fc.constant(null),
  );
  const nulls = fc.constantFrom('missing' as const, 'written' as const);
  const packings = {
    'as it is': (bytes: Uint8Array) => bytes,
    gzipped: (bytes: Uint8Array) => gzipSync(bytes),
    zipped: (bytes: Uint8Array) => zipOf([{ name: 'table', content: bytes }]),
  };
  const packing = fc.constantFrom(...Object.values(packings));
  const pieceBytes = fc.integer({ min: 1, max: 64 });
  const runs = { numRuns: propertyRuns(40) };

  test('from JSON', async () => {
    await fc.assert(
      fc.asyncProperty(tablesOf(typed), nulls, packing, pieceBytes, (table, each, pack, size) =>
        expectSame(table, pack(jsonText(table, each)), { pieceBytes: size }),
      ),
      runs,
    );
  });

  test('from NDJSON', async () => {
    await fc.assert(
      fc.asyncProperty(tablesOf(typed), nulls, packing, pieceBytes, (table, each, pack, size) =>
        expectSame(table, pack(ndjsonText(table, each)), { pieceBytes: size }),
      ),
      runs,
    );
  });

  test('from XLSX, its texts shared or in their cells', async () => {
    const texts = fc.constantFrom('shared' as const, 'inline' as const);
    await fc.assert(
      fc.asyncProperty(tablesOf(typed), texts, pieceBytes, (table, where, size) =>
        expectSame(table, workbookBytes(table, where), { pieceBytes: size, choices: { headerRow: 1 } }),
      ),
      runs,
    );
  });
});
