/** Archives and files that are not what they say, each with the answers the product may give. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { type WrittenSheet, workbookOf, workbookParts, zipOf } from '../../apps/server/test/workbook.ts';

export interface HostileFile {
  readonly title: string;
  readonly name: string;
  readonly bytes: () => Uint8Array;
  /**
   * What may come of it: the code of a refusal, `rows` when it is taken and all its rows are settled, or
   * `row_rejected` when it is taken and at least one row is rejected with its reason.
   */
  readonly allowed: readonly string[];
}

export const megabyte = 2 ** 20;
export const smallTable = 'Hostname,IP Address\nweb-1,10.0.0.1\nweb-2,10.0.0.2\n';
const manyRows = (count: number, line: (row: number) => string): string =>
  `Hostname,IP Address\n${Array.from({ length: count }, (_, row) => line(row)).join('\n')}\n`;
const plainRow = (row: number): string => `web-${row},10.0.${(row >> 8) & 255}.${row & 255}`;

const bombs: readonly HostileFile[] = [
  zipBomb('ZIP bomb of one table', 'bomb.zip', () =>
    zipOf([{ name: 'table.csv', content: Buffer.alloc(256 * megabyte, 'a,b\n') }]),
  ),
  zipBomb('XLSX bomb in its sheet', 'bomb.xlsx', () =>
    workbookOf({ sheets: [sheetOf(`<row r="1"><c t="str"><v>${' '.repeat(128 * megabyte)}</v></c></row>`)] }),
  ),
  zipBomb('XLSX bomb in its shared strings', 'bomb-strings.xlsx', () =>
    workbookOf({ sheets: [sheetOf(rowsXml(3))], strings: '<si><t>a</t></si>'.repeat(6_000_000) }),
  ),
  zipBomb('gzip bomb', 'bomb.csv.gz', () => gzipSync(Buffer.alloc(256 * megabyte, 'a,b\n'))),
  zipBomb('ZIP within ZIP', 'nested.zip', () =>
    zipOf([{ name: 'inner.zip', content: zipOf([{ name: 'table.csv', content: smallTable }]) }]),
  ),
  zipBomb('ZIP of 70,000 entries', 'many.zip', () =>
    zipOf(
      Array.from({ length: 70_000 }, (_, n) => ({ name: `${n}.csv`, content: '', isStored: true })),
      {
        zip64: true,
      },
    ),
  ),
];

function zipBomb(title: string, name: string, bytes: () => Uint8Array): HostileFile {
  return { title, name, bytes, allowed: ['archive_suspicious', 'file_unreadable'] };
}

export function sheetOf(rows: string): WrittenSheet {
  return { name: 'Sheet', rows };
}

export function rowsXml(count: number): string {
  return Array.from({ length: count }, (_, row) => rowXml(row + 1)).join('');
}

function rowXml(row: number): string {
  const texts =
    row === 1 ? ['Hostname', 'IP Address'] : [`web-${row}`, `10.0.${(row >> 8) & 255}.${row & 255}`];
  const cells = texts.map((text, at) => `<c r="${'AB'[at]}${row}" t="inlineStr"><is><t>${text}</t></is></c>`);
  return `<row r="${row}">${cells.join('')}</row>`;
}

const refusedArchive = ['archive_suspicious', 'file_unreadable'];

