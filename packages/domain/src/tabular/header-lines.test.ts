import { describe, expect, test } from 'vitest';
import { detectLayout, type LayoutOptions } from './detect-layout.ts';
import { type FileLayout, isRefused, type Refusal } from './file-layout.ts';
import { encodeUtf8 } from './utf8.ts';

function detect(text: string, options?: LayoutOptions): FileLayout | { refused: Refusal } {
  return detectLayout({ bytes: encodeUtf8(text), isWhole: true }, options);
}
function layoutOf(text: string, options?: LayoutOptions): FileLayout {
  const layout = detect(text, options);
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  return layout;
}
function refusalIn(text: string): Refusal {
  const layout = detect(text);
  if (!isRefused(layout)) throw new Error('The text was taken.');
  return layout.refused;
}
const headersOf = (text: string, options?: LayoutOptions) =>
  layoutOf(text, options).columns.map(({ header }) => header.trim());

const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${row(index + 1)}\n`).join('');

describe('a rule below the header', () => {
  test.each([
    ['of sqlcmd', 'name  |ip\n------|-------\n', rows(5, (k) => `srv${k}  |10.0.0.${k}`)],
    ['of psql', ' name | ip\n------+-------\n', rows(5, (k) => ` srv${k} | 10.0.0.${k}`)],
  ])('%s belongs to it: the rows start behind it, and it is kept as a note', (_name, head, body) => {
    const layout = layoutOf(head + body);
    expect(layout).toMatchObject({ headerLine: 1, dataLine: 3, dataOffset: head.length });
    expect(layout.columns.map(({ header }) => header.trim())).toEqual(['name', 'ip']);
    expect(layout.notes).toEqual([head.split('\n')[1]]);
  });
});

const machines = (cells: (index: number) => string, count = 8) => rows(count, cells);

describe('a header of two lines', () => {
  test('names that stand above or below their line are one header', () => {
    const text = `Name,Serial,Network,,Owner\n,,IP,MAC,\n${machines((k) => `srv${k},SN${k},10.0.0.${k},00:50:56:00:00:0${k},Ops`)}`;
    const layout = layoutOf(text);
    expect(layout.columns.map(({ header }) => header)).toEqual(['Name', 'Serial', 'IP', 'MAC', 'Owner']);
    expect(layout).toMatchObject({ headerLine: 2, dataLine: 3, notes: ['Name,Serial,Network,,Owner'] });
  });

  test('names that repeat below groups begin with the title of their group', () => {
    const text = `Name,CPU,,Memory,\n,Average,Peak,Average,Peak\n${machines((k) => `srv${k},${k},${k + 10},${k},90`)}`;
    expect(headersOf(text)).toEqual(['Name', 'CPU Average', 'CPU Peak', 'Memory Average', 'Memory Peak']);
  });

  test('names that repeat below groups that are all named begin with the title of their group', () => {
    const text = `Server,,CPU,,Memory,\nName,OS,Average,Peak,Average,Peak\n${machines((k) => `srv${k},Linux,${k},${k + 10},${k},90`)}`;
    expect(headersOf(text)).toEqual([
      'Name',
      'OS',
      'CPU Average',
      'CPU Peak',
      'Memory Average',
      'Memory Peak',
    ]);
  });

  test('names that repeat below a report title stay as they are', () => {
    const text = `Report,ACME\nName,IP,Name,CPU,Disk\n${machines((k) => `srv${k},10.0.0.${k},Linux,${k},${k}`)}`;
    expect(headersOf(text)).toEqual(['Name', 'IP', 'Name', 'CPU', 'Disk']);
  });

  test('is the same when a person names its second line', () => {
    const text = `Name,Network,\n,IP,MAC\n${machines((k) => `srv${k},10.0.0.${k},00:50:56:00:00:0${k}`)}`;
    expect(headersOf(text, { headerLine: 2 })).toEqual(['Name', 'IP', 'MAC']);
  });

  test.each([
    [
      'a first row with gaps',
      `Name,Network,,Owner\n,intranet,branch office,\n${machines((k) => `srv${k},lan,wan,Ops`)}`,
      ['Name', 'Network', '', 'Owner'],
    ],
    [
      'a first row without a name below columns that are all named',
      `Name,IP,CPU\n,10.0.0.9,4\n${machines((k) => `srv${k},10.0.0.${k},2`)}`,
      ['Name', 'IP', 'CPU'],
    ],
    [
      'a first row of text below a column without a name',
      `Name,Owner,,CPU\nsrv0,Ops,Bonn,\n${machines((k) => `srv${k},Ops,Bonn,${k}`)}`,
      ['Name', 'Owner', '', 'CPU'],
    ],
  ])('%s is no second line', (_, text, expected) => {
    expect(headersOf(text)).toEqual(expected);
  });
});

test('the type that PowerShell writes above a table is no header, not even of a single column', () => {
  expect(headersOf('#TYPE System.String\nName\nsrv1\nsrv2\n')).toEqual(['Name']);
  expect(headersOf('#TYPE Selected.VM\nName,CPU\nsrv1,2\nsrv2,4\n')).toEqual(['Name', 'CPU']);
});

describe('a first line that is data', () => {
  test('names of machines in one domain are rows, and a header is asked for', () => {
    const { code, detail } = refusalIn(rows(6, (k) => `srv${k}.corp.example.com`));
    expect(code).toBe('header_missing');
    expect(detail).toContain('"srv1.corp.example.com"');
  });

  test('a header with dots above names of machines is a header', () => {
    expect(headersOf(`cmdb_ci.name\n${rows(6, (k) => `srv${k}.corp.example.com`)}`)).toEqual([
      'cmdb_ci.name',
    ]);
    expect(headersOf(`u_server.name,os.name\n${rows(6, (k) => `srv${k}.name,Linux`)}`)).toHaveLength(2);
  });
});

describe('name and value lines above a table', () => {
  test.each([
    [
      'a blank line and a header that fills more cells follow',
      `Customer,ACME,Confidential\nCreated,2024-01-05,\nBy,Jane,\n,,\n`,
    ],
    ['they end in colons', 'Report:,Servers,\nCustomer:,ACME Corp,\nAuthor:,Jane Doe,\n'],
    [
      'they fill fewer cells than the line of names behind a blank one',
      'Report,Servers,\nAuthor,Jane Doe,\n\n',
    ],
  ])('are titles when %s', (_, above) => {
    const text = `${above}Hostname,Owner,Location\n${rows(30, (k) => `srv${k},owner${k},Porto`)}`;
    expect(headersOf(text)).toEqual(['Hostname', 'Owner', 'Location']);
  });

  test('as wide as the table they are titles when they end in colons', () => {
    const text = `Report:,Servers\nCustomer:,ACME Corp\n\nHostname,Owner\n${rows(30, (k) => `srv${k},owner${k}`)}`;
    expect(headersOf(text)).toEqual(['Hostname', 'Owner']);
  });

  test('the header of a table with blank lines between its groups stays', () => {
    const text = `Hostname,Owner,Location\nsrv1,Ops,Bonn\nsrv2,Ops,\n\nsrv3,Web,Bonn\nsrv4,Web,Porto\n`;
    expect(headersOf(text)).toEqual(['Hostname', 'Owner', 'Location']);
  });

  test('a header with an unnamed last column stays above groups of full rows', () => {
    const text = `Hostname,Owner,\nsrv1,Ops,\n\nmail server,Web,Bonn\nfile server,Web,Porto\nprint server,Web,Porto\n`;
    expect(headersOf(text)).toEqual(['Hostname', 'Owner', '']);
  });
});
