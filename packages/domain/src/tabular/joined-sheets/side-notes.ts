import type { SourceNote, SourceNoteCode } from '../table-source.ts';

/** Notes of a sheet that are kept whole. */
const keptNotes = 1000;

/** What was told of the cells of a joined sheet while it was read, to be told again with its table. */
export class HeldNotes {
  readonly #sheet: string;
  readonly #first: SourceNote[] = [];
  /** Notes behind the first ones, by code. */
  readonly #more = new Map<SourceNoteCode, number>();

  constructor(sheet: string) {
    this.#sheet = sheet;
  }

  /** Takes a note whose record is a row of the sheet. */
  add({ code, record, detail }: SourceNote): void {
    const place = record === 0 ? `Sheet “${this.#sheet}”` : `Row ${record} of “${this.#sheet}”`;
    this.#keep({ code, record: 0, detail: `${place}: ${detail}` });
  }

  /** Takes the number of a row that repeats the header or sums up. */
  addSkipped(line: number): void {
    this.#keep(skippedNote(this.#sheet, line, 0));
  }

  /** Tells all notes; those that were not kept whole by their code only, as often as they were taken. */
  tell(onNote: (note: SourceNote) => void): void {
    for (const note of this.#first) onNote(note);
    for (const [code, count] of this.#more) {
      const detail = `More of the same was found in “${this.#sheet}”.`;
      for (let left = count; left > 0; left--) onNote({ code, record: 0, detail });
    }
  }

  #keep(note: SourceNote): void {
    if (this.#first.length < keptNotes) this.#first.push(note);
    else this.#more.set(note.code, (this.#more.get(note.code) ?? 0) + 1);
  }
}

/** Tells of a row that is none of a sheet's: `record` is its number in the table, 0 for none. */
export function skippedNote(sheet: string, line: number, record: number): SourceNote {
  const detail = `Row ${line} of “${sheet}” repeats the header or sums up the rows above it, and is skipped.`;
  return { code: 'joined_row_skipped', record, detail };
}

interface UnmatchedRow {
  readonly sheet: string;
  readonly line: number;
  readonly lead: string;
}

/** Tells where a row comes from that fits none of the lead sheet. */
export function unmatchedNote(record: number, { sheet, line, lead }: UnmatchedRow): SourceNote {
  const detail = `Row ${line} of “${sheet}” fits no row of “${lead}”; it is a row of its own.`;
  return { code: 'row_without_lead', record, detail };
}
