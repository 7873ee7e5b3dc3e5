import { EvidenceGatherer } from '../cleansing/evidence-gatherer.ts';
import { CellTally } from './cell-tally.ts';
import type { GatheredColumn } from './column-cells.ts';
import type { ColumnProfile, ValueCount } from './column-profile.ts';
import { type DictionaryEntry, type DictionaryLimits, DistinctDictionary } from './distinct-dictionary.ts';
import type { SourceColumn } from './file-layout.ts';
import { HyperLogLog } from './hyper-log-log.ts';
import { longestShown, shownText } from './shown-text.ts';
import { topCounts } from './top-counts.ts';
import { decodeUtf8 } from './utf8.ts';

const sampleCount = 5;
const topValueCount = 20;

/** Distinct values over all columns of a file that are kept: bounds a profile of 1,000 columns. */
const entriesPerFile = 1 << 20;
const bytesPerFile = 64 * 1024 * 1024;

/** Room for one column's distinct values in a file of `columnCount` columns. */
export function dictionaryLimits(columnCount: number): DictionaryLimits {
  return {
    entries: Math.min(32_768, Math.floor(entriesPerFile / columnCount)),
    bytes: Math.min(1024 * 1024, Math.floor(bytesPerFile / columnCount)),
  };
}

/** Distinct values after which it is asked whether there is a point in keeping more. */
const firstEntries = 16_384;
/** Mean count of so many values from which on they repeat, so that most of those to come may be among the next ones. */
const repeatedMeanCount = 1.2;

/** Mean count of the values of a full dictionary from which on it answers for enough cells to be worth its size. */
const worthwhileMeanCount = 1.5;
/** Count from which on a value of a varied column is counted further, as it may be among the most frequent. */
const frequentCount = 4;

/** Values that tell whether a varied column is one of numbers or dates. */
const valuesLookedAt = 256;

/** A value worked out already, with the count it had then. */
interface WorkedOut {
  readonly count: number;
  readonly isFilled: boolean;
}

/**
 * Profiles one column in one pass over its cells.
 *
 * Distinct values are kept and counted exactly while they fit; their kinds, lengths and shapes are
 * worked out once a value. From the first value that does not fit, new values are worked out cell by
 * cell, so every figure but the distinct count stays exact over all rows.
 */
export class ColumnProfiler {
  readonly #limits: DictionaryLimits;
  readonly #tally = new CellTally();
  readonly #samples: string[] = [];
  #values: DistinctDictionary;
  /** What the values of the dictionary were worked out as, in their order; empty while none were. */
  #workedOut: WorkedOut[] = [];
  #distinct = 0;
  #estimator: HyperLogLog | undefined;
  /** Of a varied column: gathers from cells and from values that leave the dictionary, if they are worth it. */
  #evidence: EvidenceGatherer | undefined;
  #nullCount = 0;
  #emptyCount = 0;

  constructor(limits: DictionaryLimits) {
    this.#limits = limits;
    this.#values = new DistinctDictionary({ ...limits, entries: Math.min(limits.entries, firstEntries) });
  }

