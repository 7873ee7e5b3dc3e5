/** The same table as files of several formats, each as other programs write it. */
import { encodeText } from '@landfall/domain/tabular/encodings/encode-text';
import type { TextEncoding } from '@landfall/domain/tabular/encodings/text-encoding';
import { escapeXml, workbookOf } from './workbook.ts';

/** A cell as its source means it; null has no value, a date has no time. */
export type WrittenCell = string | number | boolean | Date | null;

export interface WrittenTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly WrittenCell[])[];
}

/** How a table is written as delimited text. */
export interface WrittenDialect {
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly lineBreak: '\n' | '\r\n' | '\r';
  /** Quotes around every cell with a value, or only where they are needed. */
  readonly quotes: 'always' | 'needed';
  /** Only Unicode has a byte order mark. */
  readonly hasMark: boolean;
  readonly endsWithBreak: boolean;
  readonly encoding: TextEncoding;
}

export const plainDialect: WrittenDialect = {
  delimiter: ',',
  lineBreak: '\n',
  quotes: 'needed',
  hasMark: false,
  endsWithBreak: true,
  encoding: 'utf-8',
};

/** Text of a cell, the same whatever the format; null where there is no value. */
export function textOfCell(cell: WrittenCell): string | null {
  if (cell === null) return null;
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

export function delimitedText(
  { header, rows }: WrittenTable,
  dialect: WrittenDialect = plainDialect,
): Uint8Array {
  const { delimiter, lineBreak, hasMark, endsWithBreak, encoding } = dialect;
  const lines = [header, ...rows].map((cells) =>
    cells.map((cell) => quotedCell(textOfCell(cell), dialect)).join(delimiter),
  );
  const text = lines.join(lineBreak) + (endsWithBreak ? lineBreak : '');
  return encodeText(hasMark && encoding.startsWith('utf-') ? `\uFEFF${text}` : text, encoding);
}

function quotedCell(text: string | null, { delimiter, quotes }: WrittenDialect): string {
  if (text === null) return '';
  const needsQuotes = /["\r\n]/.test(text) || text.includes(delimiter) || text === '';
  return quotes === 'always' || needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An array of objects; where there is no value the key is missing, or stands with null as `nulls` says. */
export function jsonText(table: WrittenTable, nulls: 'missing' | 'written' = 'written'): Uint8Array {
  return Buffer.from(JSON.stringify(objectsOf(table, nulls), undefined, 1));
}

/** One object a line. */
export function ndjsonText(table: WrittenTable, nulls: 'missing' | 'written' = 'written'): Uint8Array {
  const lines = objectsOf(table, nulls).map((each) => JSON.stringify(each));
  return Buffer.from(`${lines.join('\n')}\n`);
}

function objectsOf({ header, rows }: WrittenTable, nulls: 'missing' | 'written'): object[] {
  return rows.map((cells, row) => {
    const entries = cells.map((cell, index) => [header[index] ?? '', valueOf(cell)] as const);
    // The first object names every column, so that their order is that of the table.
    return Object.fromEntries(
      nulls === 'written' || row === 0 ? entries : entries.filter(([, value]) => value !== null),
    );
  });
}

function valueOf(cell: WrittenCell): string | number | boolean | null {
  return cell instanceof Date ? textOfCell(cell) : cell;
}

/** One sheet with typed cells; texts as shared strings or in their cells. */
export function workbookBytes(
  { header, rows }: WrittenTable,
  texts: 'shared' | 'inline' = 'shared',
): Uint8Array {
  const indexes = new Map<string, number>();
  const indexOf = (text: string): number => {
    const known = indexes.get(text) ?? indexes.size;
    indexes.set(text, known);
    return known;
  };
  const sheetRows = [header, ...rows].map((cells, row) => {
    const xml = cells.map((cell, column) =>
      cellXml(cell, `${lettersOf(column)}${row + 1}`, texts === 'shared' ? indexOf : undefined),
    );
    return `<row r="${row + 1}">${xml.join('')}</row>`;
  });
  const strings = [...indexes.keys()].map((text) => `<si>${textXml(text)}</si>`).join('');
  return workbookOf({
    sheets: [{ name: 'Table', rows: sheetRows.join('') }],
    ...(texts === 'shared' ? { strings } : {}),
    formats: ['General', 'yyyy\\-mm\\-dd'],
  });
}

const dayMs = 86_400_000;
const epochSerial = 25_569;

function cellXml(
  cell: WrittenCell,
  reference: string,
  indexOf: ((text: string) => number) | undefined,
): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (cell instanceof Date)
    return `<c r="${reference}" s="1"><v>${epochSerial + cell.getTime() / dayMs}</v></c>`;
  if (indexOf !== undefined) return `<c r="${reference}" t="s"><v>${indexOf(cell)}</v></c>`;
  return `<c r="${reference}" t="inlineStr"><is>${textXml(cell)}</is></c>`;
}

/** A text as a workbook writes it: characters XML cannot have, and what looks like one, as `_xHHHH_`. */
function textXml(text: string): string {
  const escaped = text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    // oxlint-disable-next-line no-control-regex -- those are the characters meant
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    });
  return `<t xml:space="preserve">${escapeXml(escaped)}</t>`;
}

function lettersOf(column: number): string {
  return column < 26 ? String.fromCodePoint(65 + column) : `A${String.fromCodePoint(39 + column)}`;
}
