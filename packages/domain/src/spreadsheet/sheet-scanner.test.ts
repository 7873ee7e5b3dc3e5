import { describe, expect, test } from 'vitest';
import { readSheet, readStrings, tableOf } from '../../test/read-sheet.ts';
import { TabularRefusal } from '../tabular/table-source.ts';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { SheetScanner } from './sheet-scanner.ts';
import { XmlDamage, XmlDoctype } from './xml-damage.ts';

const cell = (reference: string, value: string | number) => `<c r="${reference}"><v>${value}</v></c>`;

const row = (number: number, xml: string) => `<row r="${number}">${xml}</row>`;

/** A sheet whose row 7 has a cell in the last column a sheet can have. */
const far = (content: string) => `<row r="1">${cell('A1', 1)}</row><row r="7"><c r="XFD7"${content}</row>`;

describe('values of cells', () => {
  test.each([
    ['a shared string', '<c r="A1" t="s"><v>1</v></c>', 'srv-02'],
    ['an inline string', '<c r="A1" t="inlineStr"><is><t>srv</t></is></c>', 'srv'],
    [
      'an inline string of runs',
      '<c r="A1" t="inlineStr"><is><r><t>s</t></r><r><t>rv</t></r></is></c>',
      'srv',
    ],
    ['the cached text of a formula', '<c r="A1" t="str"><f>UPPER("a")</f><v>A</v></c>', 'A'],
    ['the cached number of a formula', '<c r="A1"><f>1+1</f><v>2</v></c>', '2'],
    ['true', '<c r="A1" t="b"><v>1</v></c>', 'true'],
    ['false', '<c r="A1" t="b"><v>0</v></c>', 'false'],
    ['an integer', cell('A1', 42), '42'],
    ['an integer written as a decimal', cell('A1', '39640.0'), '39640'],
    ['the seventeen digits that Excel writes', cell('A1', '1.1000000000000001'), '1.1'],
    ['a large number', cell('A1', '1E+20'), '100000000000000000000'],
    ['a number that has no short form but an exponent', cell('A1', '1.5E-7'), '1.5e-7'],
    ['a number with spaces around it', cell('A1', ' 7 '), '7'],
    ['zero', cell('A1', 0), '0'],
    ['an ISO date', '<c r="A1" t="d"><v>2026-01-31T00:00:00</v></c>', '2026-01-31T00:00:00'],
    [
      'an ISO date with the digits of a fraction that is not exact',
      '<c r="A1" t="d"><v>2014-01-16T15:59:59.99999979045242400</v></c>',
      '2014-01-16T16:00:00',
    ],
    ['an ISO time', '<c r="A1" t="d"><v>10:59:59.9999999999984025</v></c>', '11:00:00'],
    ['an ISO duration', '<c r="A1" t="d"><v>PT26H3M0.500S</v></c>', '26:03:00.5'],
    ['an ISO date without a time', '<c r="A1" t="d"><v>2014-01-16</v></c>', '2014-01-16'],
    [
      'an inline string beside a stored value',
      '<c r="A1" t="inlineStr"><v>1.0</v><is><t>1.</t></is></c>',
      '1.',
    ],
    ['a stored value beside an inline string', '<c r="A1" t="str"><is><t>1.</t></is><v>1.0</v></c>', '1.0'],
    ['an inline type with a stored value only', '<c r="A1" t="inlineStr"><v>1.0</v></c>', '1.0'],
    ['a text where a number should be', cell('A1', 'n/a &amp; more'), 'n/a & more'],
    ['a type that nobody knows', '<c r="A1" t="zz"><v>text</v></c>', 'text'],
    ['line breaks as they were escaped', '<c r="A1" t="str"><v>a_x000D_\nb&#10;c</v></c>', '"a\r\nb\nc"'],
    ['a quote and a comma', '<c r="A1" t="str"><v>5" disk, new</v></c>', '"5"" disk, new"'],
    ['CDATA', '<c r="A1" t="str"><v><![CDATA[a<b]]>&lt;c</v></c>', 'a<b<c'],
    ['spaces around a text', '<c r="A1" t="str"><v xml:space="preserve"> a </v></c>', ' a '],
    ['an empty text', '<c r="A1" t="str"><v></v></c>', '""'],
    ['an empty text in short', '<c r="A1" t="str"><v/></c>', '""'],
    [
      'a value beside an extension with another one',
      '<c r="A1"><v>1</v><extLst><ext><v>2</v></ext></extLst></c>',
      '1',
    ],
    ['references in lower case', '<c r="a1" t="n"><v>3</v></c>', '3'],
    ['attributes in single quotes and another order', "<c t='s' s='0' r='A1'><v>0</v></c>", '"srv, 01"'],
    ['attributes with spaces around their sign', '<c r = "A1" t = "s"><v>1</v></c>', 'srv-02'],
  ])('%s', (_, xml, expected) => {
    const parts = {
      strings: '<si><t>srv, 01</t></si><si><t>srv-02</t></si>',
      rows: `<row r="1">${xml}</row>`,
    };
    expect(tableOf(parts)).toBe(`${expected}\n`);
  });

  test.each([
    ['no value', '<c r="A1" s="1"/>'],
    ['a number without digits', '<c r="A1"><v></v></c>'],
    ['a pointer to no string', '<c r="A1" t="s"/>'],
    ['a formula that was never calculated', '<c r="A1"><f>NOW()</f></c>'],
    ['an error', '<c r="A1" t="e"><v>#N/A</v></c>'],
  ])('%s is missing', (_, xml) => {
    expect(tableOf({ rows: `<row r="1">${xml}<c r="B1"><v>1</v></c></row>` })).toBe(',1\n');
  });

  test('errors and formulas without a value are told with their place', () => {
    const rows = '<row r="3"><c r="AB3" t="e"><v>#N/A</v></c><c r="AC3"><f>A1</f></c></row>';
    expect(readSheet({ rows }).notes).toEqual([
      { code: 'error_cell', record: 3, detail: 'Cell AB3 shows the error #N/A: it is read as missing.' },
      {
        code: 'formula_without_value',
        record: 3,
        detail: 'Cell AC3 has a formula without its result: it is read as missing.',
      },
    ]);
  });

  test('dates follow the format of their cell in both date systems', () => {
    const rows = `<row r="1">${[0, 1, 2, 3].map((style) => `<c s="${style}"><v>45322.5</v></c>`).join('')}</row>`;
    const formats = ['General', 'dd/mm/yyyy', 'h:mm', '[h]:mm'];
    expect(tableOf({ rows, formats })).toBe(
      '45322.5,2024-01-31T12:00:00,2024-01-31T12:00:00,1087740:00:00\n',
    );
    const first = '<row r="1"><c s="1"><v>0</v></c><c s="1"><v>1</v></c></row>';
    expect(tableOf({ rows: first, formats, uses1904: true })).toBe('1904-01-01,1904-01-02\n');
  });
});

