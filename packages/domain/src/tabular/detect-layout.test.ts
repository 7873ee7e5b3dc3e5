import { describe, expect, test } from 'vitest';
import { detectLayout, type LayoutOptions } from './detect-layout.ts';
import { type FileLayout, isRefused, type Refusal } from './file-layout.ts';
import { encodeUtf8 } from './utf8.ts';

function detect(text: string | Uint8Array, options?: LayoutOptions): FileLayout | { refused: Refusal } {
  return detectLayout({ bytes: typeof text === 'string' ? encodeUtf8(text) : text, isWhole: true }, options);
}
function layoutOf(text: string, options?: LayoutOptions): FileLayout {
  const layout = detect(text, options);
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  return layout;
}
function refusalOf(text: string | Uint8Array, options?: LayoutOptions): Refusal | undefined {
  const layout = detect(text, options);
  return isRefused(layout) ? layout.refused : undefined;
}
const keysOf = (text: string) => layoutOf(text).columns.map(({ key }) => key);

describe('delimiter', () => {
  test.each([
    [',', 'a,b,c\n1,2,3\n4,5,6\n'],
    [';', 'a;b;c\n1;2;3\n4;5;6\n'],
    ['\t', 'a\tb\n1\t2\n'],
    ['|', 'a|b\n1|2\n'],
    [';', 'Hostname;RAM, GB;Preis, EUR\nsrv1;16,5;1200,50\nsrv2;8,0;900,00\n'],
    ['\t', 'name, short\tsite\nweb, 1\tBonn\nweb, 2\tKöln\n'],
    [';', 'name;ram\nweb-1;1,5\nweb-2;2,5\nweb-3;16,25\n'],
    [',', 'name,ips\nweb-1,10.0.0.1;10.0.0.2\nweb-2,10.0.0.3;10.0.0.4;10.0.0.5\n'],
    [';', '"a, x";"b, y"\n"1, 2";"3"\n"4";"5, 6"\n'],
    [',', 'notes,owner\n"one; two; three",x\n"four; five; six",y\n'],
    [',', 'only\none\ncolumn\n'],
    [' ', 'version srcaddr dstaddr bytes\n2 10.0.0.1 10.0.0.2 40\n2 10.0.0.1 10.0.0.3 50\n'],
    [
      ' ',
      'ts client request agent\n1 10.0.0.1 "GET /a, HTTP/1.1" "curl, x"\n2 10.0.0.2 "GET /b HTTP/1.1" "wget, y"\n3 10.0.0.3 "GET /c HTTP/1.1" "curl, z"\n',
    ],
    [',', 'name,rule,request\nweb 1,ldap in use,"GET /a" x=1\nweb 2,ldap in use,"GET /b" x=2\n'],
    [',', 'vulnerability name,rule,seen at\na b,c "d",e f\nk l,m "n",o p\nq r,s "t",u v\n'],
    [';', '# made by hand\n# for x, y and z\n# in May\nname;ram\n# disks\nweb-1;16\n'],
    [';', 'name;note\nweb-1;"rack "7" left"\nweb-2;"rack "9" right"\n'],
    [',', 'name\nweb server one of a\nweb server two of\nx\n'],
  ])('%j is found', (delimiter, text) => {
    expect(layoutOf(text).delimiter).toBe(delimiter);
  });

  test('a sep= line decides, and is no row', () => {
    const layout = layoutOf('sep=;\r\na;b,c\r\n1;2\r\n');
    expect(layout).toMatchObject({ delimiter: ';', hasSeparatorLine: true, headerLine: 2, dataLine: 3 });
    expect(layout.columns.map(({ header }) => header)).toEqual(['a', 'b,c']);
  });

  test('a sep= line of another separator is no row when a person says what separates', () => {
    const layout = layoutOf('sep=^\na;b^c\n1;2\n', { delimiter: ';' });
    expect(layout.columns.map(({ header }) => header)).toEqual(['a', 'b^c']);
  });

  test('a person may set it', () => {
    expect(layoutOf('a;b,c\n1;2,3\n', { delimiter: ';' }).columns).toHaveLength(2);
  });
});

