import { maxRecordBytes, maxRecordText } from '../csv-scanner.ts';
import { detectEncoding } from '../encodings/detect-encoding.ts';
import type { TextEncoding } from '../encodings/text-encoding.ts';
import { encodingFacts, textHead, utf8Pieces } from '../encodings/text-source.ts';
import { headerText, limitedTree, tooManyColumns } from '../nested/nested-table.ts';
import { OpenBytes } from '../nested/open-bytes.ts';
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
import { decodeUtf8 } from '../utf8.ts';
import { JsonRows } from './json-rows.ts';
import { type JsonHandler, JsonScanner, JsonSyntaxError } from './json-scanner.ts';
import { JsonSurvey } from './json-survey.ts';

const lineFeed = 0x0a;
const pieceBytes = 64 * 1024;
const shownBytes = 256 * 1024;

/** Splits pieces of any size into lines, without their line feeds. */
export class LineSplitter {
  readonly #open = new OpenBytes();
  #line = 0;

  /** Lines that `piece` completes; a line is only valid until the next is asked for. */
  *push(piece: Uint8Array): Generator<Uint8Array, void> {
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      const line = this.#open.add(piece.subarray(start, end));
      start = end + 1;
      this.#line++;
      yield line;
      this.#open.keep(line, line.length);
    }
    const rest = this.#open.add(piece.subarray(start));
    this.#open.keep(rest, 0);
    if (rest.length <= maxRecordBytes) return;
    refuseTable('file_unreadable', `Line ${this.#line + 1} is longer than ${maxRecordText}.`);
  }

  /** The last line, where no line feed ends it. */
  end(): Uint8Array | undefined {
    return this.#open.length === 0 ? undefined : this.#open.bytes;
  }
}

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const splitter = new LineSplitter();
  for await (const piece of pieces) yield* splitter.push(piece);
  const last = splitter.end();
  if (last !== undefined) yield last;
}

function isBlankLine(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** Notices whether a line is an object; for the rest only its syntax counts. */
class LineCheck implements JsonHandler {
  #depth = 0;
  #isObject = false;
  get isObject(): boolean {
    return this.#isObject;
  }
  open(kind: 'object' | 'array'): void {
    if (this.#depth++ === 0) this.#isObject = kind === 'object';
  }
  close(): void {
    this.#depth--;
  }
  key(): void {}
  value(): void {}
}

/** What is wrong with a line; undefined for one object. */
function flawOf(line: Uint8Array, limits: ReadingLimits): string | undefined {
  const check = new LineCheck();
  try {
    scanLine(line, check, limits);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return `${error.message} The place is byte ${error.byteOffset} of the line.`;
  }
  return check.isObject ? undefined : 'The line is no object.';
}

function scanLine(line: Uint8Array, handler: JsonHandler, { maxNesting }: ReadingLimits): void {
  const scanner = new JsonScanner(handler, maxNesting);
  scanner.push(line);
  scanner.end();
}

/** Lines that are no objects, with what is wrong with them; too many to keep are found again when they are read. */
class LineFlaws {
  readonly #byLine = new Map<number, string>();
  #isWhole = true;

  add(line: number, flaw: string): void {
    if (this.#byLine.size < keptFlaws) this.#byLine.set(line, flaw);
    else this.#isWhole = false;
  }

  of(number: number, line: Uint8Array, limits: ReadingLimits): string | undefined {
    return this.#byLine.get(number) ?? (this.#isWhole ? undefined : flawOf(line, limits));
  }
}

const keptFlaws = 10_000;

interface SurveyedLines {
  readonly tree: PathTree;
  readonly flaws: LineFlaws;
}

async function survey(lines: AsyncIterable<Uint8Array>, limits: ReadingLimits): Promise<SurveyedLines> {
  const tree = limitedTree(limits);
  const walker = new JsonSurvey(tree);
  const flaws = new LineFlaws();
  let number = 0;
  for await (const line of lines) {
    number++;
    if (isBlankLine(line)) continue;
    // A damaged line is found before its names become columns.
    const flaw = flawOf(line, limits);
    if (flaw === undefined) {
      walker.restart();
      scanLine(line, walker, limits);
    } else flaws.add(number, flaw);
  }
  if (tree.root.objects > 0) return { tree, flaws };
  return refuseTable('file_has_no_rows', 'No line of the file is a JSON object.');
}

interface LinesFile {
  readonly file: FileBytes;
  readonly encoding: TextEncoding;
  readonly limits: ReadingLimits;
}

interface LinesTable extends SurveyedLines {
  readonly headers: readonly string[];
}

async function* tableText(
  { file, encoding, limits }: LinesFile,
  { tree, flaws, headers }: LinesTable,
  onNote: (note: SourceNote) => void,
): AsyncGenerator<Uint8Array, void> {
  const text = headerText(headers);
  const rows = new JsonRows({ tree, row: tree.root, columns: headers.length, text, onNote });
  let number = 0;
  for await (const line of linesOf(utf8Pieces(file, encoding))) {
    const isBlank = isBlankLine(line);
    number++;
    const flaw = isBlank ? undefined : flaws.of(number, line, limits);
    if (isBlank) rows.skip();
    else if (flaw === undefined) {
      rows.newWindow(line);
      scanLine(line, rows, limits);
    } else rows.damaged(decodeUtf8(line, 0, Math.min(line.length, shownBytes)), flaw);
    if (text.byteLength >= pieceBytes) yield text.take();
  }
  yield text.take();
}

async function openLines(file: FileBytes, { choices, limits }: ReadingOptions): Promise<TableSource> {
  const found = detectEncoding(await textHead(file), choices.encoding);
  const { encoding } = found;
  const lines = await survey(linesOf(utf8Pieces(file, encoding)), limits);
  const headers = assignColumns(lines.tree.root);
  if (headers.length > limits.maxColumns) tooManyColumns(limits.maxColumns);
  const facts: SourceFacts = {
    format: 'ndjson',
    packing: null,
    ...encodingFacts(found),
    sheets: [],
    sheet: null,
    form: { kind: 'table', unit: 'line', header: 'given' },
  };
  const table = { ...lines, headers };
  return { facts, read: (onNote = ignoreNote) => tableText({ file, encoding, limits }, table, onNote) };
}

function ignoreNote(_note: SourceNote): void {}

/** Reads one JSON object a line; a line that is none is a damaged record, a blank one a blank record. */
export const ndjsonReader: TableReader = { formats: ['ndjson'], open: openLines };