  /** Adds gathered cells, those that short rows do not have included. */
  addCells({ bytes, ends, missing }: GatheredColumn): void {
    let start = 0;
    let empty = -missing;
    for (let row = 0; row < ends.length; row++) {
      const end = ends[row]!;
      if (end === start) empty++;
      else if (!this.#values.add(bytes, start, end)) this.#addUnlisted(bytes, start, end);
      start = end;
    }
    this.#nullCount += missing;
    this.#emptyCount += empty;
  }

  #addUnlisted(bytes: Uint8Array, start: number, end: number): void {
    if (this.#estimator === undefined && this.#extend() && this.#values.add(bytes, start, end)) return;
    const { lastHigh, lastLow } = this.#values;
    this.#estimator ??= this.#startEstimator();
    this.#estimator.add(lastHigh, lastLow);
    this.#tally.add(bytes, start, end, 1, false);
    this.#evidence?.add(bytes, start, end, 1);
  }

  /**
   * Makes room for all values that may be kept when those so far repeat, or are addresses, of which machines are asked
   * for that share one; false when there is no more room.
   */
  #extend(): boolean {
    const { size } = this.#values;
    if (size !== firstEntries || size >= this.#limits.entries) return false;
    if (this.#countListed() < size * repeatedMeanCount && !this.#areAddresses()) return false;
    this.#values.extend(this.#limits);
    return true;
  }

  /** Cells whose values are in the dictionary. */
  #countListed(): number {
    let cells = 0;
    this.#values.forEach(({ count }) => {
      cells += count;
    });
    return cells;
  }

  #startEstimator(): HyperLogLog {
    const estimator = new HyperLogLog();
    if (this.#isMostlyWritten()) this.#evidence = new EvidenceGatherer();
    this.#values.forEachKey((high, low) => estimator.add(high, low));
    if (this.#countListed() < this.#values.size * worthwhileMeanCount) this.#keepFrequent();
    return estimator;
  }

  /** What the first values are. */
  #tallyOfFirst(): CellTally {
    const tally = new CellTally();
    let left = valuesLookedAt;
    this.#values.forEach(({ bytes, start, end }) => {
      if (left-- > 0) tally.add(bytes, start, end, 1, false);
    });
    return tally;
  }

  #areAddresses(): boolean {
    const { kinds, filledCount } = this.#tallyOfFirst();
    return (kinds.ip ?? 0) * 2 >= filledCount;
  }

  /** True when most of the first values are numbers or dates: the evidence of such a column is likely asked for. */
  #isMostlyWritten(): boolean {
    const tally = this.#tallyOfFirst();
    const { integer = 0, decimal = 0, date = 0, timestamp = 0 } = tally.kinds;
    const quantities = tally.unitHints.reduce((sum, { count }) => sum + count, 0);
    return (integer + decimal + date + timestamp + quantities) * 2 >= tally.filledCount;
  }

  /** Works out the values so far and goes on with the few frequent ones: a large dictionary that seldom answers costs time. */
  #keepFrequent(): void {
    const frequent = new DistinctDictionary(this.#limits);
    const workedOut: WorkedOut[] = [];
    this.#workOut((entry, isFilled) => {
      if (entry.count < frequentCount) {
        this.#evidence?.add(entry.bytes, entry.start, entry.end, entry.count);
        return;
      }
      frequent.add(entry.bytes, entry.start, entry.end, entry.count);
      workedOut.push({ count: entry.count, isFilled });
    });
    frequent.close();
    this.#values = frequent;
    this.#workedOut = workedOut;
  }

  /** Adds what the dictionary counted since it was last worked out. */
  #workOut(visit: (entry: DictionaryEntry, isFilled: boolean) => void): void {
    let id = 0;
    this.#values.forEach((entry) => {
      const before = this.#workedOut[id++];
      const weight = entry.count - (before?.count ?? 0);
      const state =
        weight === 0 ? undefined : this.#tally.add(entry.bytes, entry.start, entry.end, weight, true);
      const isFilled = before?.isFilled ?? state === 'filled';
      if (before === undefined && isFilled) this.#addDistinct(entry);
      visit(entry, isFilled);
    });
  }

  #addDistinct({ bytes, start, end }: DictionaryEntry): void {
    this.#distinct++;
    if (this.#samples.length < sampleCount) this.#samples.push(shown(bytes, start, end));
  }

  /** True while the column has no value at all: a blank header then drops the column. */
  get hasNoValue(): boolean {
    return this.#values.size === 0 && this.#estimator === undefined;
  }

  /** Works out the profile; call it once, after the last cell. */
  finish(column: SourceColumn): ColumnProfile {
    const tally = this.#tally;
    const filled: DictionaryEntry[] = [];
    this.#workOut((entry, isFilled) => {
      if (isFilled) filled.push(entry);
    });
    const top: ValueCount[] = topCounts(filled, topValueCount).map(({ bytes, start, end, count }) => ({
      value: shown(bytes, start, end),
      count,
    }));
    const emptyCount = this.#emptyCount + tally.emptyCount;
    return {
      ...column,
      rows: this.#nullCount + emptyCount + tally.placeholderCount + tally.filledCount,
      nullCount: this.#nullCount,
      emptyCount,
      placeholderCount: tally.placeholderCount,
      placeholderWords: tally.placeholderWords,
      distinctCount: Math.max(this.#distinct, Math.min(this.#estimator?.estimate() ?? 0, tally.filledCount)),
      distinctExact: this.#estimator === undefined,
      topValues: top,
      samples: [...this.#samples],
      minLength: tally.lengths?.min ?? null,
      maxLength: tally.lengths?.max ?? null,
      avgLength: tally.lengths?.avg ?? null,
      kinds: tally.kinds,
      numeric: tally.numeric,
      unitHints: tally.unitHints,
      multiValue: tally.multiValue,
      patterns: tally.patterns,
      longerThan: tally.longerThan,
      findings: tally.findings,
      ...this.#evidenceOfAll(),
    };
  }

  /** Nothing for a varied column that is no column of numbers or dates. */
  #evidenceOfAll(): Pick<ColumnProfile, 'evidence'> {
    if (this.#estimator !== undefined && this.#evidence === undefined) return {};
    const evidence = this.#evidence ?? new EvidenceGatherer();
    this.#values.forEach(({ bytes, start, end, count }) => evidence.add(bytes, start, end, count));
    return { evidence: evidence.result() };
  }
}

/** Text of a value for people: cut when long, and without NUL, which no JSON column of a database takes. */
function shown(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeUtf8(bytes, start, Math.min(end, start + longestShown * 4));
  return shownText(text.replaceAll('\0', '\uFFFD'));
}
