import {
  readNumberMeanings,
  readRelationships,
  readWorkbookPart,
  type Relationship,
  type SheetEntry,
} from '@landfall/domain/spreadsheet/workbook-parts';
import type { ZipEntry } from '@landfall/domain/spreadsheet/zip-directory';
import type { SheetFacts } from '@landfall/domain/tabular/source-parts';
import { refuseTable } from '@landfall/domain/tabular/table-source';
import { refuseDamage } from './xlsx-damage.ts';
import { xmlPartText } from './xml-part.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Bytes of a part that is read at once: the list of sheets, the styles, relationships. */
const maxPartBytes = 64 * 1024 * 1024;

/** A sheet of cells and the part it is stored in. */
export interface WorkbookSheet extends SheetFacts {
  readonly part: ZipEntry;
}

/** What a workbook holds besides its rows. */
export interface WorkbookPackage {
  readonly sheets: readonly WorkbookSheet[];
  /** Meaning of a number by index of its cell's format. */
  readonly meanings: Uint8Array;
  readonly uses1904: boolean;
  readonly stringsPart: ZipEntry | undefined;
}

/** True for an archive that is an Office file of some kind, and no pack of files. */
export function isOfficePackage(archive: ZipArchive): boolean {
  return ['[Content_Types].xml', 'xl/workbook.xml', 'content.xml'].some(
    (name) => archive.find(name) !== undefined,
  );
}

/** Reads what a workbook says about itself; throws `TabularRefusal` for what is none or lacks a part. */
export async function readPackage(archive: ZipArchive): Promise<WorkbookPackage> {
  refuseOtherOffice(archive);
  const contents = archive.find('[Content_Types].xml');
  // Read although it says nothing new: damage to it is damage to the file.
  if (contents !== undefined) await archive.readWhole(contents, maxPartBytes);
  const roots = await relationshipsOf(archive, '');
  const name = roots.find(({ type }) => type === 'officeDocument')?.part ?? 'xl/workbook.xml';
  const links = await relationshipsOf(archive, name);
  const workbook = archive.find(name);
  const stringsPart = partOfType(archive, links, 'sharedStrings');
  const meanings = await meaningsOf(archive, partOfType(archive, links, 'styles'));
  if (workbook === undefined) return refuseIncomplete(name);
  const bytes = await partText(archive, workbook);
  const { sheets, uses1904 } = explained(name, () => readWorkbookPart(bytes));
  return {
    sheets: sheets.flatMap((sheet) => listedSheet(archive, sheet, links)),
    meanings,
    uses1904,
    stringsPart,
  };
}

/** A part that is read at once, as UTF-8. */
async function partText(archive: ZipArchive, entry: ZipEntry): Promise<Uint8Array> {
  const bytes = await archive.readWhole(entry, maxPartBytes);
  const pieces: Uint8Array[] = [];
  for await (const piece of xmlPartText(once(bytes), entry.name)) pieces.push(piece);
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield await Promise.resolve(bytes);
}

/** Relationships of a part, or of the package for an empty name. */
async function relationshipsOf(archive: ZipArchive, part: string): Promise<Relationship[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const entry = archive.find(name);
  if (entry === undefined) return [];
  const bytes = await partText(archive, entry);
  return explained(name, () => readRelationships(bytes, folder));
}

function explained<Value>(part: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    return refuseDamage(error, { part });
  }
}

function partOfType(archive: ZipArchive, links: readonly Relationship[], type: string): ZipEntry | undefined {
  const link = links.find((each) => each.type === type);
  if (link === undefined) return undefined;
  const entry = link.part === undefined ? undefined : archive.find(link.part);
  // Styles may be missing; texts that cells point to may not.
  if (entry === undefined && type === 'sharedStrings') refuseIncomplete(link.part ?? type);
  return entry;
}

async function meaningsOf(archive: ZipArchive, styles: ZipEntry | undefined): Promise<Uint8Array> {
  if (styles === undefined) return new Uint8Array(1);
  const bytes = await partText(archive, styles);
  return explained(styles.name, () => readNumberMeanings(bytes));
}

/** The sheet of a list entry; none for charts, dialogs, macros and modules, which hold no cells to import. */
function listedSheet(
  archive: ZipArchive,
  sheet: SheetEntry,
  links: readonly Relationship[],
): WorkbookSheet[] {
  const link = links.find(({ id }) => id === sheet.relationshipId);
  const holdsCells = link === undefined ? sheet.relationshipId !== '' : link.type === 'worksheet';
  if (!holdsCells) return [];
  const part = link?.part === undefined ? undefined : archive.find(link.part);
  if (part === undefined) return refuseIncomplete(`the sheet “${sheet.name}”`);
  return [{ name: sheet.name, visibility: sheet.visibility, part }];
}

function refuseIncomplete(missing: string): never {
  const detail = `The workbook is incomplete: ${missing} is missing in it. Open it in a spreadsheet program, save it anew and upload that.`;
  return refuseTable('file_unreadable', detail);
}

/** Office files of other kinds, by a part that only they have. */
const otherKinds: readonly (readonly [part: string, kind: string])[] = [
  ['xl/workbook.bin', 'a binary Excel workbook (.xlsb)'],
  ['word/document.xml', 'a Word document'],
  ['ppt/presentation.xml', 'a PowerPoint presentation'],
  ['content.xml', 'an OpenDocument file'],
];

function refuseOtherOffice(archive: ZipArchive): void {
  const [, kind] = otherKinds.find(([part]) => archive.find(part) !== undefined) ?? [];
  if (kind === undefined) return;
  const detail = `The content is ${kind}, which is not read. Open it, save the table as an Excel workbook (.xlsx) or as CSV in UTF-8, and upload that.`;
  refuseTable('file_unreadable', detail);
}
