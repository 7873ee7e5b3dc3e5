import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../encodings/encode-text.ts';
import type { TextEncoding } from '../encodings/text-encoding.ts';
import { maxNameBytes } from '../file-layout.ts';
import { memoryFile, readTable, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { jsonReader } from './json-source.ts';

const read = (text: string, pieceBytes?: number) =>
  readTable(jsonReader, memoryFile(encodeUtf8(text), pieceBytes));
const refused = (bytes: Uint8Array | string) =>
  refusalOf(jsonReader, memoryFile(typeof bytes === 'string' ? encodeUtf8(bytes) : bytes));

const nested = (levels: number) => `[${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels - 1)}]`;
const members = (count: number) => Array.from({ length: count }, (_, k) => `"f${k}":${k}`).join(',');

describe('shapes', () => {
  test.each([
    [
      'a list of objects',
      '[{"a":1,"b":"x"},{"a":2,"b":"y"}]',
      ['a', 'b'],
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    ['a wrapped list', '{"count":2,"value":[{"a":1},{"a":2}]}', ['a'], [['1'], ['2']]],
    ['a list wrapped twice', '{"response":{"data":{"items":[{"a":1}]}}}', ['a'], [['1']]],
    ['the only member, whatever its name', '{"servers":[{"a":1},{"a":2}]}', ['a'], [['1'], ['2']]],
    ['a single object', '{"a":1,"b":{"c":"x"}}', ['a', 'b.c'], [['1', 'x']]],
    [
      'a single object with two lists',
      '{"data":[{"a":1}],"items":[{"b":2}]}',
      ['data[].a', 'items[].b'],
      [['1', '2']],
    ],
    [
      'fields that come late and in another order',
      '[{"a":1},{"b":2,"a":3}]',
      ['a', 'b'],
      [
        ['1', null],
        ['3', '2'],
      ],
    ],
    [
      'values and objects under one name',
      '[{"a":1},{"a":{"b":2}}]',
      ['a', 'a.b'],
      [
        ['1', null],
        [null, '2'],
      ],
    ],
    ['an empty name', '[{"":1,"a":{"":2}}]', ['', 'a.'], [['1', '2']]],
  ])('%s', async (_name, text, header, rows) => {
    const table = await read(text);
    expect([table.header, table.rows]).toEqual([header, rows]);
  });

  test.each([
    ['an empty list', '[]'],
    ['a list of values', '[1,"a"]'],
    ['a single value', '"a"'],
    ['a list of lists', '[[1],[2]]'],
    ['an empty wrapped list', '{"count":0,"value":[]}'],
  ])('%s is no table', async (_name, text) => {
    expect(await refused(text)).toMatchObject({ code: 'file_has_no_rows' });
  });

  test('what stands beside a wrapped list is told', async () => {
    const { notes } = await read('{"count":2,"next":null,"value":[{"a":1}]}');
    expect(notes).toEqual([
      {
        code: 'values_left_out',
        record: 0,
        detail: 'Beside the list of records the file holds “count”, “next”, which are not part of the table.',
      },
    ]);
  });
});

async function noted(text: string): Promise<string[]> {
  const { notes } = await read(text);
  return notes.filter(({ code }) => code === 'records_in_one_row').map(({ detail }) => detail);
}

describe('a document of one row', () => {
  test('names the lists whose records become cells of it', async () => {
    expect(
      await noted('{"meta":{"v":1},"scan":{"hosts":[{"a":1},{"a":2}]},"links":[{"r":1},{"r":2},{"r":3}]}'),
    ).toEqual([
      'The whole document is one row: the records of its lists (“links” with 3 records, “scan.hosts” with 2 records) stand in single cells of it. Save them as a list of objects to have a row for each.',
    ]);
    expect(await noted('{"data":[{"a":1},{"a":2}],"items":[{"b":1},{"b":2}]}')).toHaveLength(1);
  });

  test('tells records that are named instead of listed', async () => {
    expect(await noted('{"srv1":{"ip":"10.0.0.1"},"srv2":{"ip":"10.0.0.2"}}')).toEqual([
      'The whole document is one row: “srv1”, “srv2” and the like are read as columns. Save them as a list of objects to have a row for each.',
    ]);
  });

  test.each([
    '{"name":"web1","disks":[{"size":1}],"os":{"name":"x"}}',
    '{"cpu":{"cores":4},"memory":{"gb":8}}',
    '{"hosts":[{"a":1},{"a":2}]}',
    '[{"disks":[{"size":1},{"size":2}]}]',
  ])('%s is what it looks like', async (text) => {
    expect(await noted(text)).toEqual([]);
  });
});

describe('values', () => {
  test('null and missing are no value, an empty text is one', async () => {
    const table = await read('[{"a":null,"b":"","c":[]},{"c":["x"]}]');
    expect([table.header, table.rows]).toEqual([
      ['a', 'b', 'c'],
      [
        [null, '', ''],
        [null, null, 'x'],
      ],
    ]);
  });

  test('F82 numbers are kept as they are written', async () => {
    const { rows } = await read(
      '[{"a":12345678901234567890,"b":1.10,"c":-0,"d":1E400,"e":9007199254740993}]',
    );
    expect(rows).toEqual([['12345678901234567890', '1.10', '-0', '1E400', '9007199254740993']]);
  });

  test('escapes become characters', async () => {
    const { rows } = await read(String.raw`[{"\u0061":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é"}]`);
    expect(rows).toEqual([['"\\/\b\f\n\r\té😀é']]);
  });

  test('lists of values are one cell, whose separator no item holds', async () => {
    const { rows } = await read('[{"a":["x","y",null,1],"b":["p;q","r"],"c":["p;|","q"]}]');
    expect(rows).toEqual([['x;y;;1', 'p;q|r', 'p;|\nq']]);
  });

  test('lists of objects keep their items in step and stand whole beside', async () => {
    const { header, rows } = await read(
      '[{"d":[{"n":"a","s":1},{"n":"b"},null,{"s":3,"t":["x","y"]}]},{"d":[]}]',
    );
    expect(header).toEqual(['d[]', 'd[].n', 'd[].s', 'd[].t']);
    expect(rows).toEqual([
      ['[{"n":"a","s":1},{"n":"b"},null,{"s":3,"t":["x","y"]}]', 'a;b;;', '1;;;3', 'x;y'],
      ['[]', null, null, null],
    ]);
  });

  test('a list whose columns tell all about it does not stand whole beside them', async () => {
    const { header, rows } = await read('[{"t":[{"k":"env","v":"prod"},{"k":"owner"}]}]');
    expect([header, rows]).toEqual([['t[].k', 't[].v'], [['env;owner', 'prod;']]]);
  });

  test('lists of lists stand as they are written', async () => {
    const { header, rows } = await read('[{"m":[[1,2],[3]]}]');
    expect([header, rows]).toEqual([['m[]'], [['[[1,2],[3]]']]]);
  });

  test('both values of a name given twice are kept and told', async () => {
    const { rows, notes } = await read('[{"a":1,"a":2},{"a":3}]');
    expect(rows).toEqual([['1;2'], ['3']]);
    expect(notes).toMatchObject([{ code: 'duplicate_key', record: 1 }]);
  });

  test('names of the language are names like others', async () => {
    const { header, rows } = await read('[{"__proto__":1,"constructor":2,"toString":3}]');
    expect([header, rows]).toEqual([['__proto__', 'constructor', 'toString'], [['1', '2', '3']]]);
  });
});

describe('F83 damaged records', () => {
  test.each([
    ['U+0000', '{"a":"x\\u0000y"}'],
    ['half a surrogate pair', '{"a":"x\\ud800"}'],
    ['half a surrogate pair before another escape', '{"a":"\\ud800\\n"}'],
    ['a value where an object should stand', '17'],
    ['a list where an object should stand', '[{"a":1}]'],
  ])('%s: the record is set apart and those around it are whole', async (_name, record) => {
    const { rows, damaged, notes } = await read(`[{"a":"1"},${record},{"a":"3"}]`);
    expect(rows.filter((_row, index) => index !== 1)).toEqual([['1'], ['3']]);
    expect(damaged).toEqual([2]);
    expect(notes).toMatchObject([{ code: 'damaged_record', record: 2 }]);
  });

  test('a damaged record is shown as it is written', async () => {
    const { rows } = await read('[{"a":"1"}, {"a" : "x\\ud800"} ,{"a":"3"}]', 5);
    expect(rows[1]).toEqual(['{"a" : "x\\ud800"}']);
  });
});

describe('what is no JSON', () => {
  test.each([
    ['[{"a":1},]', 9],
    ['[{"a":1}', 8],
    ['[{"a":1}]]', 9],
    ['[{"a":01}]', 6],
    ['[{"a":+1}]', 6],
    ['[{"a":1.}]', 6],
    ['[{"a":.5}]', 6],
    ['[{"a":NaN}]', 6],
    ['[{"a":True}]', 6],
    ['[{a:1}]', 2],
    ["[{'a':1}]", 2],
    ['[{"a" 1}]', 6],
    ['[{"a":"\t"}]', 7],
    ['[{"a":"\\x"}]', 7],
    ['[{"a":"\\u12"}]', 7],
    ['[{"a":"x]', 6],
    ['[{"a":1}}', 8],
    ['[1 2]', 3],
    ['[{"a":1,}]', 8],
    ['', 0],
    ['  ', 2],
    ['[{"a":1}]x', 9],
  ])('%s is refused at byte %i', async (text, byteOffset) => {
    expect(await refused(text)).toMatchObject({ code: 'file_unreadable', byteOffset });
    for (const size of [1, 2, 3]) {
      expect(await refusalOf(jsonReader, memoryFile(encodeUtf8(text), size))).toMatchObject({ byteOffset });
    }
  });

  test('the line of the place is told', async () => {
    expect((await refused('[\n{"a":1},\n{"a" 2}]'))?.detail).toContain('line 3');
  });

  test('33 levels are too deep, 32 are not; a hundred thousand do not overflow anything', async () => {
    expect((await read(nested(32))).rows).toEqual([['1']]);
    expect(await refused(nested(33))).toMatchObject({ code: 'nesting_too_deep' });
    expect(await refused('['.repeat(100_000))).toMatchObject({ code: 'nesting_too_deep' });
  });

  test('a name that is longer than any name is refused', async () => {
    const text = `[{"${'x'.repeat(maxNameBytes)}":1}]`;
    expect(await refused(text)).toMatchObject({ code: 'file_unreadable', byteOffset: 2 });
  });

  test('more fields than a table may have are refused', async () => {
    expect((await read(`[{${members(1000)}}]`)).header).toHaveLength(1000);
    expect(await refused(`[{${members(1001)}}]`)).toMatchObject({ code: 'too_many_columns' });
    expect(
      await refused(`[${Array.from({ length: 9 }, (_, k) => `{"x${k}":{${members(999)}}}`).join(',')}]`),
    ).toMatchObject({
      code: 'too_many_columns',
    });
  });

  test('bytes that are not UTF-8 are refused with their place', async () => {
    const bytes = Uint8Array.from([...encodeUtf8('[{"a":"é€ü'), 0xff, ...encodeUtf8('"}]')]);
    expect(await refused(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: 14 });
  });
});

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const table = fc
  .uniqueArray(
    fc.string({ minLength: 1, maxLength: 6 }).filter((name) => name.trim() !== '' && !name.includes('.')),
    { minLength: 1, maxLength: 5 },
  )
  .chain((names) =>
    fc
      .array(fc.tuple(...names.map(() => fc.option(scalar))), { minLength: 1, maxLength: 8 })
      .map((rows) => ({ names, rows })),
  );

test.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as TextEncoding[])(
  'a table written as JSON in %s is read back, whatever pieces come',
  async (encoding) => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 64 }), async ({ names, rows }, size) => {
        const objects = rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
        const text = `\ufeff${JSON.stringify(objects, null, size % 3)}`;
        const found = await readTable(jsonReader, memoryFile(encodeText(text, encoding), size));
        const order = found.header;
        expect([...order].toSorted()).toEqual([...names].toSorted());
        expect(found.rows).toEqual(
          rows.map((row) =>
            order.map((name) => {
              const value = row[names.indexOf(name)];
              return value === null || value === undefined
                ? null
                : typeof value === 'string'
                  ? value
                  : JSON.stringify(value);
            }),
          ),
        );
        expect(found.damaged).toEqual([]);
      }),
      { numRuns: 60 },
    );
  },
);

test('pieces of every size from 1 to 64 bytes give the same table', async () => {
  const text = JSON.stringify(
    {
      count: 3,
      value: [
        {
          name: 'srv-é01',
          tags: ['a', 'b;c'],
          disks: [{ size: 1 }, { size: 2, type: 'ssd' }],
          note: 'line\nbreak "quoted"',
        },
        { name: '東京😀', tags: [], spec: { cpu: 4, memory: { gb: 1.5 } } },
        { name: null, tags: null, disks: [] },
      ],
    },
    null,
    1,
  );
  const whole = await read(text);
  expect(whole.rows).toHaveLength(3);
  for (let size = 1; size <= 64; size++) expect(await read(text, size)).toEqual(whole);
});
