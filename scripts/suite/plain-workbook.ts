import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** A value as the workbook stores it: a text, or the digits of a number that a format may show as a date. */
export type PlainValue = { readonly text: string } | { readonly digits: string };

/** Values by column of each row that has one; both count from 1. */
export type PlainRows = ReadonlyMap<number, ReadonlyMap<number, PlainValue>>;

export interface PlainWorkbook {
  readonly uses1904: boolean;
  readonly sheets: ReadonlyMap<string, PlainRows>;
}

/**
 * Reads a workbook by expressions over the whole text of its parts.
 *
 * It shares nothing with the product's reader: what both read alike is not an error of one of them.
 */
export function readPlainWorkbook(path: string): PlainWorkbook {
  const parts = unzip(readFileSync(path));
  const root = linksOf(parts, '_rels/.rels', '');
  const name = [...root.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const links = linksOf(parts, `${folder}_rels/${name.slice(folder.length)}.rels`, folder);
  const stringsPart = [...links.values()].find(({ type }) => type === 'sharedStrings');
  const strings = elementsOf(partOf(parts, stringsPart?.target ?? ''), 'si').map(({ content }) =>
    spoken(content),
  );
  const workbook = partOf(parts, name);
  const sheets = new Map<string, PlainRows>();
  for (const { attributes } of elementsOf(workbook, 'sheet')) {
    const link = links.get(attributeOf(attributes, 'id') ?? '');
    if (link?.type !== 'worksheet') continue;
    sheets.set(attributeOf(attributes, 'name') ?? '', rowsOf(partOf(parts, link.target), strings));
  }
  return { uses1904: /<(?:\w+:)?workbookPr[^>]*date1904="(?:1|true)"/.test(workbook), sheets };
}

function unzip(file: Buffer): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const end = file.lastIndexOf('PK\u0005\u0006');
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, nameLength] = [file.readUInt32LE(at + 20), file.readUInt16LE(at + 28)];
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const bytes = file.subarray(start, start + packed);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
    // The first of two names that differ in their case alone; the reader looks for the exact one.
    const key = name.toLowerCase();
    if (!parts.has(key)) parts.set(key, file.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}

function partOf(parts: ReadonlyMap<string, Buffer>, name: string): string {
  const text = parts.get(name.toLowerCase())?.toString('utf8') ?? '';
  return text.replaceAll(/<!--[\s\S]*?-->/g, '').replaceAll('\r\n', '\n');
}

interface Link {
  readonly type: string;
  readonly target: string;
}

function linksOf(
  parts: ReadonlyMap<string, Buffer>,
  name: string,
  folder: string,
): ReadonlyMap<string, Link> {
  const links = new Map<string, Link>();
  for (const { attributes } of elementsOf(partOf(parts, name), 'Relationship')) {
    const target = attributeOf(attributes, 'Target') ?? '';
    links.set(attributeOf(attributes, 'Id') ?? '', {
      type: (attributeOf(attributes, 'Type') ?? '').replace(/^.*\//, ''),
      target: target.startsWith('/') ? target.slice(1) : `${folder}${target}`,
    });
  }
  return links;
}

interface Element {
  readonly attributes: string;
  readonly content: string;
}

/** Elements of a name that do not nest in one another. */
function elementsOf(xml: string, name: string): Element[] {
  const pattern = new RegExp(
    `<(?:\\w+:)?${name}(?=[\\s/>])((?:[^>"']|"[^"]*"|'[^']*')*?)(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}\\s*>)`,
    'g',
  );
  return [...xml.matchAll(pattern)].map(([, attributes = '', content = '']) => ({ attributes, content }));
}

function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match === null ? undefined : plainText(match[1] ?? match[2] ?? '');
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plainText(xml: string): string {
  return xml
    .replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, kept: string) => kept.replaceAll('&', '&amp;'))
    .replaceAll(/&(#x?)?(\w+);/g, (whole, mark: string | undefined, word: string) =>
      mark === undefined
        ? (named[word] ?? whole)
        : String.fromCodePoint(Number.parseInt(word, mark === '#x' ? 16 : 10)),
    );
}

function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (whole, unit: string) =>
    unit === '0000' ? whole : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}

/** The texts of a string's runs without how they are spoken. */
function spoken(xml: string): string {
  const runs = xml.replaceAll(/<(?:\w+:)?rPh[\s>][\s\S]*?<\/(?:\w+:)?rPh>/g, '');
  return elementsOf(runs, 't')
    .map(({ content }) => unescaped(plainText(content)))
    .join('');
}

function columnOf(reference: string): number {
  const letters = /^[A-Za-z]+/.exec(reference)?.[0].toUpperCase() ?? '';
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

function rowsOf(xml: string, strings: readonly string[]): PlainRows {
  const rows = new Map<number, Map<number, PlainValue>>();
  let number = 0;
  for (const row of elementsOf(elementsOf(xml, 'sheetData')[0]?.content ?? '', 'row')) {
    number = Number(attributeOf(row.attributes, 'r') ?? number + 1);
    const cells = new Map<number, PlainValue>();
    let column = 0;
    for (const cell of elementsOf(row.content, 'c')) {
      const reference = attributeOf(cell.attributes, 'r');
      column = reference === undefined ? column + 1 : columnOf(reference);
      const value = valueOf(cell, strings);
      if (value !== undefined) cells.set(column, value);
    }
    if (cells.size > 0) rows.set(number, cells);
  }
  return rows;
}

function valueOf({ attributes, content }: Element, strings: readonly string[]): PlainValue | undefined {
  const [stored] = elementsOf(content, 'v');
  const type = attributeOf(attributes, 't') ?? 'n';
  if (type === 'inlineStr' && !content.includes('<v')) return { text: spoken(content) };
  if (stored === undefined || type === 'e') return undefined;
  return typed(type, plainText(stored.content), strings);
}

function typed(type: string, text: string, strings: readonly string[]): PlainValue | undefined {
  if (type === 'str' || type === 'inlineStr') return { text: unescaped(text) };
  if (text === '') return undefined;
  if (type === 's') return { text: strings[Number(text)] ?? '' };
  if (type === 'b') return { text: text === '1' ? 'true' : 'false' };
  return type === 'n' ? { digits: text } : { text };
}
