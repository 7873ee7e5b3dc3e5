import { detectEncoding } from '../encodings/detect-encoding.ts';
import type { TextEncoding } from '../encodings/text-encoding.ts';
import { encodingFacts, textHead, utf8Pieces } from '../encodings/text-source.ts';
import { type Breakage, breakageNote, isFarBehind } from '../nested/broken-off.ts';
import { headerText, leftOutNote, limitedTree, tooManyColumns } from '../nested/nested-table.ts';
import { assignColumns, type PathTree } from '../nested/path-tree.ts';
import {
  type FileBytes,
  type ReadingLimits,
  type ReadingOptions,
  refuseTable,
  type SourceFacts,
  type SourceNote,
  type TableReader,
  type TableSource,
} from '../table-source.ts';
import { findRows, type FoundRows, oneRowHint } from './find-rows.ts';
import { JsonRows } from './json-rows.ts';
import { JsonScanner, JsonSyntaxError } from './json-scanner.ts';
import { JsonSurvey } from './json-survey.ts';

/** Bytes of table text that are handed out at a time. */
const pieceBytes = 64 * 1024;

/** Turns a syntax error into a refusal with its place; other errors are thrown on. */
function refuseSyntax(error: unknown): never {
  if (!(error instanceof JsonSyntaxError)) throw error;
  const { byteOffset, line, isTooDeep, message } = error;
  const detail = `${message} The place is byte ${byteOffset}, line ${line}.`;
  return refuseTable(isTooDeep ? 'nesting_too_deep' : 'file_unreadable', detail, { byteOffset });
}

interface Surveyed {
  readonly tree: PathTree;
  /** Where the document breaks off; undefined for one that is whole. */
  readonly error: JsonSyntaxError | undefined;
}

async function survey(pieces: AsyncIterable<Uint8Array>, limits: ReadingLimits): Promise<Surveyed> {
  const tree = limitedTree(limits);
  const scanner = new JsonScanner(new JsonSurvey(tree), limits.maxNesting);
  try {
    for await (const piece of pieces) scanner.push(piece);
    scanner.end();
  } catch (error) {
    const isKept = error instanceof JsonSyntaxError && !error.isTooDeep && isFarBehind(error.byteOffset);
    return isKept ? { tree, error } : refuseSyntax(error);
  }
  return { tree, error: undefined };
}

/** Rows of a document; where it breaks off before the second of them nothing is there to keep. */
function rowsOf({ tree, error }: Surveyed): FoundRows {
  if (error === undefined) return findRows(tree.root);
  try {
    const found = findRows(tree.root);
    return found.row.objects > 1 ? found : refuseSyntax(error);
  } catch {
    return refuseSyntax(error);
  }
}

interface JsonTable extends FoundRows {
  readonly tree: PathTree;
  readonly headers: readonly string[];
  readonly breakage: Breakage | undefined;
  /** What a person should know of a document that is one row. */
  readonly hint: string | undefined;
}

interface JsonFile {
  readonly file: FileBytes;
  readonly encoding: TextEncoding;
  readonly limits: ReadingLimits;
}

async function* tableText(
  { file, encoding, limits }: JsonFile,
  { tree, row, headers, leftOut, breakage, hint }: JsonTable,
  onNote: (note: SourceNote) => void,
): AsyncGenerator<Uint8Array, void> {
  const text = headerText(headers);
  if (leftOut.length > 0) onNote(leftOutNote(leftOut));
  if (hint !== undefined) onNote({ code: 'records_in_one_row', record: 0, detail: hint });
  const rows = new JsonRows({ tree, row, columns: headers.length, text, onNote });
  const scanner = new JsonScanner(rows, limits.maxNesting);
  let offset = 0;
  try {
    for await (const piece of utf8Pieces(file, encoding)) {
      rows.window(piece);
      scanner.push(piece);
      offset += piece.length;
      rows.settle(offset);
      if (text.byteLength >= pieceBytes) yield text.take();
    }
    scanner.end();
  } catch (error) {
    if (breakage === undefined || !(error instanceof JsonSyntaxError)) refuseSyntax(error);
    rows.breakOff(breakage);
    onNote(breakageNote(breakage));
  }
  yield text.take();
}

async function openJson(file: FileBytes, { choices, limits }: ReadingOptions): Promise<TableSource> {
  const found = detectEncoding(await textHead(file), choices.encoding);
  const { encoding } = found;
  const surveyed = await survey(utf8Pieces(file, encoding), limits);
  const rows = rowsOf(surveyed);
  const breakage = breakageOf(surveyed.error);
  const headers = assignColumns(rows.row);
  if (headers.length > limits.maxColumns) tooManyColumns(limits.maxColumns);
  const facts: SourceFacts = {
    format: 'json',
    packing: null,
    ...encodingFacts(found),
    sheets: [],
    sheet: null,
    form: { kind: 'table', unit: 'item', header: 'given' },
    ...(breakage === undefined ? {} : { breakage: breakageNote(breakage).detail }),
  };
  const hint = rows.row === surveyed.tree.root ? oneRowHint(rows.row) : undefined;
  const table = { ...rows, tree: surveyed.tree, headers, breakage, hint };
  return {
    facts: hint === undefined ? facts : { ...facts, hint },
    read: (onNote = ignoreNote) => tableText({ file, encoding, limits }, table, onNote),
  };
}

function breakageOf(error: JsonSyntaxError | undefined): Breakage | undefined {
  if (error === undefined) return undefined;
  const { byteOffset, line, message: reason } = error;
  return { byteOffset, line, reason };
}

function ignoreNote(_note: SourceNote): void {}

/** Reads a list of objects, a wrapped one, or a single object as a table; a record is an item of the list. */
export const jsonReader: TableReader = { formats: ['json'], open: openJson };
