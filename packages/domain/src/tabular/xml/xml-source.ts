import type { TextEncoding } from '../encodings/text-encoding.ts';
import { encodingFacts, textHead, utf8Pieces } from '../encodings/text-source.ts';
import { type Breakage, breakageNote, isFarBehind, lineAt } from '../nested/broken-off.ts';
import { headerText, leftOutNote, limitedTree, tooManyColumns } from '../nested/nested-table.ts';
import type { PathNode, PathTree } from '../nested/path-tree.ts';
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
import { refuseOtherKinds } from './other-kinds.ts';
import { detectXmlEncoding } from './xml-encoding.ts';
import { XmlRows } from './xml-rows.ts';
import { type XmlFault, XmlScanner, XmlSyntaxError } from './xml-scanner.ts';
import { XmlSurvey } from './xml-survey.ts';
import { assignXmlColumns, findXmlRows, type XmlRowPlace } from './xml-table.ts';

const pieceBytes = 64 * 1024;

const codes = {
  malformed: 'file_unreadable',
  doctype: 'xml_doctype_refused',
  too_deep: 'nesting_too_deep',
} as const satisfies Record<XmlFault, string>;

function refuseSyntax(error: unknown): never {
  if (!(error instanceof XmlSyntaxError)) throw error;
  const { fault, byteOffset, message } = error;
  return refuseTable(codes[fault], `${message} The place is byte ${byteOffset}.`, { byteOffset });
}

interface Surveyed {
  readonly tree: PathTree;
  /** Where the document breaks off; undefined for one that is whole. */
  readonly error: XmlSyntaxError | undefined;
}

async function survey(pieces: AsyncIterable<Uint8Array>, limits: ReadingLimits): Promise<Surveyed> {
  const tree = limitedTree(limits);
  const scanner = new XmlScanner(new XmlSurvey(tree), limits.maxNesting);
  try {
    for await (const piece of pieces) scanner.push(piece);
    scanner.end();
  } catch (error) {
    const isKept =
      error instanceof XmlSyntaxError && error.fault === 'malformed' && isFarBehind(error.byteOffset);
    return isKept ? { tree, error } : refuseSyntax(error);
  }
  return { tree, error: undefined };
}

/** Rows of a document; where it breaks off before the second of them nothing is there to keep. */
function rowsOf({ tree, error }: Surveyed): XmlRowPlace {
  if (error === undefined) return findXmlRows(tree.root);
  try {
    const found = findXmlRows(tree.root);
    return found.row.objects > 1 ? found : refuseSyntax(error);
  } catch {
    return refuseSyntax(error);
  }
}

interface XmlFile {
  readonly file: FileBytes;
  readonly encoding: TextEncoding;
  readonly limits: ReadingLimits;
}

interface XmlTable {
  readonly tree: PathTree;
  readonly row: PathNode;
  readonly leftOut: readonly string[];
  readonly headers: readonly string[];
  readonly breakage: Breakage | undefined;
}

async function* tableText(
  { file, encoding, limits }: XmlFile,
  { tree, row, leftOut, headers, breakage }: XmlTable,
  onNote: (note: SourceNote) => void,
): AsyncGenerator<Uint8Array, void> {
  const text = headerText(headers);
  if (leftOut.length > 0) onNote(leftOutNote(leftOut));
  const rows = new XmlRows({ tree, row, columns: headers.length, text, onNote });
  const scanner = new XmlScanner(rows, limits.maxNesting);
  try {
    for await (const piece of utf8Pieces(file, encoding)) {
      rows.window(piece);
      scanner.push(piece);
      if (text.byteLength >= pieceBytes) yield text.take();
    }
    scanner.end();
  } catch (error) {
    if (breakage === undefined || !(error instanceof XmlSyntaxError)) refuseSyntax(error);
    rows.breakOff(breakage);
    onNote(breakageNote(breakage));
  }
  yield text.take();
}

async function openXml(file: FileBytes, { choices, limits }: ReadingOptions): Promise<TableSource> {
  const found = detectXmlEncoding(await textHead(file), choices.encoding);
  const { encoding } = found;
  const surveyed = await survey(utf8Pieces(file, encoding), limits);
  const { tree, error } = surveyed;
  refuseOtherKinds(tree.root);
  const place = rowsOf(surveyed);
  const breakage = error === undefined ? undefined : await breakageOf(error, utf8Pieces(file, encoding));
  const headers = assignXmlColumns(place.row);
  if (headers.length > limits.maxColumns) tooManyColumns(limits.maxColumns);
  const facts: SourceFacts = {
    format: 'xml',
    packing: null,
    ...encodingFacts(found),
    sheets: [],
    sheet: null,
    form: { kind: 'table', unit: 'element', header: 'given' },
    ...(breakage === undefined ? {} : { breakage: breakageNote(breakage).detail }),
  };
  const table = { ...place, tree, headers, breakage };
  return { facts, read: (onNote = ignoreNote) => tableText({ file, encoding, limits }, table, onNote) };
}

async function breakageOf(
  { byteOffset, message: reason }: XmlSyntaxError,
  text: AsyncIterable<Uint8Array>,
): Promise<Breakage> {
  return { byteOffset, line: await lineAt(text, byteOffset), reason };
}

function ignoreNote(_note: SourceNote): void {}

/** Reads the elements that repeat most as records: their attributes and leaves are the columns. */
export const xmlReader: TableReader = { formats: ['xml'], open: openXml };
