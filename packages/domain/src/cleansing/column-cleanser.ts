import type { GatheredColumn } from '../tabular/column-cells.ts';
import { longestPlaceholderBytes } from '../tabular/placeholder-words.ts';
import { longestShown, shownText } from '../tabular/shown-text.ts';
import { decodeUtf8 } from '../tabular/utf8.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { cleanseValue, holdsNothing } from './cleanse-value.ts';
import type { CellIssue, CleansedCell } from './cleansed-cell.ts';
import type { ColumnPlan } from './column-plan.ts';
import { isCleanBytes } from './clean-bytes.ts';
import { cleanText } from './clean-text.ts';
import { type FastReader, fastReaderFor, keepsTexts, longestFast } from './fast-values.ts';
import { distinctTexts, type GatheredTexts, holdsLongTexts, LongCells } from './long-texts.ts';

/** What became of the cells of one source column, over all rows cleansed so far. */
export interface ColumnOutcome {
  readonly filledBefore: number;
  readonly filledAfter: number;
  /** Cells whose value is written differently from the source. */
  readonly converted: number;
  readonly placeholders: number;
  readonly failed: number;
  readonly issues: ReadonlyMap<CellIssue, IssueTally>;
  readonly examples: readonly Conversion[];
}

/** A source text and the value it became. */
interface Conversion {
  readonly before: string;
  readonly after: string;
}

/** Cells of a column that raised one issue: exact count, the first row ranges and the first different texts. */
export interface IssueTally {
  count: number;
  readonly ranges: [first: number, last: number][];
  readonly samples: { readonly row: number; readonly value: string }[];
  /** Source texts with counts, most of them when they are few. */
  readonly texts: Map<string, number>;
}

/** What is told of a text that raised an issue. */
interface IssueNote {
  readonly issue: CellIssue;
  readonly text: string;
}

/** What became of a long cell. */
interface LongCell {
  readonly kind: number;
  /** 1 + the number of its value in the block, or 0. */
  readonly number: number;
  readonly note: IssueNote | undefined;
}

const maxRanges = 1000;
const maxTexts = 200;
const maxExamples = 3;
/** Source texts of a column kept over blocks: beyond, most are seen once and keeping them saves nothing. */
const maxKnown = 49_152;
const maxKnownBytes = 2_000_000;
/** Bytes of a cell from which on its text is not kept over blocks, nor copied where it lies in the rows already. */
const longText = 65_536;
/** Source texts beyond which reading an ordinary cell costs less than finding it among those known. */
const fewTexts = 1024;
const space = 32;
const undecided = -1;

/** What became of a cell; those that are `Set` hold nothing and have the value a person set, those from `failed` on raised an issue. */
const cellKind = {
  kept: 0,
  converted: 1,
  empty: 2,
  placeholder: 3,
  emptySet: 4,
  placeholderSet: 5,
  failed: 6,
  partlyFailed: 7,
} as const;
const kinds = Object.keys(cellKind).length;

/** Integers kept for each known text: its kind, its value or -1, the block it was last met in and its number there. */
const factSize = 4;
const noValue = -1;

/** Cleanses the cells of one source column, block by block; texts are made for distinct values only. */
export class ColumnCleanser {
  readonly plan: ColumnPlan;
  /** Values of the current block. */
  readonly #values = new ByteDictionary();
  readonly #fast: FastReader | undefined;
  /** True when texts that need no cleaning are their own values. */
  readonly #keepsTexts: boolean;
  /** Source texts seen so far, over blocks, and the values they became. */
  readonly #texts = new ByteDictionary();
  readonly #canonical = new ByteDictionary();
  #facts = new Int32Array(64 * factSize);
  #issueOf = new Map<number, IssueNote>();
  /** True once the column proved to have many texts; ordinary cells are then read without looking them up. */
  #isVaried = false;
  /** Long texts of the current block. */
  #long = new LongCells<LongCell>(new Uint8Array(0));
  /** Cells by {@link cellKind} since the counts were last taken. */
  readonly #counts = new Float64Array(kinds);
  #issues = new Map<CellIssue, IssueTally>();
  #examples: Conversion[] = [];
  /** Rows without a value of the field that got the one a person set for cells of this column. */
  #filled = 0;
  #block = 1;
  /** True when empty cells have a value that a person set. */
  readonly #setsMissing: boolean;

