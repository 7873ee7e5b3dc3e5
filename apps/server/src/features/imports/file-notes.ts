import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import type { ReadingCounts } from '@landfall/domain/tabular/reading-counts';
import type { NoteSummary } from './readers/table-task.ts';

/** What was found in a file besides its rows; the `notes` of `import_files`. */
export interface FileNotes {
  /** Lines above the header, as text. */
  readonly title_lines: readonly string[];
  readonly rows: number;
  readonly short_rows: number;
  /** Cells in which text follows the closing quote. */
  readonly trailing_text_cells: number;
  /** Rows that cannot be taken as they stand, by reason. */
  readonly faults: Readonly<Record<string, number>>;
  /** Their lines. */
  readonly faulty: ReadingCounts['faulty'];
  /** Rows that are taken although something is odd about them. */
  readonly odd: ReadingCounts['odd'];
  /** Records that are no rows, by kind, with line ranges. */
  readonly skipped: ReadingCounts['skipped'];
  /** What was found in cells and records that are kept. */
  readonly source_notes: NoteSummary;
}

/** Length of a title line that is kept. */
const longestTitle = 1000;

/** Of the notes of a file those that reading its rows made, and none that its upload left there. */
export function foundNotes(notes: FileNotes): FileNotes {
  const { title_lines, rows, short_rows, trailing_text_cells, faults, faulty, odd, skipped, source_notes } =
    notes;
  return { title_lines, rows, short_rows, trailing_text_cells, faults, faulty, odd, skipped, source_notes };
}

export function fileNotes(
  layout: Pick<FileLayout, 'notes'>,
  counts: ReadingCounts,
  notes: NoteSummary,
): FileNotes {
  return {
    title_lines: layout.notes.map((line) => line.slice(0, longestTitle)),
    rows: counts.rows,
    short_rows: counts.shortRows,
    trailing_text_cells: counts.trailingTextCells,
    faults: { ...counts.faults },
    faulty: counts.faulty,
    odd: counts.odd,
    skipped: counts.skipped,
    source_notes: notes,
  };
}