describe('header', () => {
  test('title lines above it are kept as notes', () => {
    const layout = layoutOf(
      'Inventory of ACME\nGenerated,2024-01-02\n\nname,ip,os,ram\nweb-1,10.0.0.1,Linux,16\n',
    );
    expect(layout).toMatchObject({
      headerLine: 4,
      dataLine: 5,
      notes: ['Inventory of ACME', 'Generated,2024-01-02'],
    });
    expect(layout.columns.map(({ key }) => key)).toEqual(['name', 'ip', 'os', 'ram']);
  });

  test('titles over groups of columns are no header', () => {
    expect(layoutOf('VM,VM,VM,Host,Host,Host\na,b,c,d,e,f\n1,2,3,4,5,6\n').headerLine).toBe(2);
    const table = 'Hostname,IP,OS,CPU,RAM\nsrv1,10.0.0.1,RHEL,4,16\nsrv2,10.0.0.2,RHEL,8,32\n';
    for (const above of [
      'General,,Software,Sizing,',
      'General,General,Software,Sizing,Sizing',
      '1,2,3,4,5',
      'A,B,C,D,E',
    ])
      expect([above, layoutOf(`${above}\n${table}`).headerLine]).toEqual([above, 2]);
  });

  test('a header with gaps or repeated names stays the header, and so does one above a line of explanations', () => {
    for (const file of [
      ',name,cpu,ram\n0,web,4,16\n1,db,8,32\n',
      'Name,IP,Type,Type\nweb,10.0.0.1,a,4\ndb,10.0.0.2,b,8\n',
      'Name,Owner,Note,\nweb,Jones,x,y\ndb,King,z,w\n',
      'Host,Cores,RAM\nName of the server,Number of cores,Memory in GB\nweb,4,16\ndb,8,32\n',
    ])
      expect([file, layoutOf(file).headerLine]).toEqual([file, 1]);
  });

  test('a report head of several widths above it is not taken for it', () => {
    const layout = layoutOf(
      '"Asset report","4 Feb","1"\n"ACME","1 Road","Town","None","123","DE"\n"J Doe","jd","scan"\nname,ip,os,ram,cpu,owner,site,state,tag,note,zone,rack,use\na,1,l,2,3,o,s,u,t,n,z,r,p\n',
    );
    expect(layout.headerLine).toBe(4);
  });

  test('a name that a stray quote opens keeps the quote', () => {
    const { columns } = layoutOf('name,"note\nweb-1,a "small" one\n');
    expect(columns.map(({ header }) => header)).toEqual(['name', '"note']);
    expect(layoutOf('name,"my note"\nweb-1,x\n').columns[1]?.header).toBe('my note');
  });

  test('a row of data is not taken for it because the header above names half of the columns', () => {
    const csv =
      'hostname,ip,,\nsrv1,10.0.0.1,Linux,Berlin\nsrv2,10.0.0.2,Linux,Bonn\nsrv3,10.0.0.3,Unix,Bonn\n';
    expect(layoutOf(csv).headerLine).toBe(1);
    expect(keysOf(csv)).toEqual(['hostname', 'ip', '__EMPTY_3', '__EMPTY_4']);
    expect(layoutOf(`Servers of ACME,,,\n${csv}`)).toMatchObject({ headerLine: 2 });
  });

  test('without a line of names for all cells a file of data has none, unless a person says which it is', () => {
    const rows = 'srv1,10.0.0.1,Linux,Berlin\nsrv2,10.0.0.2,Linux,Bonn\n';
    for (const csv of [rows, `hostname,ip\n${rows}`]) {
      expect(refusalOf(csv)).toMatchObject({ code: 'header_missing' });
      expect(refusalOf(csv)?.detail).toContain('"10.0.0.1"');
      expect(layoutOf(csv, { headerLine: 1 }).headerLine).toBe(1);
    }
  });

  test('columns may be named by addresses and times as long as their cells are something else', () => {
    expect(layoutOf('from,10.0.0.1,10.0.0.2\n10.0.0.1,0,1\n10.0.0.2,1,0\n').headerLine).toBe(1);
  });

  test('a person may set its line', () => {
    expect(layoutOf('a,b\nc,d\ne,f\n', { headerLine: 2 }).columns.map(({ key }) => key)).toEqual(['c', 'd']);
    expect(refusalOf('a,b\nc,d\n', { headerLine: 7 })?.code).toBe('header_missing');
  });

  test('F63 a header of several lines does not shift the lines below it', () => {
    expect(layoutOf('"a\nb",c\n1,2\n')).toMatchObject({ headerLine: 1, dataLine: 3, dataOffset: 8 });
  });

  test('F63 keys are unique, headers as read', () => {
    expect(keysOf('Name, Name ,Name#2,,name,\n1,2,3,4,5,6\n')).toEqual([
      'Name',
      'Name#2',
      'Name#2#2',
      '__EMPTY_4',
      'name',
      '__EMPTY_6',
    ]);
    expect(layoutOf('Name, Name \n1,2\n').columns[1]?.header).toBe(' Name ');
  });

  test('the byte order mark is no part of the first header', () => {
    const layout = layoutOf('\uFEFFname,ip\nweb-1,10.0.0.1\n');
    expect(layout).toMatchObject({ hasByteOrderMark: true, dataOffset: 11 });
    expect(layout.columns[0]?.key).toBe('name');
  });
});

