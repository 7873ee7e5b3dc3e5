import { isPlaceholderWord } from '../tabular/placeholder-words.ts';
import { cleanText } from './clean-text.ts';
import { isWhole, readPlainAmount } from './plain-amount.ts';
import { type DateOrder, readOrderedDate } from './date-format.ts';
import { type NumberShapeCounts, parseDigits, readWrittenNumber, shapeOfNumber } from './number-format.ts';

/** How the numeric dates of one shape in a column can be read, over all its rows. */
export interface DateOrderCounts {
  /** Dates whose first number exceeds 12, so that it must be the day. */
  readonly dayFirst: number;
  readonly monthFirst: number;
  /** Dates valid both ways and different by order. */
  readonly ambiguous: number;
}

/** What all values of a column say about how its numbers and dates are written. */
export interface ColumnEvidence {
  readonly filled: number;
  readonly numbers: NumberShapeCounts & { readonly plain: number };
  /** Numbers written without any unit, and their range; null range when there is none. */
  readonly bare: { readonly count: number; readonly min: number | null; readonly max: number | null };
  /** Largest number of the column as written; null without numbers. */
  readonly max: number | null;
  readonly units: Readonly<Record<string, number>>;
  readonly dates: Readonly<Record<string, DateOrderCounts>>;
}

const maxUnits = 40;

/** Collects {@link ColumnEvidence}; feed it each distinct value once with its count, or each cell with 1. */
export class EvidenceCollector {
  #filled = 0;
  readonly #shapes = {
    plain: 0,
    point_decimal: 0,
    comma_decimal: 0,
    ambiguous_point: 0,
    ambiguous_comma: 0,
    invalid: 0,
  };
  #bareCount = 0;
  #bareMin = Number.POSITIVE_INFINITY;
  #bareMax = Number.NEGATIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #units = new Map<string, number>();
  readonly #dates = new Map<string, { dayFirst: number; monthFirst: number; ambiguous: number }>();

  add(raw: string, count: number): void {
    const text = cleanText(raw);
    if (text === '' || isPlaceholderWord(text)) return;
    this.#filled += count;
    const ordered = readOrderedDate(text);
    if (ordered !== undefined) this.#addDate(ordered, count);
    else this.#addNumber(text, count);
  }

  /**
   * Adds `count` cells that are a number of digits with at most two decimals, as its bytes; false for all others, which
   * {@link add} takes. What it adds is what {@link add} would have added.
   */
  // oxlint-disable-next-line max-params -- runs for every cell of a column of numbers
  addPlain(bytes: Uint8Array, start: number, end: number, count: number): boolean {
    const value = readPlainAmount(bytes, start, end);
    if (value < 0) return false;
    this.#filled += count;
    this.#shapes[isWhole(bytes, start, end) ? 'plain' : 'point_decimal'] += count;
    if (value > this.#max) this.#max = value;
    this.#addBare(value, count);
    return true;
  }

  /** Adds `count` cells that hold neither a number nor a date. */
  addProse(count: number): void {
    this.#filled += count;
  }

  #addDate(date: { shape: string; first: number; second: number }, count: number): void {
    const counts = this.#dates.get(date.shape) ?? { dayFirst: 0, monthFirst: 0, ambiguous: 0 };
    this.#dates.set(date.shape, counts);
    const firstOver = date.first > 12;
    const secondOver = date.second > 12;
    if (firstOver && !secondOver) counts.dayFirst += count;
    else if (secondOver && !firstOver) counts.monthFirst += count;
    else if (!firstOver && date.first !== date.second) counts.ambiguous += count;
  }

  #addNumber(text: string, count: number): void {
    const number = readWrittenNumber(text);
    if (number === undefined) return;
    this.#shapes[shapeOfNumber(number.digits)] += count;
    const value = parseDigits(number.digits, null);
    if (value !== undefined && value > this.#max) this.#max = value;
    if (number.unit !== '') this.#addUnit(number.unit, count);
    else this.#addBare(value, count);
  }

  #addUnit(unit: string, count: number): void {
    if (this.#units.size < maxUnits || this.#units.has(unit))
      this.#units.set(unit, (this.#units.get(unit) ?? 0) + count);
  }

  #addBare(value: number | undefined, count: number): void {
    this.#bareCount += count;
    if (value === undefined || value <= 0) return;
    this.#bareMin = Math.min(this.#bareMin, value);
    this.#bareMax = Math.max(this.#bareMax, value);
  }

  /** What was added so far. */
  result(): ColumnEvidence {
    return {
      filled: this.#filled,
      numbers: {
        plain: this.#shapes.plain,
        pointDecimal: this.#shapes.point_decimal,
        commaDecimal: this.#shapes.comma_decimal,
        ambiguousPoint: this.#shapes.ambiguous_point,
        ambiguousComma: this.#shapes.ambiguous_comma,
      },
      bare: { count: this.#bareCount, min: finite(this.#bareMin), max: finite(this.#bareMax) },
      max: finite(this.#max),
      units: Object.fromEntries(this.#units),
      dates: Object.fromEntries(this.#dates),
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Evidence of a column without a value, or one nobody looked at. */
export const noEvidence: ColumnEvidence = new EvidenceCollector().result();

/** The order the dates of one shape prove; null when they prove none or contradict each other. */
export function decideDateOrder(counts: DateOrderCounts): DateOrder | null {
  if (counts.dayFirst > 0 && counts.monthFirst === 0) return 'day_first';
  return counts.monthFirst > 0 && counts.dayFirst === 0 ? 'month_first' : null;
}