  constructor(plan: ColumnPlan) {
    this.plan = plan;
    this.#fast = fastReaderFor(plan);
    this.#keepsTexts = keepsTexts(plan);
    this.#setsMissing = plan.options.missingAs !== undefined && plan.options.skip !== true;
  }

  /** Counts since they were last taken. */
  get outcome(): ColumnOutcome {
    const count = (kind: keyof typeof cellKind): number => this.#counts[cellKind[kind]]!;
    const [converted, failed, partlyFailed] = [count('converted'), count('failed'), count('partlyFailed')];
    const readable = count('kept') + converted + partlyFailed;
    const placeholders = count('placeholder') + count('placeholderSet');
    return {
      filledBefore: readable + placeholders + failed,
      filledAfter: readable + count('emptySet') + count('placeholderSet') + this.#filled,
      converted,
      placeholders,
      failed: failed + partlyFailed,
      issues: this.#issues,
      examples: this.#examples,
    };
  }

  /** Hands out the counts and starts new ones. */
  takeOutcome(): ColumnOutcome {
    const taken = this.outcome;
    this.#counts.fill(0);
    this.#issues = new Map();
    this.#examples = [];
    this.#filled = 0;
    return taken;
  }

  /** Counts rows that have the value set for this column because no other column of the field has one either. */
  countFilled(rows: number): void {
    this.#filled += rows;
  }

  /** Begins a block with values of its own; what source texts mean stays known while it is not too much. */
  #startBlock(): void {
    this.#block++;
    if (this.#texts.size < maxKnown && this.#texts.byteLength < maxKnownBytes) return;
    this.#texts.clear();
    this.#canonical.clear();
    this.#issueOf.clear();
  }

  /**
   * Cleanses the cells of a column from row `firstRow` on: its values in a block of its own. Rows with a fault have no
   * cells, and no value that a person set for empty ones.
   */
  cleanse(column: GatheredColumn, firstRow: number, faults?: Uint8Array): GatheredTexts {
    const kept = this.#keep(column);
    if (kept !== undefined) return kept;
    const ids = this.#cleanseEach(column, firstRow, faults);
    const { bytes, ends } = this.#values.take();
    this.#startBlock();
    return { bytes, ends, ids };
  }

  /** Long texts that are all different and need no cleaning, as they stand; `undefined` for all other columns. */
  #keep(column: GatheredColumn): GatheredTexts | undefined {
    if (!this.#keepsTexts || this.#setsMissing || !holdsLongTexts(column)) return undefined;
    const { bytes } = column;
    const isKept = (start: number, end: number): boolean =>
      end - start > longestPlaceholderBytes && isCleanBytes(bytes, start, end);
    const kept = distinctTexts(column, isKept);
    this.#counts[cellKind.kept]! += kept?.ends.length ?? 0;
    return kept;
  }

