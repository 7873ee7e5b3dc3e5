import { RecordTooLarge, type ScannedRecord } from './csv-scanner.ts';
import { openLayout } from './open-tabular.ts';
import type { ReadingCounts } from './reading-counts.ts';
import type { SourceRow } from './record-reader.ts';
import { refuseTable, type SourceNote } from './table-source.ts';
import type { LaidOutTable } from './table-source-layout.ts';

/** What is told while a table is read. */
export interface TableEvents {
  /** The row object is reused: copy what must outlive the call. */
  readonly onRow: (row: SourceRow) => void;
  readonly onNote?: (note: SourceNote) => void;
  /** Called for each record that is no row, in file order with the rows. */
  readonly onSkipped?: (record: ScannedRecord) => void;
}

/** Reads a table from its first row to its last; throws `TabularRefusal` where it cannot be read on. */
export async function readTableRows(
  table: Pick<LaidOutTable, 'source' | 'layout'>,
  events: TableEvents,
): Promise<ReadingCounts> {
  const pieces = walkTableRows(table, events);
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return value;
  }
}

/** {@link readTableRows} that pauses after each piece of the table's text. */
export async function* walkTableRows(
  { source, layout }: Pick<LaidOutTable, 'source' | 'layout'>,
  { onRow, onNote, onSkipped }: TableEvents,
): AsyncGenerator<void, ReadingCounts> {
  const reader = openLayout(layout).read(onRow, onSkipped === undefined ? {} : { onSkipped });
  let toSkip = layout.dataOffset;
  try {
    for await (const piece of source.read(onNote)) {
      reader.push(piece.subarray(Math.min(toSkip, piece.length)));
      toSkip = Math.max(0, toSkip - piece.length);
      yield;
    }
    reader.end();
  } catch (error) {
    if (!(error instanceof RecordTooLarge)) throw error;
    refuseTable('file_unreadable', `${error.message} A quote is probably not closed.`, {
      byteOffset: error.offset,
    });
  }
  return reader.counts;
}
