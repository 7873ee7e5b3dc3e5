import { once } from 'node:events';
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** Rows of a sheet; null where a cell has no value. */
export type SheetRows = AsyncIterable<readonly (string | null)[]>;

/** A sheet to be written; its name has at most 31 characters and none of `\ / ? * [ ] :`. */
export interface WrittenSheet {
  readonly name: string;
  readonly rows: SheetRows;
}

interface WrittenEntry {
  readonly name: Buffer;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly offset: number;
}

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packageTypes = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** Names are UTF-8; sizes stand behind the bytes. */
const flags = 0x0808;
const deflated = 8;
/** 1 January 1980, the first day an archive can state: the same rows give the same bytes. */
const noDate = 0x0021;

/** A workbook of text cells as it is written, row by row; no more than a few rows are in memory. */
export function workbookStream(sheets: readonly WrittenSheet[]): Readable {
  return Readable.from(new WorkbookWriter(sheets).pieces(), { objectMode: false });
}

class WorkbookWriter {
  readonly #sheets: readonly WrittenSheet[];
  readonly #entries: WrittenEntry[] = [];
  #offset = 0;

  constructor(sheets: readonly WrittenSheet[]) {
    this.#sheets = sheets;
  }

  async *pieces(): AsyncGenerator<Buffer, void> {
    const parts: [string, AsyncIterable<string>][] = [
      ['[Content_Types].xml', text(contentTypes(this.#sheets.length))],
      ['_rels/.rels', text(relationshipsOf([['officeDocument', 'xl/workbook.xml']]))],
      ['xl/workbook.xml', text(workbook(this.#sheets))],
      ['xl/_rels/workbook.xml.rels', text(relationshipsOf(this.#sheets.map((_, at) => sheetLink(at))))],
      ...this.#sheets.map(({ rows }, at): [string, AsyncIterable<string>] => [
        `xl/${sheetLink(at)[1]}`,
        sheetText(rows),
      ]),
    ];
    for (const [name, content] of parts) yield* this.#part(name, content);
    yield this.#directory();
  }

  async *#part(name: string, content: AsyncIterable<string>): AsyncGenerator<Buffer, void> {
    const offset = this.#offset;
    const fileName = Buffer.from(name);
    yield this.#counted(Buffer.concat([localHeader(fileName), fileName]));
    const sums = { checksum: 0, unpackedBytes: 0, packedBytes: 0 };
    for await (const piece of packed(content, sums)) {
      sums.packedBytes += piece.length;
      yield this.#counted(piece);
    }
    yield this.#counted(descriptor(sums));
    this.#entries.push({ name: fileName, offset, ...sums });
  }

  #counted(piece: Buffer): Buffer {
    this.#offset += piece.length;
    return piece;
  }

  #directory(): Buffer {
    const entries = this.#entries.map(directoryEntry);
    const length = entries.reduce((sum, entry) => sum + entry.length, 0);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(entries.length, 8);
    end.writeUInt16LE(entries.length, 10);
    end.writeUInt32LE(length, 12);
    end.writeUInt32LE(this.#offset, 16);
    return Buffer.concat([...entries, end]);
  }
}

/** Deflates text piece by piece and adds up what it was. */
async function* packed(
  content: AsyncIterable<string>,
  sums: { checksum: number; unpackedBytes: number },
): AsyncGenerator<Buffer, void> {
  const deflate = createDeflateRaw({ level: 1 });
  const written = write(content, sums, deflate).catch((error: unknown) => {
    deflate.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  for await (const piece of deflate) yield Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
  await written;
}

async function write(
  content: AsyncIterable<string>,
  sums: { checksum: number; unpackedBytes: number },
  deflate: ReturnType<typeof createDeflateRaw>,
): Promise<void> {
  for await (const piece of content) {
    const bytes = Buffer.from(piece);
    sums.checksum = crc32(bytes, sums.checksum);
    sums.unpackedBytes += bytes.length;
    if (!deflate.write(bytes)) await once(deflate, 'drain');
  }
  deflate.end();
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt16LE(noDate, 12);
  header.writeUInt16LE(name.length, 26);
  return header;
}

type Sums = Pick<WrittenEntry, 'checksum' | 'packedBytes' | 'unpackedBytes'>;

function descriptor({ checksum, packedBytes, unpackedBytes }: Sums): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(checksum, 4);
  bytes.writeUInt32LE(packedBytes, 8);
  bytes.writeUInt32LE(unpackedBytes, 12);
  return bytes;
}

function directoryEntry({ name, checksum, packedBytes, unpackedBytes, offset }: WrittenEntry): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(deflated, 10);
  entry.writeUInt16LE(noDate, 14);
  entry.writeUInt32LE(checksum, 16);
  entry.writeUInt32LE(packedBytes, 20);
  entry.writeUInt32LE(unpackedBytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name]);
}

async function* text(content: string): AsyncGenerator<string, void> {
  yield declaration + content;
}

/** Rows whose text is handed on at once. */
const rowsPerPiece = 64;

async function* sheetText(rows: SheetRows): AsyncGenerator<string, void> {
  let piece = `${declaration}<worksheet xmlns="${main}"><sheetData>`;
  let waiting = 0;
  for await (const row of rows) {
    piece += `<row>${row.map(cellXml).join('')}</row>`;
    if (++waiting < rowsPerPiece) continue;
    yield piece;
    piece = '';
    waiting = 0;
  }
  yield `${piece}</sheetData></worksheet>`;
}

function cellXml(value: string | null): string {
  return value === null
    ? '<c/>'
    : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Characters that XML has no place for are written as workbooks do, `_x0001_`, and so is what looks like that. */
function escaped(value: string): string {
  return value
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[^\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, (character) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    })
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}

function sheetLink(at: number): [type: string, target: string] {
  return ['worksheet', `worksheets/sheet${at + 1}.xml`];
}

function relationshipsOf(targets: readonly (readonly [type: string, target: string])[]): string {
  const links = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${relationships}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links.join('')}</Relationships>`;
}

function workbook(sheets: readonly WrittenSheet[]): string {
  const listed = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  return `<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets>${listed.join('')}</sheets></workbook>`;
}

function contentTypes(sheets: number): string {
  const parts = Array.from(
    { length: sheets },
    (_, at) => `<Override PartName="/xl/${sheetLink(at)[1]}" ContentType="${packageTypes}.worksheet+xml"/>`,
  );
  const book = `<Override PartName="/xl/workbook.xml" ContentType="${packageTypes}.sheet.main+xml"/>`;
  const kinds =
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>';
  return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${kinds}${book}${parts.join('')}</Types>`;
}
