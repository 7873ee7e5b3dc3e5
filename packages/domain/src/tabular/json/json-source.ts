import { detectEncoding } from '../encodings/detect-encoding.ts';
import type { TextEncoding } from '../encodings/text-encoding.ts';
import { encodingFacts, textHead, utf8Pieces } from '../encodings/text-source.ts';
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
import { findRows, type FoundRows } from './find-rows.ts';
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

async function survey(pieces: AsyncIterable<Uint8Array>, limits: ReadingLimits): Promise<PathTree> {
  const tree = limitedTree(limits);
  const scanner = new JsonScanner(new JsonSurvey(tree), limits.maxNesting);
  try {
    for await (const piece of pieces) scanner.push(piece);
    scanner.end();
  } catch (error) {
    refuseSyntax(error);
  }
  return tree;
}

interface JsonTable extends FoundRows {
  readonly tree: PathTree;
  readonly headers: readonly string[];
}

interface JsonFile {
  readonly file: FileBytes;
  readonly encoding: TextEncoding;
  readonly limits: ReadingLimits;
}

async function* tableText(
  { file, encoding, limits }: JsonFile,
  { tree, row, headers, leftOut }: JsonTable,
  onNote: (note: SourceNote) => void,
): AsyncGenerator<Uint8Array, void> {
  const text = headerText(headers);
  if (leftOut.length > 0) onNote(leftOutNote(leftOut));
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
    refuseSyntax(error);
  }
  yield text.take();
}

async function openJson(file: FileBytes, { choices, limits }: ReadingOptions): Promise<TableSource> {
  const found = detectEncoding(await textHead(file), choices.encoding);
  const { encoding } = found;
  const tree = await survey(utf8Pieces(file, encoding), limits);
  const rows = findRows(tree.root);
  const headers = assignColumns(rows.row);
  if (headers.length > limits.maxColumns) tooManyColumns(limits.maxColumns);
  const facts: SourceFacts = {
    format: 'json',
    packing: null,
    ...encodingFacts(found),
    sheets: [],
    sheet: null,
    form: { kind: 'table', unit: 'item', header: 'given' },
  };
  const table = { ...rows, tree, headers };
  return { facts, read: (onNote = ignoreNote) => tableText({ file, encoding, limits }, table, onNote) };
}

function ignoreNote(_note: SourceNote): void {}

/** Reads a list of objects, a wrapped one, or a single object as a table; a record is an item of the list. */
export const jsonReader: TableReader = { formats: ['json'], open: openJson };
