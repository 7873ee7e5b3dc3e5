import type { SourceNote, SourceNoteCode } from '@landfall/domain/tabular/table-source';
import type { NoteSummary } from './table-task.ts';

const keptNotes = 100;

/** Counts what a reader tells about cells and records, and keeps the first of it. */
export class NoteCounter {
  readonly #counts: Partial<Record<SourceNoteCode, number>> = {};
  readonly #first: SourceNote[] = [];

  readonly add = (note: SourceNote): void => {
    this.#counts[note.code] = (this.#counts[note.code] ?? 0) + 1;
    if (this.#first.length < keptNotes) this.#first.push(note);
  };

  get summary(): NoteSummary {
    return { counts: { ...this.#counts }, first: [...this.#first] };
  }
}
