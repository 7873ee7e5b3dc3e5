import { detectLayout, detectTableLayout, type FileHead, type LayoutOptions } from './detect-layout.ts';
import { type FileLayout, isRefused, sampleBytes } from './file-layout.ts';
import { type ReadingOptions, type SourceNote, TabularRefusal, type TableSource } from './table-source.ts';

/** A table whose header is known, with the first bytes of its text. */
export interface LaidOutTable {
  readonly source: TableSource;
  readonly layout: FileLayout;
  readonly head: FileHead;
}

/** Reads the first bytes of a table and settles its layout; throws {@link TabularRefusal}. */
export async function layOut(
  source: TableSource,
  { choices, limits }: ReadingOptions,
): Promise<LaidOutTable> {
  const head = await headOf(source);
  const { delimiter, headerRow } = choices;
  const options: LayoutOptions = {
    maxColumns: limits.maxColumns,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(headerRow === undefined ? {} : { headerLine: headerRow }),
  };
  const { facts } = source;
  const layout =
    facts.form.kind === 'table' ? detectTableLayout(head, facts, options) : detectLayout(head, options);
  if (isRefused(layout)) throw new TabularRefusal(layout.refused);
  return { source, head, layout: { ...layout, encoding: facts.encoding } };
}

/** The first {@link sampleBytes} of a table's text. */
async function headOf(source: TableSource): Promise<FileHead> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isWhole = true;
  for await (const piece of source.read(ignoreNote)) {
    const taken = piece.subarray(0, sampleBytes - length);
    pieces.push(taken.slice());
    length += taken.length;
    if (taken.length === piece.length) continue;
    isWhole = false;
    break;
  }
  return { bytes: joined(pieces, length), isWhole };
}

function ignoreNote(_note: SourceNote): void {}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
