import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  defaultReadingLimits,
  type ReadingChoices,
  type SourceNote,
  TabularRefusal,
} from '@landfall/domain/tabular/table-source';
import {
  workbookOf,
  workbookParts,
  type WrittenWorkbook,
  type ZipPart,
  zipOf,
} from '../../../../test/workbook.ts';
import { sizedBytes } from './sized-file.ts';
import { xlsxReader } from './xlsx-reader.ts';

const limits = defaultReadingLimits;
const open = (file: Uint8Array, choices: ReadingChoices = {}) =>
  xlsxReader.open(sizedBytes(file), { choices, limits });

interface Reading {
  readonly text: string;
  readonly sheet: string | null;
  readonly notes: readonly SourceNote[];
  readonly refusal: TabularRefusal['refusal'] | undefined;
}

/** Reads a workbook as far as it goes. */
async function read(file: Uint8Array, choices: ReadingChoices = {}): Promise<Reading> {
  const pieces: Uint8Array[] = [];
  const notes: SourceNote[] = [];
  let sheet: string | null = null;
  let refusal: Reading['refusal'];
  try {
    const source = await open(file, choices);
    sheet = source.facts.sheet;
    for await (const piece of source.read((note) => notes.push(note))) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof TabularRefusal)) throw error;
    refusal = error.refusal;
  }
  return { text: Buffer.concat(pieces).toString(), sheet, notes, refusal };
}

const inline = (...rows: readonly (readonly string[])[]): string =>
  rows
    .map(
      (cells) => `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`,
    )
    .join('');

const servers = inline(['name', 'os', 'cpu'], ['srv-01', 'RHEL', '4'], ['srv-02', 'AIX', '8']);
const serversText = 'name,os,cpu\nsrv-01,RHEL,4\nsrv-02,AIX,8\n';

function changed(workbook: WrittenWorkbook, change: (part: ZipPart) => ZipPart | undefined): Buffer {
  return zipOf(workbookParts(workbook).flatMap((part) => change(part) ?? []));
}

/** Bytes that do not pack, so that the rest of a workbook may pack well. */
const noise: ZipPart = { name: 'xl/media/image.bin', content: randomBytes(20_000), isStored: true };

/** A workbook whose sheet is said to be another part. */
const withTarget = (target: string) =>
  changed({ sheets: [{ name: 'A', rows: servers }] }, (part) => ({
    ...part,
    content: String(part.content).replace('worksheets/sheet1.xml', target),
  }));

/** Rows of one number each, which is their own. */
const many = (count: number, from = 1) =>
  Array.from(
    { length: count },
    (_, k) => `<row r="${from + k}"><c r="A${from + k}"><v>${from + k}</v></c></row>`,
  ).join('');

/** Servers, and one value in the last row a sheet can have. */
const far = (column: string) => `${servers}<row r="1048576"><c r="${column}1048576"><v>1</v></c></row>`;

describe('sheets', () => {
  const workbook = workbookOf({
    sheets: [
      { name: 'Read me', rows: inline(['Export of 21 November'], ['Ask Ünal for more']) },
      { name: 'vInfo & more', rows: servers },
      {
        name: 'Secret',
        state: 'hidden',
        rows: inline(['a', 'b', 'c', 'd'], ['1', '2', '3', '4'], ['1', '2', '3', '4']),
      },
      { name: 'Deep', state: 'veryHidden', rows: servers },
    ],
  });

  test('all are listed in their order, and the visible one with the best header is chosen', async () => {
    const { facts } = await open(workbook);
    expect(facts).toMatchObject({
      format: 'xlsx',
      sheet: 'vInfo & more',
      form: { kind: 'table', unit: 'sheet_row', header: 'find' },
    });
    expect(facts.sheets).toEqual([
      { name: 'Read me', visibility: 'visible' },
      { name: 'vInfo & more', visibility: 'visible' },
      { name: 'Secret', visibility: 'hidden' },
      { name: 'Deep', visibility: 'very_hidden' },
    ]);
    expect(await read(workbook)).toMatchObject({ text: serversText, refusal: undefined });
  });

  test('a person may choose any, also a hidden one', async () => {
    expect(await read(workbook, { sheet: 'Secret' })).toMatchObject({
      sheet: 'Secret',
      text: 'a,b,c,d\n1,2,3,4\n1,2,3,4\n',
    });
  });

  test('a name that is none is refused with the names there are', async () => {
    const { refusal } = await read(workbook, { sheet: 'vinfo' });
    expect(refusal).toMatchObject({
      code: 'file_unreadable',
      detail: expect.stringContaining('“vInfo & more”'),
    });
    expect(refusal?.sheets).toHaveLength(4);
  });

  test('where all are hidden a person must choose', async () => {
    const hidden = workbookOf({ sheets: [{ name: 'A', state: 'hidden', rows: servers }] });
    expect((await read(hidden)).refusal).toMatchObject({
      detail: expect.stringContaining('all are hidden'),
      sheets: [{ name: 'A' }],
    });
  });

  test('charts, macros and modules are no sheets of cells', async () => {
    const parts = changed(
      {
        sheets: [
          { name: 'Chart', rows: '' },
          { name: 'Data', rows: servers },
        ],
      },
      (part) => {
        if (part.name === 'xl/worksheets/sheet1.xml') return undefined;
        if (!part.name.endsWith('workbook.xml.rels')) return part;
        return { ...part, content: String(part.content).replace('/worksheet"', '/chartsheet"') };
      },
    );
    const { facts } = await open(parts);
    expect(facts.sheets).toEqual([{ name: 'Data', visibility: 'visible' }]);
  });
});

