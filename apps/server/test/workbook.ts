/** Workbooks and archives for tests and benchmarks: a writer that shares nothing with the reader. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly isStored?: boolean;
  /** What the directory states in place of the truth. */
  readonly stated?: {
    readonly unpackedBytes?: number;
    readonly crc32?: number;
    readonly flags?: number;
    readonly mode?: number;
    readonly method?: number;
  };
  /** Sizes stand behind the bytes instead of in front of them. */
  readonly hasDescriptor?: boolean;
}

interface PackedPart {
  readonly local: Buffer;
  readonly entry: Buffer;
}

/** An archive of the parts, byte for byte the same for the same parts. */
export function zipOf(parts: readonly ZipPart[], options: { readonly zip64?: boolean } = {}): Buffer {
  const packed: PackedPart[] = [];
  let offset = 0;
  for (const part of parts) {
    const one = packPart(part, offset);
    packed.push(one);
    offset += one.local.length;
  }
  const directory = Buffer.concat(packed.map(({ entry }) => entry));
  const files = packed.map(({ local }) => local);
  return Buffer.concat([
    ...files,
    directory,
    endOf(parts.length, { directory: directory.length, offset }, options),
  ]);
}

function packPart(part: ZipPart, offset: number): PackedPart {
  const content = typeof part.content === 'string' ? Buffer.from(part.content) : part.content;
  const bytes = part.isStored === true ? content : deflateRawSync(content);
  const name = Buffer.from(part.name);
  const common = statedFields(part, { content, packedBytes: bytes.length });
  const local = Buffer.from(common);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(((part.stated?.mode ?? 0) << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  const descriptor =
    part.hasDescriptor === true ? [Buffer.from('PK\u0007\u0008'), common.subarray(10, 22)] : [];
  if (part.hasDescriptor === true) local.fill(0, 10, 22);
  return {
    local: Buffer.concat([Buffer.from('PK\u0003\u0004'), local, name, bytes, ...descriptor]),
    entry: Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, tail, name]),
  };
}

/** The fields that local header and directory have in common. */
function statedFields(
  { name, isStored = false, hasDescriptor = false, stated = {} }: ZipPart,
  { content, packedBytes }: { readonly content: Uint8Array; readonly packedBytes: number },
): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE((stated.flags ?? 0) | (hasDescriptor ? 0x0808 : 0x0800), 2);
  fields.writeUInt16LE(stated.method ?? (isStored ? 0 : 8), 4);
  fields.writeUInt32LE(stated.crc32 ?? crc32(content), 10);
  fields.writeUInt32LE(packedBytes, 14);
  fields.writeUInt32LE(stated.unpackedBytes ?? content.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function endOf(
  count: number,
  place: { readonly directory: number; readonly offset: number },
  { zip64 = false }: { readonly zip64?: boolean },
): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffff_ffff : place.directory, 12);
  end.writeUInt32LE(zip64 ? 0xffff_ffff : place.offset, 16);
  if (!zip64) return end;
  const end64 = Buffer.alloc(56);
  end64.write('PK\u0006\u0006');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(place.directory), 40);
  end64.writeBigUInt64LE(BigInt(place.offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007');
  locator.writeBigUInt64LE(BigInt(place.offset + place.directory), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

export interface WrittenSheet {
  readonly name: string;
  readonly state?: 'hidden' | 'veryHidden';
  /** What stands within `sheetData`, or a whole part that begins with `<?xml`. */
  readonly rows: string | Uint8Array;
}

export interface WrittenWorkbook {
  readonly sheets: readonly WrittenSheet[];
  /** What stands within `sst`. */
  readonly strings?: string | Uint8Array;
  /** Format codes; cell format n shows numbers by code n. */
  readonly formats?: readonly string[];
  readonly uses1904?: boolean;
  readonly otherParts?: readonly ZipPart[];
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Parts of a workbook, to be changed before they are packed. */
export function workbookParts({
  sheets,
  strings,
  formats,
  uses1904,
  otherParts,
}: WrittenWorkbook): ZipPart[] {
  const links = sheets.map((_, index) =>
    relation(`s${index}`, 'worksheet', `worksheets/sheet${index + 1}.xml`),
  );
  if (strings !== undefined) links.push(relation('strings', 'sharedStrings', 'sharedStrings.xml'));
  if (formats !== undefined) links.push(relation('styles', 'styles', '/xl/styles.xml'));
  const list = sheets.map(({ name, state }, index) => {
    const shown = state === undefined ? '' : ` state="${state}"`;
    return `<sheet name="${escapeXml(name)}" sheetId="${index + 1}"${shown} r:id="s${index}"/>`;
  });
  const dates = uses1904 === true ? '<workbookPr date1904="1"/>' : '';
  const parts: ZipPart[] = [
    { name: '[Content_Types].xml', content: `<Types xmlns="${packages}/content-types"/>` },
    { name: '_rels/.rels', content: relations([relation('w', 'officeDocument', 'xl/workbook.xml')]) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${main}" xmlns:r="${office}">${dates}<sheets>${list.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: relations(links) },
    ...sheets.map(({ rows }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: sheetPart(rows),
    })),
  ];
  if (strings !== undefined) parts.push({ name: 'xl/sharedStrings.xml', content: enclosed('sst', strings) });
  if (formats !== undefined) parts.push({ name: 'xl/styles.xml', content: stylesPart(formats) });
  return [...parts, ...(otherParts ?? [])];
}

/** A workbook as a file. */
export function workbookOf(workbook: WrittenWorkbook): Buffer {
  return zipOf(workbookParts(workbook));
}

function relation(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
}

function relations(links: readonly string[]): string {
  return `<Relationships xmlns="${packages}/relationships">${links.join('')}</Relationships>`;
}

function sheetPart(rows: string | Uint8Array): string | Uint8Array {
  if (typeof rows === 'string' && rows.startsWith('<?xml')) return rows;
  const [opening, closing] = [`<worksheet xmlns="${main}"><sheetData>`, '</sheetData></worksheet>'];
  if (typeof rows === 'string') return `${opening}${rows}${closing}`;
  return Buffer.concat([Buffer.from(opening), rows, Buffer.from(closing)]);
}

function enclosed(name: string, content: string | Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(`<${name} xmlns="${main}">`),
    typeof content === 'string' ? Buffer.from(content) : content,
    Buffer.from(`</${name}>`),
  ]);
}

function stylesPart(formats: readonly string[]): string {
  const codes = formats.map(
    (code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${escapeXml(code)}"/>`,
  );
  const cells = formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`);
  return `<styleSheet xmlns="${main}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${cells.join('')}</cellXfs></styleSheet>`;
}
