import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../encodings/encode-text.ts';
import { memoryFile, readTable, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { anyJsonReader } from './any-json-source.ts';
import { ndjsonReader } from './ndjson-source.ts';

const read = (text: string, pieceBytes?: number) =>
  readTable(ndjsonReader, memoryFile(encodeUtf8(text), pieceBytes));

test('each line is a record, numbered as the lines are', async () => {
  const { header, rows, facts } = await read('{"a":1,"b":{"c":2}}\r\n\n{"a":"x","d":[1,2]}\n');
  expect(header).toEqual(['a', 'b.c', 'd']);
  expect(rows).toEqual([['1', '2', null], [null], ['x', null, '1;2']]);
  expect(facts.form).toEqual({ kind: 'table', unit: 'line', header: 'given' });
});

test.each([
  ['a cut object', '{"a":2,"zz":'],
  ['two objects', '{"a":2}{"a":3}'],
  ['a list', '[1]'],
  ['a value', '12'],
  ['text', 'error: timeout'],
  ['U+0000', '{"a":"\\u0000"}'],
  ['33 levels', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`],
])('a line that is %s is set apart with its number and the others are whole', async (_name, line) => {
  const { header, rows, damaged, notes } = await read(`{"a":1}\n${line}\n{"a":3}\n`);
  expect(header).toEqual(['a']);
  expect([rows[0], rows[1], rows[2]]).toEqual([['1'], [line], ['3']]);
  expect(damaged).toEqual([2]);
  expect(notes).toMatchObject([{ code: 'damaged_record', record: 2 }]);
});

test('a file without any object is refused', async () => {
  expect(await refusalOf(ndjsonReader, memoryFile(encodeUtf8('1\n2\n')))).toMatchObject({
    code: 'file_has_no_rows',
  });
});

test('pieces of every size from 1 to 64 bytes give the same table', async () => {
  const text = '{"n":"srv-é","t":["a","b"]}\n{bad\n\n{"n":"東京","d":[{"x":1},{"x":2}]}';
  const whole = await read(text);
  for (let size = 1; size <= 64; size++) expect(await read(text, size)).toEqual(whole);
});

test('a table written one object a line is read back', async () => {
  const value = fc.option(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()));
  const rows = fc.array(fc.record({ a: value, b: value }), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
      fc.integer({ min: 1, max: 64 }),
      async (list, encoding, size) => {
        const text = list.map((row) => `${JSON.stringify(row)}\n`).join('');
        const found = await readTable(ndjsonReader, memoryFile(encodeText(text, encoding), size));
        expect(found.rows).toEqual(
          list.map(({ a, b }) => [a, b].map((cell) => (cell === null ? null : String(cell)))),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['[{"a":1}]', 'json'],
  ['[\n{"a":1},\n{"a":2}\n]', 'json'],
  ['{"a":1}', 'json'],
  ['{\n  "a": 1,\n  "b": 2\n}\n', 'json'],
  ['{"a":1}\n{"a":2}\n', 'ndjson'],
  ['{"a":1}\r\nbroken\r\n\r\n{"a":2}\r\n', 'ndjson'],
])('%j is taken for %s, in any encoding', async (text, format) => {
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    const file = memoryFile(encodeText(text, encoding));
    expect((await readTable(anyJsonReader, file)).facts.format).toBe(format);
  }
});
