import { detectLayout, type FileHead, type LayoutOptions } from './detect-layout.ts';
import { type FileLayout, isRefused, type Refused } from './file-layout.ts';
import type { ReadingCounts } from './reading-counts.ts';
import { type ReadingOptions, RecordReader, type SourceRow } from './record-reader.ts';

/** Takes the bytes behind a file's header in pieces and reports its rows with their line numbers. */
export interface RowReader {
  push(bytes: Uint8Array): void;
  end(): void;
  readonly counts: ReadingCounts;
}

/** A file whose header is known. Readers of other formats answer the same. */
export interface OpenedFile {
  readonly layout: FileLayout;
  /** A reader of all rows; feed it the file from `layout.dataOffset` on. */
  read(onRow: (row: SourceRow) => void, options?: Pick<ReadingOptions, 'onSkipped'>): RowReader;
}

/** Opens a file by its first bytes: its header and a reader of its rows, or why it cannot be taken. */
export function openTabular(head: FileHead, options: LayoutOptions = {}): OpenedFile | Refused {
  const layout = detectLayout(head, options);
  return isRefused(layout) ? layout : openLayout(layout);
}

/** Opens a file whose layout was settled before. */
export function openLayout(layout: FileLayout): OpenedFile {
  const start = { offset: layout.dataOffset, line: layout.dataLine };
  return { layout, read: (onRow, options = {}) => new RecordReader(layout, onRow, { ...options, start }) };
}
