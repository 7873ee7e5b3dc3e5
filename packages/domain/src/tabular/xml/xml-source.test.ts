import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText } from '../encodings/encode-text.ts';
import type { TextEncoding } from '../encodings/text-encoding.ts';
import { maxNameBytes } from '../file-layout.ts';
import { memoryFile, readTable, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { xmlReader } from './xml-source.ts';

const read = (text: string, pieceBytes?: number) =>
  readTable(xmlReader, memoryFile(encodeUtf8(text), pieceBytes));
const refused = (text: string, pieceBytes?: number) =>
  refusalOf(xmlReader, memoryFile(encodeUtf8(text), pieceBytes));

const nested = (levels: number) => `${'<a>'.repeat(levels)}1${'</a>'.repeat(levels)}`;
const attributes = (count: number) => Array.from({ length: count }, (_, k) => `a${k}="${k}"`).join(' ');
const declared = (label: string) =>
  `<?xml version="1.0" encoding="${label}"?><l><s n="Zürich"/><s n="Köln"/></l>`;
const leaf = (name: string, value: string | null) =>
  value === null ? '' : `<${name}>${escaped(value)}</${name}>`;

describe('rows and columns', () => {
  test.each([
    [
      'attributes',
      '<l><s id="1" n="a"/><s id="2" n="b"/></l>',
      ['id', 'n'],
      [
        ['1', 'a'],
        ['2', 'b'],
      ],
    ],
    [
      'leaves',
      '<l><s><id>1</id><n>a</n></s><s><n>b</n></s></l>',
      ['id', 'n'],
      [
        ['1', 'a'],
        [null, 'b'],
      ],
    ],
    ['nested leaves', '<l><s><o><n>a</n></o></s><s><o><n>b</n></o></s></l>', ['o.n'], [['a'], ['b']]],
    [
      'an attribute and a leaf of one name',
      '<l><s id="1"><id>2</id></s><s id="3"/></l>',
      ['id', 'id'],
      [
        ['1', '2'],
        ['3', null],
      ],
    ],
    [
      'text beside attributes',
      '<l><s id="1">web</s><s id="2"/></l>',
      ['s', 'id'],
      [
        ['web', '1'],
        [null, '2'],
      ],
    ],
    [
      'repeating leaves in a row',
      '<l><s n="x"><ip>1</ip><ip>2</ip></s><s n="y"><ip>3</ip></s></l>',
      ['n', 'ip'],
      [
        ['x', '1;2'],
        ['y', '3'],
      ],
    ],
    ['a list of leaves', '<l><h>a</h><h>b</h></l>', ['h'], [['a'], ['b']]],
    [
      'groups around the rows',
      '<l><dc n="1"><s a="1" b="2"/></dc><dc n="2"><s a="3" b="4"/><s a="5" b="6"/></dc></l>',
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['a single row', '<l><s><a>1</a><b>2</b></s></l>', ['a', 'b'], [['1', '2']]],
    [
      'namespaces',
      '<l xmlns:x="u"><x:s x:id="1"><x:n>a</x:n></x:s><x:s x:id="2"/></l>',
      ['id', 'n'],
      [
        ['1', 'a'],
        ['2', null],
      ],
    ],
  ])('%s', async (_name, text, header, rows) => {
    const table = await read(text);
    expect([table.header, table.rows]).toEqual([header, rows]);
    expect(table.facts.form).toEqual({ kind: 'table', unit: 'element', header: 'given' });
  });

  test('parts of a row keep in step and do not become the rows', async () => {
    const text =
      '<l><s n="x" o="1" p="2"><disk size="1"/><disk size="2" kind="ssd"/></s><s n="y" o="3" p="4"><disk kind="hdd"/></s></l>';
    const { header, rows } = await read(text);
    expect(header).toEqual(['n', 'o', 'p', 'disk[].size', 'disk[].kind']);
    expect(rows).toEqual([
      ['x', '1', '2', '1;2', ';ssd'],
      ['y', '3', '4', null, 'hdd'],
    ]);
  });

  test('what stands beside the rows is told', async () => {
    const { notes } = await read('<l date="1"><owner>me</owner><s a="1"/><s a="2"/></l>');
    expect(notes).toMatchObject([{ code: 'values_left_out', record: 0 }]);
    expect(notes[0]?.detail).toContain('“l.date”, “l.owner”');
  });

  test('text between elements is kept and told', async () => {
    const { header, rows, notes } = await read('<l><s>one<b>1</b> two</s><s><b>2</b></s></l>');
    expect([header, rows]).toEqual([
      ['s', 'b'],
      [
        ['one  two', '1'],
        [null, '2'],
      ],
    ]);
    expect(notes).toMatchObject([{ code: 'mixed_content', record: 1 }]);
  });
});

describe('values', () => {
  test('an empty element is an empty text, a nil or missing one no value', async () => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    const { rows } = await read(
      `<l ${xsi}><s><a/><b></b><c xsi:nil="true"/></s><s><a>1</a><b>2</b><c>3</c></s><s/></l>`,
    );
    expect(rows).toEqual([
      ['', '', null],
      ['1', '2', '3'],
      [null, null, null],
    ]);
  });

  test('entities, numbers of characters, CDATA, comments and instructions', async () => {
    const { rows } = await read(
      '<?xml version="1.0"?><!-- c --><?pi x?><l><s a="&lt;&#65;&#x1F600;&quot;\n">x &amp;<![CDATA[ <b> & ]]>y<!-- - -->z<?p?></s><s a=\'"\'>é</s></l><!-- end -->',
    );
    expect(rows).toEqual([
      ['x & <b> & yz', '<A😀" '],
      ['é', '"'],
    ]);
  });

  test('line breaks are line feeds, layout between elements is nothing', async () => {
    const { rows } = await read(
      '<l>\r\n  <s>\r\n    <a>1\r\n2\r3</a>\r\n  </s>\r\n  <s>\r\n<a> </a></s>\n</l>\n',
    );
    expect(rows).toEqual([['1\n2\n3'], [' ']]);
  });
});

describe('what is no XML', () => {
  test('a name that is longer than any name is refused where it starts', async () => {
    const name = 'x'.repeat(maxNameBytes + 1);
    for (const [text, byteOffset] of [
      [`<a><${name}/></a>`, 4],
      [`<a ${name}="1"/>`, 3],
    ] as const)
      expect(await refused(text)).toMatchObject({ code: 'file_unreadable', byteOffset });
  });

  test.each([
    ['<a><b></a>', 6],
    ['<a>', 3],
    ['<a></a><b/>', 7],
    ['<a></a>x', 7],
    ['x<a/>', 0],
    ['<a b=1/>', 5],
    ['<a b="1" b="2"/>', 9],
    ['<a b="1"c="2"/>', 8],
    ['<a b/>', 3],
    ['<a b="<"/>', 6],
    ['<a>&nbsp;</a>', 3],
    ['<a>&#0;</a>', 3],
    ['<a>&#xD800;</a>', 3],
    ['<a>&#;</a>', 3],
    ['<a>&#x;</a>', 3],
    ['<a>&#xG;</a>', 3],
    ['<a>&#1F;</a>', 3],
    ['<a>&#00000065;</a>', 3],
    ['<a>&unfinished', 3],
    ['<a>& b</a>', 3],
    ['<a>]]></a>', 3],
    ['<a><!-- -- --></a>', 8],
    ['<a>\u0001</a>', 3],
    ['<a></a >x', 8],
    ['<a></b>', 3],
    ['</a>', 0],
    ['< a/>', 0],
    ['<a><1/></a>', 3],
    ['', 0],
    [' <?xml version="1.0"?><a/>', 1],
    ['<a><![CDATA[x</a>', 3],
    ['<a', 0],
  ])('%j is refused at byte %i', async (text, byteOffset) => {
    expect(await refused(text)).toMatchObject({ code: 'file_unreadable', byteOffset });
    for (const size of [1, 2, 3]) expect(await refused(text, size)).toMatchObject({ byteOffset });
  });

  test.each([
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://127.0.0.1/e.dtd"><a/>',
    '<!doctype html><html></html>',
  ])('F31 %j: a document type is refused', async (text) => {
    for (const size of [1, 5, 500])
      expect(await refused(text, size)).toMatchObject({ code: 'xml_doctype_refused' });
  });

  test('a web page is no table', async () => {
    expect(await refused('<html><table><tr><td>a</td></tr><tr><td>b</td></tr></table></html>')).toMatchObject(
      {
        code: 'file_unreadable',
      },
    );
  });

  test('33 levels are too deep, 32 are not', async () => {
    expect((await read(nested(32))).rows).toEqual([['1']]);
    expect(await refused(nested(33))).toMatchObject({ code: 'nesting_too_deep' });
    expect(await refused('<a>'.repeat(100_000))).toMatchObject({ code: 'nesting_too_deep' });
  });

  test('more columns than a table may have are refused', async () => {
    expect((await read(`<l><s ${attributes(1000)}/></l>`)).header).toHaveLength(1000);
    expect(await refused(`<l><s ${attributes(1001)}/></l>`)).toMatchObject({ code: 'too_many_columns' });
  });
});

describe('encodings', () => {
  test.each([
    ['ISO-8859-1', 'windows-1252'],
    ['windows-1252', 'windows-1252'],
    ['macintosh', 'macintosh'],
    ['UTF-8', 'utf-8'],
    ['UTF-16', 'utf-16le'],
    ['utf-16', 'utf-16be'],
  ] as [string, TextEncoding][])('declared %s, written in %s', async (label, encoding) => {
    const { rows, facts } = await readTable(xmlReader, memoryFile(encodeText(declared(label), encoding)));
    expect([rows, facts.encoding]).toEqual([[['Zürich'], ['Köln']], encoding]);
  });

  test('a declaration that is not true is not believed against the bytes', async () => {
    const bytes = encodeText(declared('utf-8'), 'windows-1252');
    expect(await refusalOf(xmlReader, memoryFile(bytes))).toMatchObject({ code: 'encoding_undecidable' });
  });

  test('an encoding that nobody knows is asked about', async () => {
    expect(await refused(declared('x-ebcdic'))).toMatchObject({ code: 'encoding_undecidable' });
  });
});

const escaped = (value: string) =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');

// Characters that XML allows; text of blanks alone is layout when it holds a line break.
const cell = fc.string({ unit: 'grapheme', maxLength: 10 }).filter((value) => {
  const hasForbidden = Array.from(value).some((each) => each < ' ' && !'\t\n\r'.includes(each));
  return !hasForbidden && (value === '' || value.trim() !== '');
});

test.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as TextEncoding[])(
  'a table written as XML in %s is read back, whatever pieces come',
  async (encoding) => {
    const rows = fc.array(fc.tuple(fc.option(cell), fc.option(cell), cell), { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 64 }), async (list, size) => {
        const body = list
          .map(([a, b, c]) => `<row c="${escaped(c)}">\n${leaf('a', a)}${leaf('b', b)}</row>`)
          .join('\n');
        const found = await readTable(
          xmlReader,
          memoryFile(encodeText(`\ufeff<table>${body}</table>`, encoding), size),
        );
        const index = {
          c: found.header.indexOf('c'),
          a: found.header.indexOf('a'),
          b: found.header.indexOf('b'),
        };
        expect(found.rows.map((row) => [row[index.a] ?? null, row[index.b] ?? null, row[index.c]])).toEqual(
          list,
        );
      }),
      { numRuns: 50 },
    );
  },
);

test('pieces of every size from 1 to 64 bytes give the same table', async () => {
  const text =
    '<?xml version="1.0"?>\r\n<!-- list --><l>\r\n<s n="é&amp;"><t>a&#x20AC;</t><t>b</t><d k="1">x</d><d/></s>\r\n<s n=\'東京\'><![CDATA[<raw>]]><t/></s></l>';
  const whole = await read(text);
  expect(whole.rows).toHaveLength(2);
  for (let size = 1; size <= 64; size++) expect(await read(text, size)).toEqual(whole);
});
