import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSheet, recordsOf, type SheetParts } from '../../test/read-sheet.ts';
import { columnName } from './row-writer.ts';

/** A cell as a person sees it, and the ways in which writers store it. */
interface TableCell {
  readonly text: string;
  readonly kind: 'missing' | 'shared' | 'rich' | 'inline' | 'formula' | 'number' | 'boolean';
}

const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'X', '0', '1', '9', ' ', '-', '_', '.') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('"', ',', '\n', '\r', '&', '<', '>', "'", '_x0041_', ']]>', '\t', ';'),
  },
  { weight: 2, arbitrary: fc.constantFrom('é', 'ß', '表', '😀', '\u00a0', '\ufeff') },
);
const text = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
const textCell = fc.record({ text, kind: fc.constantFrom('shared', 'rich', 'inline', 'formula') });
const numberCell = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => ({ text: String(value === 0 ? 0 : value), kind: 'number' as const }));
const booleanCell = fc.boolean().map((value) => ({ text: String(value), kind: 'boolean' as const }));
const missing = fc.constant<TableCell>({ text: '', kind: 'missing' });
const tableCell: fc.Arbitrary<TableCell> = fc.oneof(missing, textCell, numberCell, booleanCell);
const table = fc.array(fc.array(tableCell, { maxLength: 6 }), { maxLength: 12 });

/** How a program writes XML that means the same. */
const dialect = fc.record({
  prefix: fc.constantFrom('', 'x:'),
  hasReferences: fc.boolean(),
  writesMissing: fc.boolean(),
  space: fc.constantFrom('', '\n  '),
  usesCdata: fc.boolean(),
});
type Dialect = typeof dialect extends fc.Arbitrary<infer Value> ? Value : never;

function escaped(value: string, usesCdata: boolean): string {
  const kept = value.replaceAll('_x', '_x005F_x').replaceAll('\r', '_x000D_');
  if (usesCdata && !kept.includes(']]>')) return `<![CDATA[${kept}]]>`;
  return kept.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;');
}

/** Of a whole number the digits are the value, more than its type holds as well: writers keep them. */
function numberText(value: string): string {
  const number = Number(value);
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? value : number.toPrecision(17);
}

function write(rows: readonly (readonly TableCell[])[], { prefix: p, ...ways }: Dialect): SheetParts {
  const strings: string[] = [];
  const element = (name: string, content: string) => `<${p}${name}>${content}</${p}${name}>`;
  const shared = (xml: string) => element('v', String(strings.push(`<si>${xml}</si>`) - 1));
  const content: Record<
    Exclude<TableCell['kind'], 'missing'>,
    (text: string) => [type: string, xml: string]
  > = {
    number: (value) => ['', element('v', numberText(value))],
    boolean: (value) => [' t="b"', element('v', value === 'true' ? '1' : '0')],
    inline: (value) => [' t="inlineStr"', element('is', element('t', escaped(value, ways.usesCdata)))],
    formula: (value) => [' t="str"', `${element('f', 'A1')}${element('v', escaped(value, ways.usesCdata))}`],
    shared: (value) => [' t="s"', shared(`<t>${escaped(value, ways.usesCdata)}</t>`)],
    rich: (value) => [
      ' t="s"',
      shared(
        `<r><rPr><b/></rPr><t>${escaped(value, ways.usesCdata)}</t></r><rPh sb="0" eb="1"><t>x</t></rPh>`,
      ),
    ],
  };
  const cellXml = (cell: TableCell, column: number, row: number): string => {
    const at = ways.hasReferences ? ` r="${columnName(column + 1)}${row + 1}"` : '';
    if (cell.kind === 'missing')
      return ways.writesMissing || !ways.hasReferences ? `<${p}c${at} s="3"/>` : '';
    const [type, xml] = content[cell.kind](cell.text);
    return `<${p}c${at}${type}>${xml}</${p}c>`;
  };
  const body = rows.map((cells, row) => {
    const at = ways.hasReferences ? ` r="${row + 1}"` : '';
    return `<${p}row${at}>${cells.map((cell, column) => cellXml(cell, column, row)).join(ways.space)}</${p}row>`;
  });
  const sheet = `<?xml version="1.0"?><${p}worksheet><${p}sheetData>${body.join(ways.space)}</${p}sheetData></${p}worksheet>`;
  return { rows: sheet, strings: strings.join(ways.space) };
}

/** What a person sees: records up to the last filled one, without the cells that nobody filled. */
function seen(rows: readonly (readonly string[])[]): string[][] {
  const trimmed = rows.map((cells) => cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1));
  return trimmed.slice(0, trimmed.findLastIndex((cells) => cells.length > 0) + 1);
}

test('a table written as a sheet in any dialect is read as the same table, wherever its bytes are cut', () => {
  fc.assert(
    fc.property(table, dialect, fc.integer({ min: 1, max: 200 }), (rows, ways, size) => {
      const { text: form, notes, failure } = readSheet(write(rows, ways), size);
      expect(failure).toBeUndefined();
      expect(notes).toEqual([]);
      expect(seen(recordsOf(form))).toEqual(seen(rows.map((cells) => cells.map((cell) => cell.text))));
    }),
    { numRuns: 300 },
  );
});

test('an empty text is told from a missing one', () => {
  const rows = [
    [
      { text: '', kind: 'shared' },
      { text: '', kind: 'missing' },
      { text: 'a', kind: 'inline' },
    ],
  ] as const;
  const ways: Dialect = { prefix: '', hasReferences: true, writesMissing: true, space: '', usesCdata: false };
  expect(readSheet(write(rows, ways)).text).toBe('"",,a\n');
});
