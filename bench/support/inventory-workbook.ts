import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { escapeXml, workbookOf } from '../../apps/server/test/workbook.ts';

const sites = [
  'Frankfurt DC1',
  'München Süd',
  'Zürich-Oerlikon',
  'Ashburn, VA',
  '東京データセンター',
  'Łódź',
];
const systems = [
  'Windows Server 2019',
  'Windows Server 2016',
  'RHEL 8.6',
  'Ubuntu 22.04.3 LTS',
  'AIX 7.2',
  'SLES 12',
];
const stages = ['Production', 'Test', 'Development', 'Disaster Recovery'];
const owners = ['Platform Team', 'Müller, Jürgen', 'O’Brien & Sons', 'app "core"', 'Database Services'];
const epochSerial = 25_569;

/** A cell: its XML without the reference, and how the table form writes it. */
interface Cell {
  readonly xml: (reference: string, indexOf: (text: string) => number) => string;
  readonly text: string;
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
}

function textCell(text: string): Cell {
  return { xml: (at, indexOf) => `<c r="${at}" t="s"><v>${indexOf(text)}</v></c>`, text: quoted(text) };
}

function numberCell(value: number): Cell {
  return { xml: (at) => `<c r="${at}"><v>${value}</v></c>`, text: String(value) };
}

function dateCell(daysSince1970: number): Cell {
  const text = new Date(daysSince1970 * 86_400_000).toISOString().slice(0, 10);
  return { xml: (at) => `<c r="${at}" s="1"><v>${epochSerial + daysSince1970}</v></c>`, text };
}

const emptyCell: Cell = { xml: () => '', text: '' };

/** The cells of one machine: six identifiers of its own, words that repeat, numbers, dates and gaps. */
function machine(row: number): Cell[] {
  const mixed = Math.imul(row + 1, 0x9e37_79b1) >>> 0;
  const hex = mixed.toString(16).padStart(8, '0');
  const name = `${['web', 'app', 'db', 'sap'][row % 4]}-${String(row).padStart(6, '0')}`;
  const pick = (words: readonly string[], salt: number): Cell =>
    textCell(words[(mixed >>> salt) % words.length] ?? '');
  return [
    textCell(name),
    textCell(`${name}.corp.example.com`),
    textCell(`10.${(row >> 16) & 255}.${(row >> 8) & 255}.${row & 255}`),
    textCell(`02:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6)}`),
    textCell(`SN-${hex.toUpperCase()}-${row}`),
    textCell(`${hex}-0000-4000-8000-${String(row).padStart(12, '0')}`),
    pick(systems, 3),
    pick(stages, 5),
    pick(sites, 7),
    pick(owners, 9),
    numberCell(1 + (mixed % 64)),
    numberCell(2 ** (mixed % 9)),
    numberCell((mixed % 100_000) / 100),
    numberCell((mixed % 1000) / 7),
    dateCell(14_000 + (mixed % 6000)),
    dateCell(10_000 + (mixed % 9000)),
    { xml: (at) => `<c r="${at}" t="b"><v>${mixed % 2}</v></c>`, text: mixed % 2 === 1 ? 'true' : 'false' },
    mixed % 3 === 0 ? emptyCell : textCell(`Rack ${mixed % 400}`),
    mixed % 5 === 0 ? textCell(`Moved on request; see ticket ${mixed % 9000}`) : emptyCell,
    ...Array.from({ length: 10 }, (_, k) =>
      k % 2 === 0 ? pick(stages, k) : numberCell((mixed >>> k) % 5000),
    ),
    textCell(`Cost centre ${mixed % 70}`),
  ];
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : `A${String.fromCharCode(39 + column)}`;
}

/** What was written: the hash of the table form that a reader must make of it. */
export interface WrittenInventory {
  readonly sha256: string;
  readonly columns: number;
}

/** Writes a workbook of machines; the same rows give the same file. */
export function writeInventoryWorkbook(path: string, rows: number): WrittenInventory {
  const indexes = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = indexes.get(text) ?? indexes.size;
    indexes.set(text, known);
    return known;
  };
  const columns = machine(0).map((_, index) => textCell(`Column ${index + 1}`));
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  let text = '';
  for (let row = 0; row <= rows; row++) {
    const cells = row === 0 ? columns : machine(row);
    const xml = cells.map((cell, index) => cell.xml(`${letters(index)}${row + 1}`, indexOf)).join('');
    text += `<row r="${row + 1}" spans="1:30">${xml}</row>`;
    hash.update(`${cells.map((cell) => cell.text).join(',')}\n`);
    if (text.length > 1_000_000 || row === rows) {
      pieces.push(Buffer.from(text));
      text = '';
    }
  }
  const strings = Buffer.from(
    [...indexes.keys()].map((each) => `<si><t>${escapeXml(each)}</t></si>`).join(''),
  );
  const sheet = { name: 'Inventory', rows: Buffer.concat(pieces) };
  writeFileSync(path, workbookOf({ sheets: [sheet], strings, formats: ['General', 'yyyy\\-mm\\-dd'] }));
  return { sha256: hash.digest('hex'), columns: columns.length };
}