function refusalOfSample(text: string) {
  const found = detectLayout({ bytes: encodeUtf8(text), isWhole: false });
  return isRefused(found) ? found.refused : undefined;
}

describe('refusals', () => {
  test.each([
    ['an empty file', new Uint8Array(0), 'file_has_no_rows'],
    ['blank lines only', '\n\n , \n', 'file_has_no_rows'],
    ['F63 numbers for headers', '1,2,3\n4,5,6\n', 'header_missing'],
    ['1,001 columns', `${Array.from({ length: 1001 }, (_, k) => `c${k}`).join(',')}\n`, 'too_many_columns'],
    ['a spreadsheet', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), 'file_unreadable'],
    ['a PDF document', '%PDF-1.7\n', 'file_unreadable'],
    ['a rich text document', '{\\rtf1\\ansi name,ip}', 'file_unreadable'],
    ['a web archive', 'MIME-Version: 1.0\nContent-Type: multipart/related\n', 'file_unreadable'],
    ['an unknown separator', 'sep=^\nname^ip\nsrv1^10.0.0.1\n', 'file_unreadable'],
    ['a gzip archive', new Uint8Array([0x1f, 0x8b, 8, 0]), 'file_unreadable'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), 'encoding_undecidable'],
  ])('%s', (_name, content, code) => {
    expect(refusalOf(content)?.code).toBe(code);
  });

  test('1,000 columns are taken', () => {
    const columns = Array.from({ length: 1000 }, (_, k) => `c${k}`).join(',');
    expect(layoutOf(`${columns}\nx\n`).columns).toHaveLength(1000);
  });

  test('a header that the sample does not hold whole says what is wrong with it', () => {
    const columns = Array.from({ length: 1001 }, (_, k) => `c${k}`).join(',');
    expect(refusalOfSample(columns)).toMatchObject({
      code: 'too_many_columns',
      detail: expect.stringContaining('Delete the columns that are not needed'),
    });
    expect(refusalOfSample('x'.repeat(9000))).toMatchObject({ code: 'file_unreadable' });
    const blank = refusalOfSample('\n'.repeat(9000));
    expect(blank?.detail).toContain('nothing but blank lines');
  });

  test('a NUL byte names its place', () => {
    expect(refusalOf('a,b\n1\0,2\n')).toMatchObject({ code: 'file_unreadable', byteOffset: 5 });
  });

  test('F65 a byte that is no UTF-8 names its place; a sequence cut by the end of the sample is none', () => {
    const bad = new Uint8Array([...encodeUtf8('name\nM'), 0xfc, ...encodeUtf8('nchen\n')]);
    expect(refusalOf(bad)).toMatchObject({ code: 'encoding_undecidable', byteOffset: 6 });
    const cut = encodeUtf8('name\nweb\nMü').subarray(0, -1);
    expect(isRefused(detectLayout({ bytes: cut, isWhole: false }))).toBe(false);
    expect(isRefused(detectLayout({ bytes: cut, isWhole: true }))).toBe(true);
  });
});

test('a first line longer than the sample is refused: where the rows begin is not known', () => {
  const bytes = encodeUtf8(`"name,${'x'.repeat(1000)}`);
  expect(detectLayout({ bytes, isWhole: false })).toMatchObject({
    refused: { code: 'file_unreadable', byteOffset: 0 },
  });
});

test.each([
  ['lf', 'a\nb\n'],
  ['crlf', 'a\r\nb\r\n'],
  ['cr', 'a\rb\r'],
])('line ending %s is told', (lineEnding, text) => {
  expect(layoutOf(text).lineEnding).toBe(lineEnding);
});
