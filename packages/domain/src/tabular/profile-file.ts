import type { ColumnProfile } from './column-profile.ts';
import { RecordTooLarge } from './csv-scanner.ts';
import { type LayoutOptions, undecidableEncoding } from './detect-layout.ts';
import { type FileLayout, isRefused, type Refused, sampleBytes } from './file-layout.ts';
import { FileProfiler } from './file-profiler.ts';
import { openTabular } from './open-tabular.ts';
import type { ReadingCounts } from './reading-counts.ts';
import { findInvalidUtf8 } from './utf8.ts';

/** A whole file, profiled. */
export interface ProfiledFile {
  readonly layout: FileLayout;
  readonly columns: readonly ColumnProfile[];
  readonly rowCount: number;
  readonly counts: ReadingCounts;
}

export interface ProfileOptions extends LayoutOptions {
  /** Answers a file that has a header and no rows instead of refusing it. */
  readonly allowNoRows?: boolean;
}

/** Profiles every row of a file that is in memory as a whole, or says why the file cannot be taken. */
export function profileFile(bytes: Uint8Array, options: ProfileOptions = {}): ProfiledFile | Refused {
  const head = { bytes: bytes.subarray(0, sampleBytes), isWhole: bytes.length <= sampleBytes };
  const file = openTabular(head, options);
  if (isRefused(file)) return file;
  const { layout } = file;
  const invalid = findInvalidUtf8(bytes);
  if (invalid >= 0) return { refused: undecidableEncoding(invalid) };
  const profiler = new FileProfiler(layout.columns);
  const reader = file.read((row) => profiler.addRow(row));
  try {
    reader.push(bytes.subarray(layout.dataOffset));
    reader.end();
  } catch (error) {
    if (!(error instanceof RecordTooLarge)) throw error;
    return { refused: { code: 'file_unreadable', detail: error.message, byteOffset: error.offset } };
  }
  const { counts } = reader;
  if (counts.rows === 0 && options.allowNoRows !== true) {
    const detail = `The file has a header in line ${layout.headerLine} but no rows below it.`;
    return { refused: { code: 'file_has_no_rows', detail } };
  }
  return { layout, columns: [...profiler.finish()], rowCount: counts.rows, counts };
}
