import { LineRanges } from './line-ranges.ts';

/** Why a row cannot be taken as it stands. */
export type RowFault = 'too_many_cells' | 'cell_too_large' | 'unparseable_row';

/** Kinds of records that are no source rows. */
export const skipKinds = ['blank', 'repeated_header', 'totals', 'remark'] as const;
export type SkipKind = (typeof skipKinds)[number];

/** What is odd about a row that is taken all the same, or about the header. */
export const oddityKinds = [
  'header_width',
  'short_row',
  'extra_empty_cells',
  'text_after_quote',
  'bare_quote',
] as const;
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
  /** Cells of the first row that has not as many as the header, and whether all others like it have as many. */
  #oddWidth: number | undefined;
  #hasOneOddWidth = true;
  readonly #faults: Partial<Record<RowFault, number>> = {};
  readonly #faulty = new LineRanges();
  readonly #skipped = {
    blank: new LineRanges(),
    repeated_header: new LineRanges(),
    totals: new LineRanges(),
    remark: new LineRanges(),
  };
  readonly #odd = {
    header_width: new LineRanges(),
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

  odd(kind: Exclude<OddityKind, 'header_width'>, line: number): void {
    this.#odd[kind].add(line);
  }

  /** Notes a row that is taken with other than the header's number of cells. */
  oddWidth(kind: 'short_row' | 'extra_empty_cells', line: number, cellCount: number): void {
    this.odd(kind, line);
    this.#oddWidth ??= cellCount;
    if (this.#oddWidth !== cellCount) this.#hasOneOddWidth = false;
  }

  /** The counts, of so many rows below the header in `headerLine`. */
  of(rows: number, headerLine = 0): ReadingCounts {
    const { blank, repeated_header, totals, remark } = this.#skipped;
    const { text_after_quote, bare_quote } = this.#odd;
    const { header_width, short_row, extra_empty_cells } = this.#widths(rows, headerLine);
    return {
      rows,
      shortRows: this.shortRows,
      faults: { ...this.#faults },
      faulty: this.#faulty.summary,
      trailingTextCells: this.trailingTextCells,
      skipped: {
        blank: blank.summary,
        repeated_header: repeated_header.summary,
        totals: totals.summary,
        remark: remark.summary,
      },
      odd: {
        header_width: header_width.summary,
        short_row: short_row.summary,
        extra_empty_cells: extra_empty_cells.summary,
        text_after_quote: text_after_quote.summary,
        bare_quote: bare_quote.summary,
      },
    };
  }

  /** Where every row that is taken has one other number of cells than the header, it is the header that is odd. */
  #widths(rows: number, headerLine: number) {
    const { header_width, short_row, extra_empty_cells } = this.#odd;
    const odd = short_row.count + extra_empty_cells.count;
    const taken = rows - this.#faulty.count;
    if (!this.#hasOneOddWidth || taken < 2 || odd < taken || headerLine === 0) {
      return { header_width, short_row, extra_empty_cells };
    }
    const header = new LineRanges();
    header.add(headerLine);
    const none = new LineRanges();
    return { header_width: header, short_row: none, extra_empty_cells: none };
  }
}
