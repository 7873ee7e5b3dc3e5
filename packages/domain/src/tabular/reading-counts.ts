import { LineRanges } from './line-ranges.ts';

/** Why a row cannot be taken as it stands. */
export type RowFault = 'too_many_cells' | 'cell_too_large' | 'unparseable_row';

/** Kinds of records that are no source rows. */
export const skipKinds = ['blank', 'repeated_header', 'totals'] as const;
export type SkipKind = (typeof skipKinds)[number];

/** What is odd about a row that is taken all the same. */
export const oddityKinds = ['short_row', 'extra_empty_cells', 'text_after_quote', 'bare_quote'] as const;
export type OddityKind = (typeof oddityKinds)[number];

export type LineRange = readonly [first: number, last: number];

/** Records counted exactly, and the lines of the first of them. */
export interface CountedLines {
  readonly count: number;
  readonly lines: readonly LineRange[];
}

/** What happened to the records of a file. */
export interface ReadingCounts {
  readonly rows: number;
  readonly shortRows: number;
  readonly faults: Readonly<Partial<Record<RowFault, number>>>;
  /** Lines of rows that cannot be taken. */
  readonly faulty: CountedLines;
  readonly trailingTextCells: number;
  /** Lines of skipped records by kind. */
  readonly skipped: Readonly<Record<SkipKind, CountedLines>>;
  /** Lines of rows that are taken although something is odd about them. */
  readonly odd: Readonly<Record<OddityKind, CountedLines>>;
}

/** Counts what happens to the records of a file while it is read. */
export class ReadingCounter {
  shortRows = 0;
  trailingTextCells = 0;
  readonly #faults: Partial<Record<RowFault, number>> = {};
  readonly #faulty = new LineRanges();
  readonly #skipped = {
    blank: new LineRanges(),
    repeated_header: new LineRanges(),
    totals: new LineRanges(),
  };
  readonly #odd = {
    short_row: new LineRanges(),
    extra_empty_cells: new LineRanges(),
    text_after_quote: new LineRanges(),
    bare_quote: new LineRanges(),
  };

  fault(code: RowFault, line: number): void {
    this.#faults[code] = (this.#faults[code] ?? 0) + 1;
    this.#faulty.add(line);
  }

  skip(kind: SkipKind, line: number): void {
    this.#skipped[kind].add(line);
  }

  odd(kind: OddityKind, line: number): void {
    this.#odd[kind].add(line);
  }

  /** The counts, of so many rows. */
  of(rows: number): ReadingCounts {
    const { blank, repeated_header, totals } = this.#skipped;
    const { short_row, extra_empty_cells, text_after_quote, bare_quote } = this.#odd;
    return {
      rows,
      shortRows: this.shortRows,
      faults: { ...this.#faults },
      faulty: this.#faulty.summary,
      trailingTextCells: this.trailingTextCells,
      skipped: { blank: blank.summary, repeated_header: repeated_header.summary, totals: totals.summary },
      odd: {
        short_row: short_row.summary,
        extra_empty_cells: extra_empty_cells.summary,
        text_after_quote: text_after_quote.summary,
        bare_quote: bare_quote.summary,
      },
    };
  }
}
