import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellTexts } from './cell-value.ts';
import { cellForm, cellStride, CsvScanner } from './csv-scanner.ts';
import { delimiters } from './file-layout.ts';
import { encodeUtf8 } from './utf8.ts';

interface Scanned {
  readonly cells: string[];
  readonly line: number;
  readonly offset: number;
  readonly forms: number[];
}

function scan(
  text: string | Uint8Array,
  options: { delimiter?: string; pieceSize?: number } = {},
): Scanned[] {
  const bytes = typeof text === 'string' ? encodeUtf8(text) : text;
  const records: Scanned[] = [];
  const scanner = new CsvScanner((options.delimiter ?? ',').charCodeAt(0), (record) => {
    const forms = Array.from({ length: record.cellCount }, (_, k) => record.cells[k * cellStride + 2] ?? -1);
    records.push({ cells: cellTexts(record), line: record.line, offset: record.offset, forms });
  });
  const size = options.pieceSize ?? Math.max(bytes.length, 1);
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  scanner.end();
  return records;
}

const cellsOf = (text: string, delimiter = ',') => scan(text, { delimiter }).map(({ cells }) => cells);

describe('records and cells', () => {
  test.each([
    [
      'plain cells',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line break at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'an empty last cell at the end of the input',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['CRLF and a lone CR', 'a\r\nb\rc\n', [['a'], ['b'], ['c']]],
    ['blank lines are records of one empty cell', 'a\n\nb', [['a'], [''], ['b']]],
    ['delimiters and line breaks inside quotes', '"a,b","c\nd"\n', [['a,b', 'c\nd']]],
    ['doubled quotes', '"say ""hi""",x', [['say "hi"', 'x']]],
    ['an empty quoted cell', '"",x', [['', 'x']]],
    ['a quote inside an unquoted cell is literal', '5" disk,x "y" z', [['5" disk', 'x "y" z']]],
    ['text after a closing quote is kept', '"Hey, I missed " it",3', [['Hey, I missed  it"', '3']]],
    ['spaces are kept', ' a , b', [[' a ', ' b']]],
  ])('%s', (_name, text, expected) => {
    expect(cellsOf(text)).toEqual(expected);
  });

  test('a quote that nobody closes damages its line and no other', () => {
    const records = scan('a,b\n1,"open,\n2,3');
    expect(records.map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['1', 'open,'],
      ['2', '3'],
    ]);
    expect(records[1]?.forms).toEqual([cellForm.plain, cellForm.unclosed]);
  });

  test.each(['\n', '\r\n', '\r'])(
    'a stray quote that a quoted cell further down closes damages its line and no other (%j)',
    (end) => {
      const text = ['a,b,c', '1,2,"', '3,"x",4', '5,6,7', ''].join(end);
      for (let size = 1; size <= 64; size++) {
        const records = scan(text, { pieceSize: size });
        expect(records.map(({ cells }) => cells)).toEqual([
          ['a', 'b', 'c'],
          ['1', '2', ''],
          ['3', 'x', '4'],
          ['5', '6', '7'],
        ]);
        expect(records.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
      }
    },
  );

  test('a quoted cell of several lines is whole, also with blanks behind its closing quote', () => {
    expect(scan('a,b\n"x\ny" ,2\n"x\ny",2\n').map(({ cells }) => cells[0])).toEqual(['a', 'x\ny ', 'x\ny']);
  });

  test('an empty input has no record', () => {
    expect(scan('')).toEqual([]);
  });

  test('a record wider than the offsets kept counts all its cells and tells whether the surplus is filled', () => {
    const seen: [number, boolean][] = [];
    const scanner = new CsvScanner(0x2c, (record) => seen.push([record.cellCount, record.surplusFilled]));
    scanner.push(encodeUtf8(`${','.repeat(2000)}\n${','.repeat(2000)}x\n`));
    expect(seen).toEqual([
      [2001, false],
      [2001, true],
    ]);
  });
});

describe('places', () => {
  test('lines are physical lines, also after quoted line breaks of every kind', () => {
    const records = scan('h\r\n"a\nb\r\nc\rd"\r\nx\n\ny');
    expect(records.map(({ line }) => line)).toEqual([1, 2, 6, 7, 8]);
  });

  test('offsets are those of the whole input', () => {
    const text = 'ab,c\r\n"é\n",d\nlast';
    const bytes = encodeUtf8(text);
    const offsets = scan(text).map(({ offset }) => offset);
    expect(offsets).toEqual([0, 6, bytes.length - 4]);
  });
});

const awkward = 'h1,h2,h3\r\n"a ""q"" b","x\r\ny",é\r"z"junk"y,,\n\n,,\r\nlast,"",  \r\n"unclosed\r\n';

test('the records do not depend on where the input is cut: every piece size from 1 to 64 bytes', () => {
  const whole = scan(awkward);
  expect(whole.length).toBeGreaterThan(5);
  for (let pieceSize = 1; pieceSize <= 64; pieceSize++) expect(scan(awkward, { pieceSize })).toEqual(whole);
});

// An unpaired surrogate has no UTF-8 form; it is written as U+FFFD.
const wellFormed = (text: string) => Buffer.from(text).toString();
const lineEndings = ['\n', '\r\n', '\r'];
const cell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '"', ',', ';', '\t', '|', '\n', '\r', ' ', 'é', '日', '😀'),
    maxLength: 6,
  }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
  );

const special = ['"', '\r', '\n', ...delimiters];
function quoted(text: string): string {
  const plain = text !== '' && !special.some((character) => text.includes(character));
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
function write(rows: string[][], delimiter: string, lineEnding: string): string {
  return rows.map((row) => row.map(quoted).join(delimiter)).join(lineEnding) + lineEnding;
}
const dialect = fc.record({
  delimiter: fc.constantFrom(...delimiters),
  lineEnding: fc.constantFrom(...lineEndings),
});

test('F63 what was written is read back, for every delimiter, line ending and cut', () => {
  fc.assert(
    fc.property(
      table,
      dialect,
      fc.integer({ min: 1, max: 40 }),
      (rows, { delimiter, lineEnding }, pieceSize) => {
        const read = scan(write(rows, delimiter, lineEnding), { delimiter, pieceSize });
        expect(read.map(({ cells }) => cells)).toEqual(rows.map((row) => row.map(wellFormed)));
      },
    ),
    { numRuns: 400 },
  );
});
