import type { SheetContext } from '@landfall/domain/spreadsheet/sheet-context';
import { SheetScanner } from '@landfall/domain/spreadsheet/sheet-scanner';
import {
  SharedStrings,
  SharedStringsScanner,
  stringBudget,
} from '@landfall/domain/spreadsheet/shared-strings';
import { detectTableLayout } from '@landfall/domain/tabular/detect-layout';
import { isRefused } from '@landfall/domain/tabular/file-layout';
import { joinSheets } from '@landfall/domain/tabular/joined-sheets/join-sheets';
import type { SheetFacts } from '@landfall/domain/tabular/source-parts';
import {
  type ReadingOptions,
  refuseTable,
  TabularRefusal,
  type SourceFacts,
  type SourceNote,
  type TableReader,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { sizedFile } from './sized-file.ts';
import { refuseDamage } from './xlsx-damage.ts';
import { readPackage, type WorkbookPackage, type WorkbookSheet } from './xlsx-package.ts';
import { xmlPartText } from './xml-part.ts';
import { openZip, unpackedLimit, type ZipArchive } from './zip-archive.ts';

/** Table text that is gathered before it is handed on. */
const pieceBytes = 128 * 1024;
/** Table text of a sheet that tells how good its header is. */
const sampleBytes = 32 * 1024;
/** Table text that any sheet may become: a value in its last row makes a million blank records. */
const harmlessTableBytes = 64 * 1024 * 1024;
/** Sheets that are looked at to find the one with the best header. */
const mostSampled = 40;
/** A workbook whose parts are known. */
interface OpenWorkbook {
  readonly archive: ZipArchive;
  readonly content: WorkbookPackage;
  readonly strings: SharedStrings;
  readonly maxColumns: number;
  /** Bytes of table form that a sheet may become: cells that point to one long text multiply it. */
  readonly maxTableBytes: number;
}

/** Reads Excel workbooks: `.xlsx`, `.xlsm`, `.xltx`, `.xltm`. */
export const xlsxReader: TableReader = {
  formats: ['xlsx'],
  async open(file, options) {
    const archive = await openZip(await sizedFile(file), options.limits);
    return openWorkbook(archive, options);
  },
};

/** Opens the workbook in an archive that is open already; throws `TabularRefusal`. */
export async function openWorkbook(
  archive: ZipArchive,
  { choices, limits }: ReadingOptions,
): Promise<TableSource> {
  const content = await readPackage(archive);
  const strings = await readStrings(archive, content);
  const workbook: OpenWorkbook = {
    archive,
    content,
    strings,
    maxColumns: limits.maxColumns,
    maxTableBytes: Math.max(harmlessTableBytes, unpackedLimit(packedBytes(archive), limits)),
  };
  const { joinPlan } = choices;
  const names =
    joinPlan === undefined ? choices.sheets : [joinPlan.lead, ...joinPlan.sides.map(({ sheet }) => sheet)];
  if (names === undefined) return sourceOf(workbook, await chooseSheet(workbook, choices.sheet));
  const sheets = await chooseSheets(workbook, names, choices.sheet);
  if (sheets[0] !== undefined && sheets.length === 1) return sourceOf(workbook, sheets[0]);
  const facts = { ...factsOf(workbook), sheet: null, form: sheetForm };
  const named = sheets.map((sheet) => ({ name: sheet.name, source: sourceOf(workbook, sheet) }));
  return joinSheets(named, facts, { choices, limits });
}

/** Sheets by their names, in the order of the workbook; the one that leads is among them. */
async function chooseSheets(
  workbook: OpenWorkbook,
  names: readonly string[],
  lead: string | undefined,
): Promise<WorkbookSheet[]> {
  const wanted = new Set(lead === undefined ? names : [lead, ...names]);
  for (const name of wanted) await chooseSheet(workbook, name);
  return workbook.content.sheets.filter(({ name }) => wanted.has(name));
}

const sheetForm = { kind: 'table', unit: 'sheet_row', header: 'find' } as const;

function sourceOf(workbook: OpenWorkbook, sheet: WorkbookSheet): TableSource {
  const facts: SourceFacts = { ...factsOf(workbook), sheet: sheet.name, form: sheetForm };
  return { facts, read: (onNote = ignoreNote) => readSheet(workbook, sheet, onNote) };
}

/** What there is to tell of a workbook, whichever of its sheets are read. */
function factsOf({ content }: OpenWorkbook) {
  return {
    format: 'xlsx',
    packing: null,
    encoding: 'utf-8',
    encodingCertainty: 1,
    encodingCandidates: [],
    sheets: listOf(content.sheets),
  } as const;
}

function listOf(sheets: readonly WorkbookSheet[]): SheetFacts[] {
  return sheets.map(({ name, visibility }) => ({ name, visibility }));
}

function ignoreNote(_note: SourceNote): void {}

function packedBytes({ entries }: ZipArchive): number {
  return entries.reduce((sum, entry) => sum + entry.packedBytes, 0);
}

async function readStrings(archive: ZipArchive, { stringsPart }: WorkbookPackage): Promise<SharedStrings> {
  const budget = stringBudget(packedBytes(archive));
  if (stringsPart === undefined) return new SharedStrings(budget);
  const scanner = new SharedStringsScanner(budget);
  try {
    for await (const piece of xmlPartText(archive.read(stringsPart), stringsPart.name)) scanner.push(piece);
    scanner.end();
  } catch (error) {
    refuseDamage(error, { part: stringsPart.name, offset: scanner.offset });
  }
  return scanner.strings;
}

/** The table form of a sheet; rows in front of damage are handed out before it is raised. */
async function* readSheet(
  { archive, content, strings, maxColumns, maxTableBytes }: OpenWorkbook,
  sheet: WorkbookSheet,
  onNote: (note: SourceNote) => void,
): AsyncGenerator<Uint8Array, void> {
  const { meanings, uses1904 } = content;
  const context: SheetContext = { strings, meanings, uses1904, maxColumns, onNote };
  const scanner = new SheetScanner(context);
  const table = { scanner, written: 0, maxBytes: maxTableBytes };
  let failure: unknown;
  try {
    for await (const piece of xmlPartText(archive.read(sheet.part), sheet.part.name)) {
      scanner.push(piece);
      yield* written(table);
    }
    do {
      scanner.end();
      yield* written(table);
    } while (!scanner.isDone);
  } catch (error) {
    failure = error;
  }
  if (scanner.byteLength > 0) yield scanner.take();
  if (failure !== undefined) {
    refuseDamage(failure, { part: sheet.name, row: scanner.row, offset: scanner.offset });
  }
}

/** Hands on what a scanner has written as long as it is worth a piece. */
function* written(table: {
  readonly scanner: SheetScanner;
  written: number;
  readonly maxBytes: number;
}): Generator<Uint8Array, void> {
  const { scanner } = table;
  while (scanner.byteLength >= pieceBytes) {
    table.written += scanner.byteLength;
    if (table.written > table.maxBytes) {
      refuseTable(
        'archive_suspicious',
        `The rows become more than the ${table.maxBytes} bytes that a workbook of its size may.`,
      );
    }
    const isPaused = scanner.isPaused;
    yield scanner.take();
    if (isPaused) scanner.resume();
  }
}

async function chooseSheet(workbook: OpenWorkbook, wanted: string | undefined): Promise<WorkbookSheet> {
  const { sheets } = workbook.content;
  if (wanted !== undefined) {
    return (
      sheets.find(({ name }) => name === wanted) ?? refuseSheet(`has no sheet named “${wanted}”`, sheets)
    );
  }
  const [first, ...others] = sheets.filter(({ visibility }) => visibility === 'visible');
  if (first === undefined)
    return refuseSheet(
      sheets.length === 0 ? 'holds no sheet of cells' : 'shows no sheet: all are hidden',
      sheets,
    );
  if (others.length === 0) return first;
  let best = { sheet: first, score: -1 };
  for (const sheet of [first, ...others].slice(0, mostSampled)) {
    const score = await headerScore(workbook, sheet);
    if (score > best.score) best = { sheet, score };
  }
  return best.sheet;
}

function refuseSheet(why: string, sheets: readonly WorkbookSheet[]): never {
  const names = sheets.map(({ name }) => `“${name}”`).join(', ');
  const advice = names === '' ? 'Choose another file.' : `Choose one of its sheets: ${names}.`;
  return refuseTable('file_unreadable', `The workbook ${why}. ${advice}`, { sheets: listOf(sheets) });
}

/** How much of a table a sheet looks like: the filled headers, weighed by the rows that follow them. */
async function headerScore(workbook: OpenWorkbook, sheet: WorkbookSheet): Promise<number> {
  const source = sourceOf(workbook, sheet);
  const head = await firstBytes(source);
  if (head === undefined) return 0;
  const layout = detectTableLayout(head, source.facts);
  if (isRefused(layout)) return 0;
  const rows = Math.min(countLines(head.bytes.subarray(layout.dataOffset)), 20);
  return layout.columns.filter(({ header }) => header.trim() !== '').length * rows;
}

/** The beginning of a sheet; undefined for one that cannot be read, which is refused when it is chosen. */
async function firstBytes(source: TableSource): Promise<{ bytes: Uint8Array; isWhole: boolean } | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of source.read()) {
      pieces.push(piece);
      length += piece.length;
      if (length >= sampleBytes)
        return { bytes: Buffer.concat(pieces).subarray(0, sampleBytes), isWhole: false };
    }
  } catch (error) {
    if (error instanceof TabularRefusal) return undefined;
    throw error;
  }
  return { bytes: Buffer.concat(pieces), isWhole: true };
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && lines < 20; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}