describe('parts of a workbook', () => {
  test('texts, formats and the date system come from their parts', async () => {
    const file = workbookOf({
      sheets: [
        { name: 'A', rows: '<row><c t="s"><v>1</v></c><c s="1"><v>0</v></c><c s="2"><v>1.5</v></c></row>' },
      ],
      strings: '<si><t>no</t></si><si><r><t>sr</t></r><r><t>v</t></r></si>',
      formats: ['General', 'yyyy-mm-dd', '0.00'],
      uses1904: true,
    });
    expect(await read(file)).toMatchObject({ text: 'srv,1904-01-01,1.5\n', refusal: undefined });
  });

  test('strict workbooks, other prefixes, backslashes and names in another case are read alike', async () => {
    const file = changed(
      { sheets: [{ name: 'A', rows: servers }], strings: '', formats: ['General'] },
      (part) => ({
        ...part,
        name: part.name.replaceAll('/', '\\').toLowerCase(),
        content: String(part.content)
          .replaceAll(
            'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
            'http://purl.oclc.org/ooxml/spreadsheetml/main',
          )
          .replaceAll(
            'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
            'http://purl.oclc.org/ooxml/officeDocument/relationships',
          )
          .replaceAll('r:id=', 'q1:id='),
      }),
    );
    expect(await read(file)).toMatchObject({ text: serversText });
  });

  test.each([
    ['xl/workbook.xml', 'xl/workbook.xml is missing'],
    ['xl/worksheets/sheet1.xml', 'the sheet “A” is missing'],
    ['xl/sharedStrings.xml', 'xl/sharedStrings.xml is missing'],
  ])('a workbook without %s is refused', async (name, detail) => {
    const file = changed({ sheets: [{ name: 'A', rows: servers }], strings: '<si><t>a</t></si>' }, (part) =>
      part.name === name ? undefined : part,
    );
    expect((await read(file)).refusal).toMatchObject({
      code: 'file_unreadable',
      detail: expect.stringContaining(detail),
    });
  });

  test('targets outside of the file are not followed', async () => {
    expect((await read(withTarget('../../etc/passwd'))).refusal?.code).toBe('file_unreadable');
    expect((await read(withTarget('http://127.0.0.1:9/x" TargetMode="External'))).refusal?.code).toBe(
      'file_unreadable',
    );
    expect((await read(withTarget('../xl/./worksheets/sheet1.xml'))).text).toBe(serversText);
  });

  test.each([
    ['xl/workbook.bin', /binary Excel workbook \(\.xlsb\).*\.xlsx/],
    ['word/document.xml', /Word document/],
    ['content.xml', /OpenDocument/],
  ])('an archive with %s is another kind of file, and says what to do', async (name, detail) => {
    const file = zipOf([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name, content: '' },
    ]);
    expect((await read(file)).refusal).toMatchObject({
      code: 'file_unreadable',
      detail: expect.stringMatching(detail),
    });
  });

  test.each([
    'xl/workbook.xml',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/sharedStrings.xml',
    'xl/worksheets/sheet1.xml',
  ])('a document type in %s is refused', async (name) => {
    const doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>';
    const file = changed(
      { sheets: [{ name: 'A', rows: servers }], strings: '<si/>', formats: ['0'] },
      (part) => (part.name === name ? { ...part, content: `${doctype}${String(part.content)}` } : part),
    );
    expect((await read(file)).refusal).toMatchObject({ code: 'xml_doctype_refused' });
  });
});

