/** Files whose content is odd in more ways than one: nested archives, markup without end, wide rows, lying names. */
import { gzipSync } from 'node:zlib';
import { workbookOf, zipOf } from '../../apps/server/test/workbook.ts';
import { type HostileFile, megabyte, rowsXml, sheetOf, smallTable } from './hostile-archives.ts';

const refused = ['archive_suspicious', 'file_unreadable'];
const taken = ['file_unreadable', 'row_rejected', 'rows'];

function hostile(
  title: string,
  name: string,
  { bytes, allowed }: Pick<HostileFile, 'bytes' | 'allowed'>,
): HostileFile {
  return { title, name, bytes, allowed };
}

const bomb = (): Uint8Array => zipOf([{ name: 'table.csv', content: Buffer.alloc(256 * megabyte, 'a,b\n') }]);

const nested: readonly HostileFile[] = [
  hostile('ZIP bomb within ZIPs', 'nested-bomb.zip', {
    bytes: () => zipOf([{ name: 'inner.zip', content: zipOf([{ name: 'inner.zip', content: bomb() }]) }]),
    allowed: refused,
  }),
  hostile('ZIP bomb within gzip', 'bomb.zip.gz', { bytes: () => gzipSync(bomb()), allowed: refused }),
  hostile('gzip bomb within gzip', 'bomb.csv.gz.gz', {
    bytes: () => gzipSync(gzipSync(Buffer.alloc(256 * megabyte, 'a,b\n'))),
    allowed: refused,
  }),
  hostile('gzip of 200,000 members', 'members.csv.gz', {
    bytes: () => {
      const member = gzipSync('');
      return Buffer.concat([gzipSync(smallTable), ...Array.from({ length: 200_000 }, () => member)]);
    },
    allowed: [...refused, 'rows'],
  }),
  hostile('workbook of 10,000 sheets', 'sheets.xlsx', {
    bytes: () =>
      workbookOf({ sheets: Array.from({ length: 10_000 }, (_, n) => ({ name: `S${n}`, rows: rowsXml(2) })) }),
    allowed: [...refused, 'rows'],
  }),
];

const quadratic = `<!DOCTYPE rows [<!ENTITY x "${'x'.repeat(100_000)}">]>`;
const xmlRows = (count: number): string =>
  Array.from({ length: count }, (_, row) => `<row><Hostname>web-${row}</Hostname></row>`).join('\n');

const markup: readonly HostileFile[] = [
  hostile('entity of 100 kB named 100,000 times', 'quadratic.xml', {
    bytes: () =>
      Buffer.from(`${quadratic}<rows><row><Hostname>${'&x;'.repeat(100_000)}</Hostname></row></rows>`),
    allowed: ['xml_doctype_refused'],
  }),
  hostile('5,000,000 character references', 'references.xml', {
    bytes: () =>
      Buffer.from(`<rows>${xmlRows(2)}<row><Hostname>${'&#120;'.repeat(5_000_000)}</Hostname></row></rows>`),
    allowed: taken,
  }),
  hostile('XML comment of 40 MB that never ends', 'comment.xml', {
    bytes: () => Buffer.from(`<rows>${xmlRows(2)}<!--${'<!-'.repeat(14 * megabyte)}`),
    allowed: taken,
  }),
  hostile('attribute of 40 MB', 'attribute.xml', {
    bytes: () => Buffer.from(`<rows>${xmlRows(2)}<row Hostname="${'x'.repeat(40 * megabyte)}"/></rows>`),
    allowed: taken,
  }),
  hostile('element name of 8 MB', 'name.xml', {
    bytes: () => Buffer.from(`<rows>${xmlRows(2)}<${'x'.repeat(8 * megabyte)}/></rows>`),
    allowed: [...taken, 'nesting_too_deep'],
  }),
  hostile('XML corrupt at row 90,000', 'corrupt.xml', {
    bytes: () => Buffer.from(`<rows>${xmlRows(89_999)}<row><Hostname>web</Host</row></rows>`),
    allowed: taken,
  }),
  hostile('shared string of 40 MB', 'text.xlsx', {
    bytes: () =>
      workbookOf({
        sheets: [sheetOf(`${rowsXml(3)}<row r="4"><c r="A4" t="s"><v>0</v></c></row>`)],
        strings: `<si><t>${Array.from({ length: 4_000_000 }, (_, n) => n * 7919).join(' ')}</t></si>`,
      }),
    allowed: [...refused, 'row_rejected'],
  }),
  hostile('sheet merged from corner to corner', 'merged.xlsx', {
    bytes: () => {
      const merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>';
      const sheet = `<?xml version="1.0"?><worksheet><sheetData>${rowsXml(3)}</sheetData>${merged}</worksheet>`;
      return workbookOf({ sheets: [sheetOf(sheet)] });
    },
    allowed: taken,
  }),
];