  /** For each row 1 + the number of its value, or 0. */
  #cleanseEach({ bytes, ends }: GatheredColumn, firstRow: number, faults?: Uint8Array): Uint16Array {
    this.#long = new LongCells(bytes);
    const ids = new Uint16Array(ends.length);
    let start = 0;
    for (let row = 0; row < ends.length; row++) {
      const end = ends[row]!;
      const isSet = this.#setsMissing && (faults === undefined || faults[row] === 0);
      if (end > start || isSet) ids[row] = this.#add(bytes, start, end, firstRow + row);
      start = end;
    }
    return ids;
  }

  /** Cleanses the bytes `[start, end)` of one cell of `row` and returns 1 + the number of its value, or 0. */
  // oxlint-disable-next-line max-params -- runs for every cell
  #add(bytes: Uint8Array, start: number, end: number, row: number): number {
    if (end - start > longText) return this.#addLong(bytes, start, end, row);
    if (this.#isVaried) {
      const number = this.#addFast(bytes, start, end);
      if (number !== undecided) return number;
    }
    const known = this.#texts.size;
    const text = this.#texts.intern(bytes, start, end);
    if (text === known) this.#learn(bytes, start, end);
    const facts = this.#facts;
    const at = text * factSize;
    const kind = facts[at]!;
    this.#counts[kind]!++;
    if (kind >= cellKind.failed) this.#failKnown(text, row);
    return facts[at + 2] === this.#block ? facts[at + 3]! : this.#numberInBlock(at);
  }

  /** As {@link #add}, without keeping the text, which would be held three times. */
  // oxlint-disable-next-line max-params -- as #add
  #addLong(bytes: Uint8Array, start: number, end: number, row: number): number {
    const learn = (): LongCell =>
      this.#keepLong(bytes, start, end) ?? this.#cleanseLong(decodeUtf8(bytes, start, end));
    const { kind, number, note } = this.#long.of(start, end, learn);
    this.#counts[kind]!++;
    if (note !== undefined) this.#fail(note, row);
    return number;
  }

  /** A text that is its own value but for spaces around it; `undefined` for all others. */
  #keepLong(bytes: Uint8Array, start: number, end: number): LongCell | undefined {
    let first = start;
    let last = end;
    while (first < last && bytes[first] === space) first++;
    while (last > first && bytes[last - 1] === space) last--;
    if (!this.#keepsTexts || last - first <= longestPlaceholderBytes) return undefined;
    if (!isCleanBytes(bytes, first, last)) return undefined;
    const isWhole = last - first === end - start;
    if (!isWhole) this.#keepExample(beginning(bytes, start, end), beginning(bytes, first, last));
    const number = this.#values.intern(bytes, first, last) + 1;
    return { kind: isWhole ? cellKind.kept : cellKind.converted, number, note: undefined };
  }

  #cleanseLong(source: string): LongCell {
    const { kind, value, note } = this.#read(source);
    return { kind, number: value === null ? 0 : this.#values.internText(value) + 1, note };
  }

  #numberInBlock(at: number): number {
    const facts = this.#facts;
    const value = facts[at + 1]!;
    const canonical = this.#canonical;
    const number =
      value === noValue
        ? 0
        : this.#values.intern(canonical.all, canonical.startOf(value), canonical.endOf(value)) + 1;
    facts[at + 2] = this.#block;
    facts[at + 3] = number;
    return number;
  }

  /** Number of a cell's value in the block, or `undecided` when its text must be looked at. */
  #addFast(bytes: Uint8Array, start: number, end: number): number {
    const values = this.#values;
    const length = this.#readFast(bytes, start, end, values);
    if (length <= 0) return length;
    this.#counts[this.#kindOfTail(values, length, bytes, start, end)]!++;
    return values.internTail(length) + 1;
  }

  /** Writes the value of an ordinary cell behind those of `into`; 0 for an empty cell, `undecided` for all others. */
  // oxlint-disable-next-line max-params -- runs for every cell of a varied column
  #readFast(bytes: Uint8Array, start: number, end: number, into: ByteDictionary): number {
    let first = start;
    let last = end;
    while (first < last && bytes[first] === space) first++;
    while (last > first && bytes[last - 1] === space) last--;
    if (first === last) return this.#setsMissing ? undecided : 0;
    if (this.#fast === undefined || last - first > longestFast) return undecided;
    const at = into.reserve(longestFast);
    return this.#fast(bytes, first, last, into.all, at);
  }

  /** Whether the value just written is what was read. */
  // oxlint-disable-next-line max-params -- runs for every cell of a varied column
  #kindOfTail(values: ByteDictionary, length: number, bytes: Uint8Array, start: number, end: number): number {
    const { all, byteLength: at } = values;
    let k = length === end - start ? 0 : -1;
    while (k >= 0 && k < length) k = all[at + k] === bytes[start + k] ? k + 1 : -1;
    if (k >= 0) return cellKind.kept;
    if (this.#examples.length < maxExamples)
      this.#keepExample(decodeUtf8(bytes, start, end), decodeUtf8(all, at, at + length));
    return cellKind.converted;
  }

  /** Works out the text that was interned last. */
  #learn(bytes: Uint8Array, start: number, end: number): void {
    const text = this.#texts.size - 1;
    if (text === fewTexts) this.#isVaried = this.#fast !== undefined;
    const length = this.#readFast(bytes, start, end, this.#canonical);
    if (length === 0) this.#setFacts(text, cellKind.empty, noValue);
    else if (length === undecided) this.#cleanse(text, decodeUtf8(bytes, start, end));
    else {
      const kind = this.#kindOfTail(this.#canonical, length, bytes, start, end);
      this.#setFacts(text, kind, this.#canonical.internTail(length));
    }
  }

  #cleanse(text: number, source: string): void {
    const { kind, value, note } = this.#read(source);
    this.#setFacts(text, kind, value === null ? noValue : this.#canonical.internText(value));
    if (note !== undefined) this.#issueOf.set(text, note);
  }

  #read(source: string): { kind: number; value: string | null; note: IssueNote | undefined } {
    const cleansed = cleanseValue(this.plan, source);
    const { value, issue } = cleansed;
    const isSet = this.#setsMissing && holdsNothing(this.plan, cleanText(source));
    const kind = kindOf(source, cleansed, isSet);
    if (kind === cellKind.converted && value !== null) this.#keepExample(source, value);
    return { kind, value, note: issue === null ? undefined : { issue, text: shownText(source) } };
  }

  #setFacts(text: number, kind: number, value: number): void {
    const at = text * factSize;
    if (at === this.#facts.length) {
      const grown = new Int32Array(this.#facts.length * 2);
      grown.set(this.#facts);
      this.#facts = grown;
    }
    this.#facts[at] = kind;
    this.#facts[at + 1] = value;
    this.#facts[at + 2] = 0;
  }

  #keepExample(source: string, value: string): void {
    const examples = this.#examples;
    const [before, after] = [shownText(source), shownText(value)];
    if (examples.length < maxExamples && !examples.some((example) => example.before === before))
      examples.push({ before, after });
  }

  #failKnown(text: number, row: number): void {
    const note = this.#issueOf.get(text);
    if (note !== undefined) this.#fail(note, row);
  }

  #fail(known: IssueNote, row: number): void {
    let tally = this.#issues.get(known.issue);
    if (tally === undefined) {
      tally = { count: 0, ranges: [], samples: [], texts: new Map() };
      this.#issues.set(known.issue, tally);
    }
    tally.count++;
    addToRanges(tally.ranges, row);
    const seen = tally.texts.get(known.text);
    if (seen !== undefined) tally.texts.set(known.text, seen + 1);
    else if (tally.texts.size < maxTexts) tally.texts.set(known.text, 1);
    if (seen === undefined && tally.samples.length < 5) tally.samples.push({ row, value: known.text });
  }
}

/** As much of a text as is shown of it, and a little more. */
function beginning(bytes: Uint8Array, start: number, end: number): string {
  return decodeUtf8(bytes, start, Math.min(end, start + (longestShown + 1) * 4));
}

function kindOf(text: string, { value, issue }: CleansedCell, isSet: boolean): number {
  if (issue !== null) return value === null ? cellKind.failed : cellKind.partlyFailed;
  if (value !== null && !isSet) return value === text ? cellKind.kept : cellKind.converted;
  const isEmpty = cleanText(text) === '';
  if (value === null) return isEmpty ? cellKind.empty : cellKind.placeholder;
  return isEmpty ? cellKind.emptySet : cellKind.placeholderSet;
}

function addToRanges(ranges: [number, number][], row: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === row - 1) last[1] = row;
  else if (ranges.length < maxRanges) ranges.push([row, row]);
}