describe('places of rows and cells', () => {
  test('record n is row n: rows that are not there are blank, those behind the last filled one are left out', () => {
    const rows = `<row r="2">${cell('A2', 1)}</row><row r="3"/><row r="5">${cell('A5', 2)}</row><row r="9"><c r="A9"/></row>`;
    expect(tableOf({ rows })).toBe('\n1\n\n\n2\n');
  });

  test('a gap between cells is missing cells, and rows are filled up to the widest so far', () => {
    const rows = `<row r="1">${cell('A1', 1)}${cell('D1', 2)}</row><row r="2">${cell('B2', 3)}</row>`;
    expect(tableOf({ rows })).toBe('1,,,2\n,3,,\n');
  });

  test('rows and cells without references follow each other', () => {
    const rows =
      '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c r="B2"><v>3</v></c><c><v>4</v></c></row>';
    expect(tableOf({ rows })).toBe('1,,2\n,3,4\n');
  });

  test('references of digits alone name no column: cells follow each other', () => {
    const rows =
      '<row r="1"><c r="0" t="str"><v>Trader</v></c><c r="1" t="str"><v>Order</v></c></row><row r="2"><c r="0"><v>7</v></c><c r="1"><v>8</v></c></row>';
    expect(tableOf({ rows })).toBe('Trader,Order\n7,8\n');
  });

  test('a row in several elements of the same number is one row', () => {
    const rows = `${row(1, cell('A1', 1))}${row(1, cell('B1', 2))}<row r="1"/>${row(1, '<c><v>3</v></c>')}${row(3, cell('A3', 4))}${row(3, cell('C3', 5))}`;
    expect(readSheet({ rows })).toEqual({ text: '1,2,3\n\n4,,5\n', notes: [], failure: undefined });
    for (let size = 1; size <= 64; size++) expect(readSheet({ rows }, size).text).toBe('1,2,3\n\n4,,5\n');
    const twice = readSheet({
      rows: `${row(1, cell('A1', 1))}${row(1, cell('A1', 2))}${row(2, cell('A2', 3))}`,
    });
    expect(twice.text).toBe('"1"!\n3\n');
    expect(twice.notes).toMatchObject([{ code: 'damaged_record', record: 1 }]);
  });

  test('a row that only stands where another number was given is no part of that row', () => {
    const rows = `<row r="4">${cell('A4', 4)}</row><row r="2">${cell('A2', 2)}</row><row r="5">${cell('B5', 5)}</row>`;
    expect(readSheet({ rows }).text).toBe('\n\n\n4\n2\n,5\n');
  });

  test('merged cells fill only their first', () => {
    const rows =
      '<?xml version="1.0"?><worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>';
    expect(tableOf({ rows })).toBe('1\n');
  });

  test('cells out of order come to their columns', () => {
    const rows = `<row r="1">${cell('C1', 3)}<c r="A1" t="str"><v>a,b</v></c>${cell('B1', 2)}${cell('D1', 4)}</row>`;
    expect(tableOf({ rows })).toBe('"a,b",2,3,4\n');
  });

  test('a row out of order is read as the next one, and told', () => {
    const rows = `<row r="1">${cell('A1', 1)}</row><row r="4">${cell('A4', 4)}</row><row r="2">${cell('A2', 2)}</row><row r="9">${cell('A9', 9)}</row>`;
    const { text, notes } = readSheet({ rows });
    expect(text).toBe('1\n\n\n4\n2\n\n\n\n9\n');
    expect(notes).toMatchObject([
      { code: 'row_out_of_order', record: 5, detail: expect.stringContaining('row 2') },
    ]);
  });

  test('a row number that no sheet has costs no memory', () => {
    const { text, notes } = readSheet({ rows: `<row r="4000000000">${cell('A1', 1)}</row>` });
    expect(text).toBe('1\n');
    expect(notes).toMatchObject([{ code: 'row_out_of_order', record: 1 }]);
  });

  test('names with a prefix, comments and a declared size that lies change nothing', () => {
    const rows = `<?xml version="1.0"?>\n<x:worksheet xmlns:x="urn:x"><x:dimension ref="A1:XFD1048576"/><!-- <sheetData> -->
      <x:sheetData> <x:row r="1" spans="1:2"><!-- > --><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row> </x:sheetData></x:worksheet>`;
    expect(tableOf({ rows, strings: '<si><t>a</t></si>' })).toBe('a,2\n');
  });

  test.each([
    ['no rows', '<worksheet><sheetData/></worksheet>'],
    ['no data', '<worksheet><sheetPr/></worksheet>'],
    ['nothing', '<worksheet/>'],
  ])('a sheet of %s is empty', (_, part) => {
    expect(tableOf({ rows: `<?xml version="1.0"?>${part}` })).toBe('');
  });
});