describe('damage and limits', () => {
  test('rows in front of bad XML are handed out, and the place of the damage is told', async () => {
    const file = workbookOf({
      sheets: [{ name: 'A', rows: `${many(40_000)}<row r="40001"><c></row>${many(5, 40_002)}` }],
    });
    const { text, refusal } = await read(file);
    expect(text.split('\n')).toHaveLength(40_001);
    expect(refusal).toMatchObject({ code: 'file_unreadable', detail: expect.stringMatching(/row 40001/) });
  });

  test('rows in front of bytes that do not unpack are handed out', async () => {
    const parts = workbookParts({ sheets: [{ name: 'A', rows: many(100_000) }] });
    const file = zipOf(parts);
    const middle = file.indexOf('xl/worksheets/sheet1.xml') + 150_000;
    file.fill(0xff, middle, middle + 64);
    const { text, refusal } = await read(file);
    const lines = text.split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines).toEqual(lines.map((_, index) => String(index + 1)));
    expect(refusal).toMatchObject({ code: 'file_unreadable' });
  });

  test('a checksum that is wrong is told after the last row', async () => {
    const parts = workbookParts({ sheets: [{ name: 'A', rows: servers }] });
    const file = zipOf(
      parts.map((part) => (part.name.includes('sheet1') ? { ...part, stated: { crc32: 7 } } : part)),
    );
    expect(await read(file)).toMatchObject({ text: serversText, refusal: { code: 'file_unreadable' } });
  });

  test('a row that points to no text is damaged, and its neighbours are not', async () => {
    const rows =
      '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>9</v></c></row><row><c t="s"><v>0</v></c></row>';
    const { text, notes } = await read(
      workbookOf({ sheets: [{ name: 'A', rows }], strings: '<si><t>a</t></si>' }),
    );
    expect(text).toBe('a\n"9"!\na\n');
    expect(notes).toEqual([
      {
        code: 'damaged_record',
        record: 2,
        detail: 'Cell A2 points to text 9, but the workbook holds 1 texts.',
      },
    ]);
  });

  test('a far cell is refused and a far row costs nothing but its line breaks', async () => {
    expect((await read(workbookOf({ sheets: [{ name: 'A', rows: far('XFD') }] }))).refusal?.code).toBe(
      'too_many_columns',
    );
    const { text, refusal } = await read(workbookOf({ sheets: [{ name: 'A', rows: far('A') }] }));
    expect(refusal).toBeUndefined();
    expect(text.length).toBe(serversText.length + 1_048_576 - 4 + '1,,\n'.length);
  });

  test('a workbook that unpacks to more than it may is refused before it is unpacked', async () => {
    const rows = Buffer.from(
      `<row><c t="inlineStr"><is><t>${'A'.repeat(64)}</t></is></c></row>`.repeat(20_000),
    );
    expect((await read(workbookOf({ sheets: [{ name: 'A', rows }] }))).refusal?.code).toBe(
      'archive_suspicious',
    );
  });

  test('cells that multiply one long text are refused before they fill the disk', async () => {
    const strings = `<si><t>${'a long text '.repeat(2000)}</t></si>`;
    const rows = '<row><c t="s"><v>0</v></c></row>'.repeat(10_000);
    const source = await open(workbookOf({ sheets: [{ name: 'A', rows }], strings, otherParts: [noise] }));
    let length = 0;
    const reading = (async () => {
      for await (const piece of source.read()) length += piece.length;
    })();
    await expect(reading).rejects.toMatchObject({ refusal: { code: 'archive_suspicious' } });
    expect(length).toBeLessThan(70_000_000);
  });

  test('the same bytes come each time a table is read, also when an earlier reading was left', async () => {
    const source = await open(workbookOf({ sheets: [{ name: 'A', rows: many(60_000) }] }));
    for await (const piece of source.read()) if (piece.length > 0) break;
    const readings = await Promise.all(
      [1, 2].map(async () => {
        const pieces: Uint8Array[] = [];
        for await (const piece of source.read()) pieces.push(piece);
        return Buffer.concat(pieces).toString();
      }),
    );
    expect(readings[0]).toBe(Array.from({ length: 60_000 }, (_, k) => `${k + 1}\n`).join(''));
    expect(readings[1]).toBe(readings[0]);
  });
});