const wide = Array.from({ length: 30 }, (_, n) => `Column ${n}`).join(',');
const wideRow = Array.from({ length: 30 }, () => 'x'.repeat(megabyte - 1)).join(',');

const texts: readonly HostileFile[] = [
  hostile('rows of 30 cells of 1 MB', 'wide.csv', {
    bytes: () => Buffer.from(`${wide}\n${`${wideRow}\n`.repeat(3)}`),
    allowed: ['rows'],
  }),
  hostile('120 rows with a cell of 1 MB', 'long.csv', {
    bytes: () => {
      const rows = Array.from(
        { length: 120 },
        (_, row) => `web-${row},${`${row} rack `.repeat(megabyte).slice(1 - megabyte)}`,
      );
      return Buffer.from(`Hostname,Notes\n${rows.join('\n')}\n`);
    },
    allowed: ['rows'],
  }),
  hostile('NUL bytes at row 90,000', 'late-nul.csv', {
    bytes: () => {
      const rows = Array.from({ length: 100_000 }, (_, row) => (row === 90_000 ? 'web\0,1' : `web-${row},1`));
      return Buffer.from(`Hostname,CPU\n${rows.join('\n')}\n`);
    },
    allowed: ['row_rejected'],
  }),
  hostile('no UTF-8 at row 90,000', 'late-bytes.csv', {
    bytes: () => {
      const rows = Array.from(
        { length: 100_000 },
        (_, row) => `web-${row},${row === 90_000 ? '\u00ff\u0081' : 1}`,
      );
      return Buffer.from(`Hostname,CPU\n${rows.join('\n')}\n`, 'latin1');
    },
    allowed: ['encoding_undecidable', 'row_rejected', 'rows'],
  }),
  hostile('JSON lines, one of them no JSON at 90,000', 'corrupt.ndjson', {
    bytes: () => {
      const lines = Array.from({ length: 100_000 }, (_, row) =>
        row === 90_000 ? '{"Hostname":' : `{"Hostname":"web-${row}"}`,
      );
      return Buffer.from(`${lines.join('\n')}\n`);
    },
    allowed: ['row_rejected'],
  }),
  hostile('JSON of halves of characters and NUL', 'halves.json', {
    bytes: () =>
      Buffer.from(
        '[{"Hostname":"web-1","Te\\u0000am":"a\\ud83db"},{"Hostname":"web\\u0000","Te\\u0000am":"\\udc00"}]',
      ),
    allowed: ['row_rejected', 'rows'],
  }),
  hostile('JSON name of 20 MB', 'name.json', {
    bytes: () => Buffer.from(`[{"Hostname":"web-1","${'x'.repeat(20 * megabyte)}":1},{"Hostname":"web-2"}]`),
    allowed: taken,
  }),
  hostile('JSON number of 2 MB', 'number.json', {
    bytes: () =>
      Buffer.from(
        `[{"Hostname":"web-1","CPU":${'9'.repeat(2 * megabyte)}},{"Hostname":"web-2","CPU":1e9999}]`,
      ),
    allowed: ['row_rejected', 'file_unreadable'],
  }),
  hostile('UTF-32 beyond the last character', 'beyond.csv', {
    bytes: () => {
      const units = [0xfeff, ...Buffer.from(smallTable), 0x110000, 0xd800, 0x0a];
      return Buffer.from(Uint32Array.from(units).buffer);
    },
    allowed: ['encoding_undecidable', 'row_rejected', 'rows'],
  }),
  hostile('1,000,001 rows', 'rows.csv', {
    bytes: () => Buffer.from(`Hostname,CPU\n${'w,1\n'.repeat(1_000_001)}`),
    allowed: ['too_many_rows'],
  }),
];

const legacyWorkbook = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4088)]);

const lyingNames: readonly HostileFile[] = [
  hostile('workbook of the old kind', 'old.xls', {
    bytes: () => legacyWorkbook,
    allowed: ['file_unreadable'],
  }),
  hostile('web page named .xls', 'page.xls', {
    bytes: () => Buffer.from(`<!DOCTYPE html><html><table><tr><td>Hostname</td></tr></table></html>`),
    allowed: ['xml_doctype_refused', 'file_unreadable'],
  }),
  hostile('JSON named .csv', 'json.csv', {
    bytes: () => Buffer.from('[{"Hostname":"web-1"},{"Hostname":"web-2"}]'),
    allowed: ['rows'],
  }),
  hostile('gzip named .xlsx', 'gzip.xlsx', { bytes: () => gzipSync(smallTable), allowed: ['rows'] }),
  hostile('a name of control characters and paths', '../..\\\u0007evil\u202egpj.csv', {
    bytes: () => Buffer.from(smallTable),
    allowed: ['rows'],
  }),
];

/** Nested archives, markup, texts and names. */
export const hostileContents: readonly HostileFile[] = [...nested, ...markup, ...texts, ...lyingNames];