describe('damage', () => {
  const good = `<row r="1">${cell('A1', 'x')}</row><row r="2">${cell('A2', 2)}</row>`;

  test.each([
    ['a cell that points to a string that is not there', '<c r="A3" t="s"><v>99</v></c>', '"99"!'],
    ['a reference that no sheet has', '<c r="ZZZZZZZ99999999999"><v>7</v></c>', '"7"!'],
    ['a cell that stands in its row twice', `${cell('A3', 7)}${cell('A3', 8)}`, '"7"!'],
    [
      'a quote in a damaged row',
      '<c r="A3" t="str"><v>a"b</v></c><c r="B3" t="s"><v>-1</v></c>',
      '"""a""""b"",-1"!',
    ],
  ])('%s damages its row and no other', (_, xml, found) => {
    const { text, notes, failure } = readSheet({
      rows: `${good}<row r="3">${xml}</row><row r="4">${cell('A4', 4)}</row>`,
    });
    expect(failure).toBeUndefined();
    expect(text).toBe(`x\n2\n${found}\n4\n`);
    expect(notes).toMatchObject([{ code: 'damaged_record', record: 3 }]);
  });

  test.each([
    ['a tag that is not closed', '<row r="3"><c r="A3"><v>1</v></c></row<row r="4"/>'],
    ['a closing tag that nothing opened', '<row r="3"></c></row>'],
    ['text between cells', '<row r="3">loose</row>'],
    ['an entity that nobody declared', '<row r="3"><c t="str"><v>&file;</v></c></row>'],
    ['a control character', '<row r="3"><c t="str"><v>\u0001</v></c></row>'],
  ])('%s ends the reading with all rows before it', (_, xml) => {
    const { text, failure } = readSheet({ rows: `${good}${xml}` });
    expect(text).toBe('x\n2\n');
    expect(failure).toBeInstanceOf(XmlDamage);
  });

  test('a sheet that ends early gives its whole rows', () => {
    const rows = `<?xml version="1.0"?><worksheet><sheetData>${good}<row r="3"><c r="A3">`;
    expect(readSheet({ rows })).toMatchObject({ text: 'x\n2\n', failure: expect.any(XmlDamage) });
  });

  test('a document type is refused before a row is read', () => {
    const rows = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet/>';
    expect(readSheet({ rows })).toMatchObject({ text: '', failure: expect.any(XmlDoctype) });
  });

  test('cells that point to long texts are written in parts, not all at once', () => {
    const strings = `<si><t>${'a'.repeat(300_000)}</t></si>`;
    const scanner = new SheetScanner({
      strings: readStrings(strings),
      meanings: new Uint8Array(1),
      uses1904: false,
      maxColumns: 10,
      onNote: () => {},
    });
    const rows = '<row><c t="s"><v>0</v></c></row>'.repeat(20);
    scanner.push(encodeUtf8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`));
    const parts: number[] = [];
    for (; scanner.isPaused; scanner.resume()) parts.push(scanner.take().length);
    expect(scanner.isDone).toBe(true);
    parts.push(scanner.take().length);
    expect(parts).toEqual([4, 4, 4, 4, 4].map((records) => records * 300_001));
  });

  test('a row of more text than a record may hold is refused before it is built', () => {
    const strings = `<si><t>${'a'.repeat(2_000_000)}</t></si>`;
    const rows = `<row r="1">${cell('A1', 1)}</row><row>${'<c t="s"><v>0</v></c>'.repeat(900)}</row>`;
    const { text, failure } = readSheet({ rows, strings });
    expect(text).toBe('1\n');
    expect(failure).toMatchObject({
      refusal: { code: 'file_unreadable', detail: expect.stringContaining('Row 2') },
    });
  });

  test('a value beyond the columns that may be used is refused with its place, an empty cell there is not', () => {
    expect(tableOf({ rows: far('/>') })).toBe('1\n');
    const { text, failure } = readSheet({ rows: far('><v>1</v></c>') });
    expect(text).toBe('1\n');
    expect(failure).toBeInstanceOf(TabularRefusal);
    expect(failure).toMatchObject({
      refusal: { code: 'too_many_columns', detail: expect.stringContaining('XFD') },
    });
  });
});

test('where pieces are cut changes nothing, for pieces of 1 to 64 bytes', () => {
  const parts = {
    strings:
      '<si><t>srv é01</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>t&amp;xt</t></r><rPh sb="0" eb="1"><t>kana</t></rPh></si><si/><si><t/></si><si><t><![CDATA[x]]]]></t></si><si><t>a_x005F_b_xD83D__xDE00_</t></si>',
    formats: ['General', 'yyyy-mm-dd'],
    rows: `<row r="1" spans="1:3" x:custom=">"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000</v></c><c r="C1" t="b"><v>1</v></c></row>
      <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><f>SUM(A1:A2)</f><v>1.1000000000000001</v></c><c r="C3" t="inlineStr"><is><t>in, "line"\r\nü</t></is></c></row>
      <row r="4" hidden="1"/><!-- c --><row><c t="s"><v>2</v></c><c cm="1" t="s"><v>3</v></c><c t="e"><v>#REF!</v></c><c t="s"><v>4</v></c><c t="s"><v>5</v></c></row>
      <row r="2"><c r="C2"><v>-0.5</v></c><c r="A2"><v>7</v></c><c r="A2" t="s"><v>77</v></c></row>`,
  };
  const whole = readSheet(parts);
  expect(whole.failure).toBeUndefined();
  expect(whole.text).toBe(
    'srv é01,2023-03-15,true\n\nrich t&xt,1.1,"in, ""line""\nü"\n\n"","",,x]],a_b😀\n"7,,-0.5"!\n',
  );
  for (let size = 1; size <= 64; size++)
    expect(readSheet(parts, size), `pieces of ${size} bytes`).toEqual(whole);
});
