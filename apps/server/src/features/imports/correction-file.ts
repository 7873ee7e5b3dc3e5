import {
  failedRowColumns,
  headerDifference,
  failedRowsHeader,
} from '@landfall/domain/corrections/failed-rows-file';
import type { CorrectionRefusal } from '@landfall/domain/corrections/correct-rows';
import { ownValue } from '@landfall/domain/shared/own-value';
import type { SourceColumn } from '@landfall/domain/tabular/file-layout';
import { openLayout } from '@landfall/domain/tabular/open-tabular';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { rowValues } from '@landfall/domain/tabular/raw-chunk';
import type { FileStore } from '../../platform/file-store.ts';
import { correctionHeaderMismatch, tooManyCorrections } from './corrections.errors.ts';
import type { SourceFile } from './import-store.repository.ts';
import { openSourceText } from './source-text.ts';

/** One line of a correction. */
export interface CorrectionLine {
  /** In the file or the list it came with. */
  readonly line: number;
  /** Number of the row it corrects; `undefined` when it names none. */
  readonly row: number | undefined;
  /** Texts by the 1-based position of their column, as they came. */
  readonly cells: ReadonlyMap<number, string | null>;
  /** Why the line cannot be taken whatever it says. */
  readonly fault?: CorrectionRefusal | undefined;
}

/** Lines a correction may have. */
const maxCorrectionLines = 100_000;

/** Throws 409 unless the header of a correction is that of the import's failed-rows file. */
export function requireHeader(original: readonly SourceColumn[], found: readonly SourceColumn[]): void {
  const headers = found.map(({ header }) => header);
  const expected = failedRowsHeader(original);
  const difference = headerDifference(expected, headers);
  if (difference !== undefined) throw correctionHeaderMismatch(difference);
}

/** The lines of a kept correction file, whose header is that of the failed-rows file. */
export async function readCorrectionLines(
  files: Pick<FileStore, 'pieces' | 'open'>,
  file: SourceFile,
  original: readonly SourceColumn[],
): Promise<CorrectionLine[]> {
  const lines: CorrectionLine[] = [];
  const { layout } = file;
  const onRow = (row: SourceRow): void => {
    if (lines.length >= maxCorrectionLines) throw tooManyCorrections(maxCorrectionLines);
    lines.push(lineOf(row, file, original));
  };
  const reader = openLayout(layout).read(onRow);
  const text = openSourceText(files, file, new AbortController().signal);
  let toSkip = layout.dataOffset;
  for await (const piece of text.pieces) {
    reader.push(piece.subarray(Math.min(toSkip, piece.length)));
    toSkip = Math.max(0, toSkip - piece.length);
  }
  reader.end();
  return lines;
}

function lineOf(row: SourceRow, { layout }: SourceFile, original: readonly SourceColumn[]): CorrectionLine {
  const values = rowValues(row, layout.columns, layout);
  const cells = new Map<number, string | null>();
  for (const [at, { position }] of original.entries())
    cells.set(position, ownValue(values, layout.columns[at]?.key ?? '') ?? null);
  const number = ownValue(values, layout.columns[original.length]?.key ?? failedRowColumns[0]) ?? '';
  const line = row.record.line;
  return { line, row: rowNumberOf(number), cells, fault: row.fault };
}

function rowNumberOf(text: string): number | undefined {
  const digits = /^\s*(\d{1,12})(?:\.0+)?\s*$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