const lies: readonly HostileFile[] = [
  {
    title: 'path names out of the archive',
    name: 'paths.zip',
    bytes: () => zipOf([{ name: '../../../../etc/cron.d/evil.csv', content: smallTable }]),
    allowed: [...refusedArchive, 'rows'],
  },
  {
    title: 'unpacked size stated too small',
    name: 'small.zip',
    bytes: () =>
      zipOf([{ name: 'table.csv', content: manyRows(50_000, plainRow), stated: { unpackedBytes: 10 } }]),
    allowed: refusedArchive,
  },
  {
    title: 'unpacked size stated as 4 GiB',
    name: 'large.zip',
    bytes: () => zipOf([{ name: 'table.csv', content: smallTable, stated: { unpackedBytes: 0xffff_fff0 } }]),
    allowed: refusedArchive,
  },
  {
    title: 'wrong checksum',
    name: 'checksum.xlsx',
    bytes: () => {
      const parts = workbookParts({ sheets: [sheetOf(rowsXml(4))] });
      return zipOf(parts.map((part) => ({ ...part, stated: { crc32: 1 } })));
    },
    allowed: refusedArchive,
  },
  {
    title: 'cut in the middle',
    name: 'cut.xlsx',
    bytes: () => workbookOf({ sheets: [sheetOf(rowsXml(20_000))] }).subarray(0, 60_000),
    allowed: refusedArchive,
  },
  {
    title: 'gzip cut in the middle',
    name: 'cut.csv.gz',
    bytes: () => gzipSync(manyRows(90_000, plainRow)).subarray(0, 100_000),
    allowed: refusedArchive,
  },
  {
    title: 'sheet corrupt at row 90,000',
    name: 'corrupt.xlsx',
    bytes: () => workbookOf({ sheets: [sheetOf(`${rowsXml(89_999)}<row r="90000"><c r="A90000"<<<</row>`)] }),
    allowed: ['file_unreadable', 'row_rejected', 'rows'],
  },
  {
    title: 'quote opened at row 90,000',
    name: 'quote.csv',
    bytes: () =>
      Buffer.from(manyRows(100_000, (row) => (row === 90_000 ? `"${plainRow(row)}` : plainRow(row)))),
    allowed: ['file_unreadable', 'row_rejected'],
  },
  {
    title: 'JSON corrupt at row 90,000',
    name: 'corrupt.json',
    bytes: () => {
      const objects = Array.from({ length: 90_000 }, (_, row) => `{"Hostname":"web-${row}"}`);
      return Buffer.from(`[${objects.join(',\n')},\n{"Hostname":]]`);
    },
    allowed: ['file_unreadable', 'row_rejected', 'rows'],
  },
  ...['photo.csv', 'program.csv', 'document.csv'].map((name, kind): HostileFile => {
    const heads = ['\u0089PNG\r\n\u001a\n', 'MZ\u0090\u0000\u0003', '%PDF-1.7\n'];
    const bytes = (): Uint8Array =>
      Buffer.concat([Buffer.from(heads[kind] ?? '', 'latin1'), Buffer.alloc(5000)]);
    return { title: `no table: ${name}`, name, bytes, allowed: ['file_unreadable'] };
  }),
  {
    title: 'a workbook named .csv',
    name: 'workbook.csv',
    bytes: () => workbookOf({ sheets: [sheetOf(rowsXml(4))] }),
    allowed: ['rows'],
  },
  {
    title: 'text named .xlsx',
    name: 'text.xlsx',
    bytes: () => Buffer.from(smallTable),
    allowed: ['rows', 'file_unreadable'],
  },
];

/** An archive of two entries that share their bytes, as a bomb that passes a check of each ratio does. */
const overlapping: HostileFile = {
  title: 'entries that share their bytes',
  name: 'shared.zip',
  bytes: () => {
    const packed = deflateRawSync(Buffer.alloc(4 * megabyte, 'a,b\n'));
    const whole = zipOf([{ name: 'a.csv', content: packed, isStored: true }]);
    const at = whole.indexOf('PK\u0001\u0002');
    const entry = whole.subarray(at, whole.indexOf('PK\u0005\u0006'));
    const end = Buffer.from(whole.subarray(whole.indexOf('PK\u0005\u0006')));
    end.writeUInt16LE(500, 8);
    end.writeUInt16LE(500, 10);
    end.writeUInt32LE(entry.length * 500, 12);
    return Buffer.concat([whole.subarray(0, at), ...Array.from({ length: 500 }, () => entry), end]);
  },
  allowed: refusedArchive,
};

/** Bombs and lies. */
export const hostileArchives: readonly HostileFile[] = [...bombs, ...lies, overlapping];
