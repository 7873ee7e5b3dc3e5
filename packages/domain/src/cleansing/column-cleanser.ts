import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { cleanseValue } from './cleanse-value.ts';
import type { CellIssue } from './cleansed-cell.ts';
import type { ColumnPlan } from './column-plan.ts';
import { cleanText } from './clean-text.ts';
import { fastColumnFor, fastEmpty, type FastColumn } from './fast-values.ts';

/** What became of the cells of one source column, over all rows cleansed so far. */
export interface ColumnOutcome {
  filledBefore: number;
  filledAfter: number;
  /** Cells whose value is written differently from the source. */
  converted: number;
  placeholders: number;
  failed: number;
  readonly issues: Map<CellIssue, IssueTally>;
  readonly examples: { readonly before: string; readonly after: string }[];
}

/** Cells that raised one issue: exact count, the first row ranges and the first different texts. */
export interface IssueTally {
  count: number;
  readonly ranges: [first: number, last: number][];
  readonly samples: { readonly row: number; readonly value: string }[];
  /** Source texts with counts, most of them when they are few. */
  readonly texts: Map<string, number>;
}

const maxRanges = 1000;
const maxTexts = 200;
const maxExamples = 3;
/** Source texts of a column kept over blocks: beyond, most are seen once and keeping them saves nothing. */
const maxKnown = 49_152;
const maxKnownBytes = 2_000_000;

const cellKind = { kept: 0, converted: 1, empty: 2, placeholder: 3, failed: 4 } as const;

/** Cleanses the cells of one source column, block by block; texts are made for distinct values only. */
export class ColumnCleanser {
  readonly plan: ColumnPlan;
  #outcome = newOutcome();
  /** Values of the current block. */
  readonly values = new ByteDictionary();
  readonly #fast: FastColumn | undefined;
  /** Source texts seen so far, over blocks, and the values they became. */
  readonly #sources = new ByteDictionary();
  readonly #known = new ByteDictionary();
  /** For each source text the number of its known value or -1, and what became of it. */
  #knownOf: number[] = [];
  #kindOf: number[] = [];
  #issueOf: (CellIssue | null)[] = [];
  /** For each known value 1 + its number in the current block, valid when its block is the current one. */
  #numberOf: number[] = [];
  #blockOf: number[] = [];
  #block = 0;

  constructor(plan: ColumnPlan) {
    this.plan = plan;
    this.#fast = fastColumnFor(plan);
  }

  /** Counts since they were last taken. */
  get outcome(): ColumnOutcome {
    return this.#outcome;
  }

  /** Hands out the counts and starts new ones. */
  takeOutcome(): ColumnOutcome {
    const taken = this.#outcome;
    this.#outcome = newOutcome();
    return taken;
  }

  /** Begins a block with values of its own; what source texts mean stays known while it is not too much. */
  startBlock(): void {
    this.values.clear();
    this.#block++;
    if (this.#sources.size < maxKnown && this.#sources.bytes.length < maxKnownBytes) return;
    this.#sources.clear();
    this.#known.clear();
    this.#knownOf = [];
    this.#kindOf = [];
    this.#issueOf = [];
    this.#numberOf = [];
    this.#blockOf = [];
  }

  /** Cleanses the bytes `[start, end)` of one cell of `row` and returns 1 + the number of its value, or 0. */
  // oxlint-disable-next-line max-params -- runs for every cell
  add(bytes: Uint8Array, start: number, end: number, row: number): number {
    const fast = this.#fast;
    if (fast !== undefined) {
      const length = fast.read(bytes, start, end);
      if (length >= 0) {
        return this.#addFast(fast.out, length, end - start === length && this.#isKept(bytes, start, end));
      }
      if (length === fastEmpty) return 0;
    }
    const source = this.#sources.intern(bytes, start, end);
    if (source === this.#knownOf.length) this.#cleanse(bytes, start, end);
    this.#count(source, row);
    const known = this.#knownOf[source]!;
    return known < 0 ? 0 : this.#numberInBlock(known);
  }

  #numberInBlock(known: number): number {
    if (this.#blockOf[known] === this.#block) return this.#numberOf[known]!;
    const number =
      this.values.intern(this.#known.all, this.#known.startOf(known), this.#known.endOf(known)) + 1;
    this.#numberOf[known] = number;
    this.#blockOf[known] = this.#block;
    return number;
  }

  /** True when what the fast reader wrote is what it read. */
  #isKept(bytes: Uint8Array, start: number, end: number): boolean {
    const out = this.#fast?.out;
    for (let at = start; at < end; at++) if (bytes[at] !== out?.[at - start]) return false;
    return true;
  }

  #addFast(out: Uint8Array, length: number, isKept: boolean): number {
    const outcome = this.#outcome;
    outcome.filledBefore++;
    outcome.filledAfter++;
    if (!isKept) outcome.converted++;
    return this.values.intern(out, 0, length) + 1;
  }

  #cleanse(bytes: Uint8Array, start: number, end: number): void {
    const text = decodeUtf8(bytes, start, end);
    const { value, issue } = cleanseValue(this.plan, text);
    const encoded = value === null ? undefined : encodeUtf8(value);
    this.#knownOf.push(encoded === undefined ? -1 : this.#known.intern(encoded, 0, encoded.length));
    this.#issueOf.push(issue);
    const kind = kindOf(text, value, issue);
    this.#kindOf.push(kind);
    if (kind === cellKind.converted && value !== null) this.#keepExample(text, value);
  }

  #keepExample(before: string, after: string): void {
    const { examples } = this.#outcome;
    if (examples.length < maxExamples && !examples.some((example) => example.before === before)) {
      examples.push({ before, after });
    }
  }

  #count(source: number, row: number): void {
    const kind = this.#kindOf[source]!;
    if (kind === cellKind.empty) return;
    const outcome = this.#outcome;
    outcome.filledBefore++;
    if (this.#knownOf[source]! >= 0) outcome.filledAfter++;
    if (kind === cellKind.converted) outcome.converted++;
    else if (kind === cellKind.placeholder) outcome.placeholders++;
    else if (kind === cellKind.failed) this.#fail(source, row);
  }

  #fail(source: number, row: number): void {
    this.#outcome.failed++;
    const issue = this.#issueOf[source] ?? 'invalid_value';
    let tally = this.#outcome.issues.get(issue);
    if (tally === undefined) {
      tally = { count: 0, ranges: [], samples: [], texts: new Map() };
      this.#outcome.issues.set(issue, tally);
    }
    tally.count++;
    addToRanges(tally.ranges, row);
    const start = this.#sources.startOf(source);
    const text = decodeUtf8(this.#sources.bytes, start, this.#sources.ends[source]);
    const seen = tally.texts.get(text);
    if (seen !== undefined) tally.texts.set(text, seen + 1);
    else if (tally.texts.size < maxTexts) tally.texts.set(text, 1);
    if (seen === undefined && tally.samples.length < 5) tally.samples.push({ row, value: text });
  }
}

function newOutcome(): ColumnOutcome {
  return {
    filledBefore: 0,
    filledAfter: 0,
    converted: 0,
    placeholders: 0,
    failed: 0,
    issues: new Map(),
    examples: [],
  };
}

function kindOf(text: string, value: string | null, issue: CellIssue | null): number {
  if (issue !== null) return cellKind.failed;
  if (value !== null) return value === text ? cellKind.kept : cellKind.converted;
  return cleanText(text) === '' ? cellKind.empty : cellKind.placeholder;
}

function addToRanges(ranges: [number, number][], row: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === row - 1) last[1] = row;
  else if (ranges.length < maxRanges) ranges.push([row, row]);
}
