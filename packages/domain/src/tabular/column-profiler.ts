import { CellTally } from './cell-tally.ts';
import type { ColumnProfile, ValueCount } from './column-profile.ts';
import { type DictionaryLimits, DistinctDictionary } from './distinct-dictionary.ts';
import type { SourceColumn } from './file-layout.ts';
import { HyperLogLog } from './hyper-log-log.ts';
import { topCounts } from './top-counts.ts';
import { decodeUtf8 } from './utf8.ts';

const sampleCount = 5;
const topValueCount = 20;
/** Characters of a sample or top value that are kept: a profile stays small whatever the cells hold. */
const longestShownValue = 300;

/** Distinct values over all columns of a file that are kept: bounds a profile of 1,000 columns. */
const entriesPerFile = 1 << 20;
const bytesPerFile = 64 * 1024 * 1024;

/** Room for one column's distinct values in a file of `columnCount` columns. */
export function dictionaryLimits(columnCount: number): DictionaryLimits {
  return {
    entries: Math.min(16_384, Math.floor(entriesPerFile / columnCount)),
    bytes: Math.min(1024 * 1024, Math.floor(bytesPerFile / columnCount)),
  };
}

/**
 * Profiles one column in one pass over its cells.
 *
 * Distinct values are kept and counted exactly while they fit; their kinds, lengths and shapes are
 * worked out once a value at the end. From the first value that does not fit, new values are worked out
 * cell by cell, so every figure but the distinct count stays exact over all rows.
 */
export class ColumnProfiler {
  readonly #values: DistinctDictionary;
  readonly #tally = new CellTally();
  #estimator: HyperLogLog | undefined;
  #nullCount = 0;
  #emptyCount = 0;

  constructor(limits: DictionaryLimits) {
    this.#values = new DistinctDictionary(limits);
  }

  /** Adds a cell that a short row does not have. */
  addMissing(): void {
    this.#nullCount++;
  }

  /** Adds a cell with the value in `[start, end)`. */
  add(bytes: Uint8Array, start: number, end: number): void {
    if (start === end) this.#emptyCount++;
    else if (this.#values.add(bytes, start, end) < 0) this.#addUnlisted(bytes, start, end);
  }

  #addUnlisted(bytes: Uint8Array, start: number, end: number): void {
    const { lastHigh, lastLow, lastClasses } = this.#values;
    this.#estimator ??= this.#startEstimator();
    this.#estimator.add(lastHigh, lastLow);
    this.#tally.add(bytes, { start, end, classes: lastClasses }, { weight: 1, isListed: false });
  }

  #startEstimator(): HyperLogLog {
    const estimator = new HyperLogLog();
    this.#values.forEachHash((high, low) => estimator.add(high, low));
    return estimator;
  }

  /** True while the column has no value at all: a blank header then drops the column. */
  get hasNoValue(): boolean {
    return this.#values.size === 0 && this.#estimator === undefined;
  }

  /** Works out the profile; call it once, after the last cell. */
  finish(column: SourceColumn): ColumnProfile {
    const tally = this.#tally;
    const filled: ValueCount[] = [];
    let distinct = 0;
    this.#values.forEach((entry) => {
      if (tally.add(entry.bytes, entry, { weight: entry.count, isListed: true }) !== 'filled') return;
      distinct++;
      filled.push({ value: shown(entry.bytes, entry.start, entry.end), count: entry.count });
    });
    const emptyCount = this.#emptyCount + tally.emptyCount;
    const rows = this.#nullCount + emptyCount + tally.placeholderCount + tally.filledCount;
    const estimate = Math.min(this.#estimator?.estimate() ?? 0, tally.filledCount);
    return {
      ...column,
      rows,
      nullCount: this.#nullCount,
      emptyCount,
      placeholderCount: tally.placeholderCount,
      distinctCount: Math.max(distinct, estimate),
      distinctExact: this.#estimator === undefined,
      topValues: topCounts(filled, topValueCount),
      samples: filled.slice(0, sampleCount).map(({ value }) => value),
      minLength: tally.lengths?.min ?? null,
      maxLength: tally.lengths?.max ?? null,
      avgLength: tally.lengths?.avg ?? null,
      kinds: tally.kinds,
      numeric: tally.numeric,
      unitHints: tally.unitHints,
      multiValue: tally.multiValue,
      patterns: tally.patterns,
    };
  }
}

/** Text of a value for people: cut when long, and without NUL, which no JSON column of a database takes. */
function shown(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeUtf8(bytes, start, Math.min(end, start + longestShownValue * 4)).replaceAll(
    '\0',
    '\uFFFD',
  );
  return text.length > longestShownValue ? `${text.slice(0, longestShownValue)}…` : text;
}
