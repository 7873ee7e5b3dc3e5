/** Files that try to take more than a file may. */
import { workbookOf } from '../../apps/server/test/workbook.ts';
import {
  hostileArchives,
  type HostileFile,
  megabyte,
  rowsXml,
  sheetOf,
  smallTable,
} from './hostile-archives.ts';
import { hostileContents } from './hostile-contents.ts';

const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
const xmlWith = (doctype: string, value: string): Uint8Array =>
  Buffer.from(`<?xml version="1.0"?>${doctype}<rows><row><Hostname>${value}</Hostname></row></rows>`);

const markup: readonly HostileFile[] = [
  {
    title: 'billion laughs',
    name: 'laughs.xml',
    bytes: () => xmlWith(`<!DOCTYPE rows [<!ENTITY l0 "ha">${laughs}]>`, '&l9;'),
    allowed: ['xml_doctype_refused'],
  },
  {
    title: 'external entity',
    name: 'entity.xml',
    bytes: () => xmlWith('<!DOCTYPE rows [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'),
    allowed: ['xml_doctype_refused'],
  },
  {
    title: 'billion laughs in a workbook',
    name: 'laughs.xlsx',
    bytes: () =>
      workbookOf({
        sheets: [
          sheetOf(
            `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><worksheet>&l9;</worksheet>`,
          ),
        ],
      }),
    allowed: ['xml_doctype_refused', 'file_unreadable'],
  },
  {
    title: 'XML 100,000 levels deep',
    name: 'deep.xml',
    bytes: () => Buffer.from('<a>'.repeat(100_000) + '</a>'.repeat(100_000)),
    allowed: ['nesting_too_deep'],
  },
  {
    title: 'element of 200,000 attributes',
    name: 'attributes.xml',
    bytes: () => {
      const attributes = Array.from({ length: 200_000 }, (_, n) => ` a${n}="1"`).join('');
      return Buffer.from(`<rows><row${attributes}/><row${attributes}/></rows>`);
    },
    allowed: ['too_many_columns', 'nesting_too_deep', 'file_unreadable'],
  },
  {
    title: 'JSON 1,000,000 levels deep',
    name: 'deep.json',
    bytes: () => Buffer.from(`[{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}]`),
    allowed: ['nesting_too_deep'],
  },
  {
    title: 'JSON of 5,000 paths',
    name: 'paths.json',
    bytes: () =>
      Buffer.from(JSON.stringify([Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n]))])),
    allowed: ['too_many_columns', 'nesting_too_deep'],
  },
  {
    title: 'JSON row of 40 MB',
    name: 'row.json',
    bytes: () =>
      Buffer.from(`[{"Hostname":"web-1","Remark":"${'x'.repeat(40 * megabyte)}"},{"Hostname":"web-2"}]`),
    allowed: ['file_unreadable', 'row_rejected'],
  },
];

const numbered = (text: string): string => Array.from({ length: 100_000 }, (_, n) => `${text}${n}`).join(',');

const sizes: readonly HostileFile[] = [
  {
    title: 'sheet of 17 billion cells, two of them there',
    name: 'far.xlsx',
    bytes: () => {
      const far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>';
      return workbookOf({
        sheets: [
          sheetOf(
            `<?xml version="1.0"?><worksheet><dimension ref="A1:XFD1048576"/><sheetData>${rowsXml(3)}${far}</sheetData></worksheet>`,
          ),
        ],
      });
    },
    allowed: ['too_many_columns', 'too_many_rows', 'file_unreadable', 'row_rejected', 'rows'],
  },
  {
    title: 'cells at impossible places',
    name: 'places.xlsx',
    bytes: () =>
      workbookOf({
        sheets: [
          sheetOf(
            `${rowsXml(3)}<row r="99999999999"><c r="ZZZZZZZZ99999999999"><v>1</v></c></row><row r="-1"/>`,
          ),
        ],
      }),
    allowed: ['too_many_columns', 'too_many_rows', 'file_unreadable', 'row_rejected', 'rows'],
  },
  {
    title: 'shared string of number two billion',
    name: 'strings.xlsx',
    bytes: () =>
      workbookOf({
        sheets: [sheetOf(`${rowsXml(3)}<row r="4"><c r="A4" t="s"><v>2000000000</v></c></row>`)],
        strings: '<si><t>a</t></si>',
      }),
    allowed: ['file_unreadable', 'row_rejected', 'rows'],
  },
  {
    title: 'cell of 2 MB',
    name: 'cell.csv',
    bytes: () => Buffer.from(`${smallTable}web-3,${'x'.repeat(2 * megabyte)}\n`),
    allowed: ['row_rejected'],
  },
  {
    title: 'cell of just under 1 MB',
    name: 'cell-fits.csv',
    bytes: () => Buffer.from(`Hostname,Remark\nweb-1,${'x'.repeat(megabyte - 1)}\nweb-2,y\n`),
    allowed: ['rows'],
  },
  {
    title: 'line of 100,000 columns',
    name: 'columns.csv',
    bytes: () => Buffer.from(`${numbered('Column ')}\n${numbered('x')}\n`),
    allowed: ['too_many_columns'],
  },
  {
    title: 'NUL bytes',
    name: 'nul.csv',
    bytes: () => Buffer.from(`${smallTable}web\0-3,10.0.\0.3\nweb-4,10.0.0.4\n`),
    allowed: ['row_rejected', 'rows', 'file_unreadable', 'encoding_undecidable'],
  },
  {
    title: '30 MB of quotes',
    name: 'quotes.csv',
    bytes: () => Buffer.from(`Hostname,IP Address\n${'"'.repeat(30 * megabyte)}`),
    allowed: ['file_unreadable', 'row_rejected'],
  },
  {
    title: '30 MB of line breaks',
    name: 'breaks.csv',
    bytes: () => Buffer.alloc(30 * megabyte, '\n'),
    allowed: ['file_has_no_rows', 'header_missing', 'file_unreadable'],
  },
  {
    title: 'over-long and lone UTF-8',
    name: 'utf8.csv',
    bytes: () =>
      Buffer.concat([
        Buffer.from(smallTable),
        Buffer.from([0x77, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff, 0x2c, 0x31, 0x0a]),
      ]),
    allowed: ['encoding_undecidable', 'row_rejected', 'rows'],
  },
];

/** Every hostile file of the benchmark. */
export const hostileFiles: readonly HostileFile[] = [
  ...hostileArchives,
  ...markup,
  ...sizes,
  ...hostileContents,
];
