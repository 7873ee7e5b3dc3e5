import { charClass, classOfByte } from './char-class.ts';
import type { MultiValueSummary, NumericSummary, ValueCount, ValueKind } from './column-profile.ts';
import { DistinctDictionary } from './distinct-dictionary.ts';
import { listItems } from './multi-value.ts';
import { parseNumber, readPlainNumber } from './number-values.ts';
import { isPlaceholderWord, longestPlaceholderBytes, mayBePlaceholder } from './placeholder-words.ts';
import {
  FindingTally,
  LengthTally,
  mayHoldSecret,
  mayHoldSocialSecurity,
  shortestLimit,
  type TextFinding,
} from './text-findings.ts';
import { StrideSample, type WeightedNumber, weightedQuantile } from './quantile-sample.ts';
import { type ClassedRange, recogniseBytes } from './recognise-value.ts';
import { topCounts } from './top-counts.ts';
import { unitOf } from './unit-words.ts';
import { countCharacters, decodeUtf8 } from './utf8.ts';
import { ShapeReader } from './value-shape.ts';

const c = charClass;
const uuidShape = 'hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh';
const shapeLimits = { entries: 1024, bytes: 32_768 };
const separatorClasses = c.comma | c.semicolon | c.pipe | c.lineBreak;
/** Longest cell looked at for list items, in bytes; longer ones are prose. */
const longestList = 4096;
const longestQuantity = 32;
/** Separators of the shortest list; most cells with a comma have only one. */
const fewestSeparators = 2;

/** Classes of which a text has one when it holds an address, markup, a formula or a statement worth a look. */
const findingClasses = c.at | c.semicolon | c.colon | c.other;
/** Without one of these a text holds nothing that is searched for, unless it is a formula. */
const wordClasses = c.letter | c.hexLetter | c.at | c.dash;
/** All of these are in prose with a social security number. */
const numberedProse = c.digit | c.dash | c.space;
/** Longest text searched, in bytes. */
const longestSearched = 4096;

/** What a cell turned out to be; only `filled` cells count in the statistics of values. */
export type CellState = 'empty' | 'placeholder' | 'filled';

/** Adds up facts about the cells of one column; each distinct value may be added once with its count. */
export class CellTally {
  emptyCount = 0;
  placeholderCount = 0;
  filledCount = 0;
  readonly #kinds: Partial<Record<ValueKind, number>> = {};
  /** The kind of the last cells in a row, and how many of them are not in {@link #kinds} yet: most columns have one. */
  #lastKind: ValueKind = 'text';
  #lastKindCount = 0;
  readonly #shapes = new DistinctDictionary(shapeLimits);
  readonly #shape = new ShapeReader();
  readonly #range: ReusedRange = { start: 0, end: 0, classes: 0 };
  readonly #units = new Map<string, number>();
  readonly #placeholders = new Map<string, number>();
  readonly #long = new LengthTally();
  readonly #findings = new FindingTally();
  readonly #separators = new Map<string, number>();
  readonly #listed: WeightedNumber[] = [];
  readonly #sampled = new StrideSample();
  /** Each UUID has nearly a shape of its own; they are counted as one. */
  #uuidCount = 0;
  #multiValueRows = 0;
  #maxItems = 0;
  #lengthSum = 0;
  #minLength = Number.POSITIVE_INFINITY;
  #maxLength = 0;
  #numberCount = 0;
  #numberSum = 0;
  #minNumber = Number.POSITIVE_INFINITY;
  #maxNumber = Number.NEGATIVE_INFINITY;

  /** Adds `weight` cells with the value in `[start, end)`; `isListed` says that it is one of the distinct values kept. */
  // oxlint-disable-next-line max-params -- runs for every cell of a varied column: an options object would be one allocation each
  add(bytes: Uint8Array, start: number, end: number, weight: number, isListed: boolean): CellState {
    const range = this.#range;
    trim(bytes, start, end, range);
    if (range.start === range.end) {
      this.emptyCount += weight;
      return 'empty';
    }
    this.#shape.read(bytes, range.start, range.end);
    range.classes = this.#shape.classes;
    const placeholder = placeholderOf(bytes, range);
    if (placeholder !== undefined) {
      this.#addPlaceholder(placeholder, weight);
      return 'placeholder';
    }
    this.filledCount += weight;
    // Characters outside ASCII are never trimmed, so the classes of the trimmed value tell about all of them.
    this.#addLength(
      (range.classes & c.nonAscii) === 0 ? end - start : countCharacters(bytes, start, end),
      weight,
    );
    const kind = recogniseBytes(bytes, range);
    if (kind !== this.#lastKind) this.#turnTo(kind);
    this.#lastKindCount += weight;
    if (kind === 'uuid') this.#uuidCount += weight;
    else this.#shapes.add(this.#shape.bytes, 0, this.#shape.length, weight);
    if (kind === 'integer' || kind === 'decimal') this.#addNumber(numberOf(bytes, range), weight, isListed);
    else if (kind === 'text') this.#addText(bytes, range, weight);
    else if (kind === 'url') this.#find(bytes, range, weight);
    return 'filled';
  }

  #turnTo(kind: ValueKind): void {
    const last = this.#lastKind;
    if (this.#lastKindCount > 0) this.#kinds[last] = (this.#kinds[last] ?? 0) + this.#lastKindCount;
    this.#lastKind = kind;
    this.#lastKindCount = 0;
  }

  #addPlaceholder(word: string, weight: number): void {
    this.placeholderCount += weight;
    this.#placeholders.set(word, (this.#placeholders.get(word) ?? 0) + weight);
  }

  #addLength(length: number, weight: number): void {
    if (length > shortestLimit) this.#long.add(length, weight);
    this.#lengthSum += length * weight;
    if (length < this.#minLength) this.#minLength = length;
    if (length > this.#maxLength) this.#maxLength = length;
  }

  #addNumber(value: number | undefined, weight: number, isListed: boolean): void {
    if (value === undefined) return;
    this.#numberCount += weight;
    this.#numberSum += value * weight;
    this.#extremes(value);
    if (isListed) this.#listed.push({ value, weight });
    else this.#sampled.add(value);
  }

  #extremes(value: number): void {
    if (value < this.#minNumber) this.#minNumber = value;
    if (value > this.#maxNumber) this.#maxNumber = value;
  }

  #addText(bytes: Uint8Array, range: ClassedRange, weight: number): void {
    this.#find(bytes, range, weight);
    const length = range.end - range.start;
    const mayBeQuantity = length <= longestQuantity && (range.classes & c.digit) !== 0;
    if (mayBeQuantity && opensQuantity(bytes, range.start)) this.#addQuantity(bytes, range, weight);
    if ((range.classes & separatorClasses) === 0 || length > longestList) return;
    if (countSeparators(bytes, range) >= fewestSeparators) this.#addList(bytes, range, weight);
  }

  #find(bytes: Uint8Array, range: ClassedRange, weight: number): void {
    const { start, end } = range;
    if (end - start > longestSearched || !isWorthALook(bytes, range)) return;
    this.#findings.add(decodeUtf8(bytes, start, end), weight);
  }

  #addQuantity(bytes: Uint8Array, { start, end }: ClassedRange, weight: number): void {
    const unit = unitOf(decodeUtf8(bytes, start, end));
    if (unit !== undefined) this.#units.set(unit, (this.#units.get(unit) ?? 0) + weight);
  }

  #addList(bytes: Uint8Array, { start, end }: ClassedRange, weight: number): void {
    const list = listItems(decodeUtf8(bytes, start, end));
    if (list === undefined) return;
    this.#multiValueRows += weight;
    this.#separators.set(list.separator, (this.#separators.get(list.separator) ?? 0) + weight);
    this.#maxItems = Math.max(this.#maxItems, list.items.length);
  }

  /** Cells with more characters than each of {@link lengthLimits}; limits no cell exceeds are absent. */
  get longerThan(): Readonly<Record<string, number>> {
    return this.#long.counts;
  }

  /** Cells by what was found in their text. */
  get findings(): Readonly<Partial<Record<TextFinding, number>>> {
    return this.#findings.counts;
  }

  get kinds(): Readonly<Partial<Record<ValueKind, number>>> {
    this.#turnTo(this.#lastKind);
    return { ...this.#kinds };
  }

  get lengths(): { min: number; max: number; avg: number } | undefined {
    if (this.filledCount === 0) return undefined;
    return { min: this.#minLength, max: this.#maxLength, avg: this.#lengthSum / this.filledCount };
  }

  get patterns(): ValueCount[] {
    const counts: ValueCount[] = this.#uuidCount === 0 ? [] : [{ value: uuidShape, count: this.#uuidCount }];
    this.#shapes.forEach(({ bytes, start, end, count }) =>
      counts.push({ value: decodeUtf8(bytes, start, end), count }),
    );
    return topCounts(counts, 10);
  }

  get unitHints(): ValueCount[] {
    return topCounts(countsOf(this.#units), 10);
  }

  /** Placeholder words in lower case with the cells that hold them: all of them, since there is a closed list. */
  get placeholderWords(): ValueCount[] {
    return topCounts(countsOf(this.#placeholders), this.#placeholders.size);
  }

  get multiValue(): MultiValueSummary | null {
    if (this.#multiValueRows === 0) return null;
    const [separator] = topCounts(countsOf(this.#separators), 1);
    return { rows: this.#multiValueRows, separator: separator?.value ?? ',', maxItems: this.#maxItems };
  }

  /** Null unless at least half of the filled cells are numbers. */
  get numeric(): NumericSummary | null {
    if (this.#numberCount === 0 || this.#numberCount * 2 < this.filledCount) return null;
    const ascending = [...this.#listed, ...this.#sampled.weighted].toSorted(
      (left, right) => left.value - right.value,
    );
    return {
      min: this.#minNumber,
      max: this.#maxNumber,
      mean: this.#numberSum / this.#numberCount,
      p50: weightedQuantile(ascending, 0.5),
      p95: weightedQuantile(ascending, 0.95),
    };
  }
}

/** A run of bytes with its classes that is used again for the next value. */
interface ReusedRange {
  start: number;
  end: number;
  classes: number;
}

// oxlint-disable-next-line max-params -- hot path: the result is written into an object that is there
function trim(bytes: Uint8Array, start: number, end: number, into: ReusedRange): void {
  let first = start;
  let last = end;
  if (bytes[first]! > 0x20 && bytes[last - 1]! > 0x20) {
    into.start = first;
    into.end = last;
    return;
  }
  while (first < last && isSpace(bytes[first])) first++;
  while (last > first && isSpace(bytes[last - 1])) last--;
  into.start = first;
  into.end = last;
}

function numberOf(bytes: Uint8Array, { start, end }: ClassedRange): number | undefined {
  return readPlainNumber(bytes, start, end) ?? parseNumber(decodeUtf8(bytes, start, end));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** The placeholder word of a cell in lower case; `undefined` for any other text. */
function placeholderOf(bytes: Uint8Array, { start, end, classes }: ClassedRange): string | undefined {
  // No placeholder word has a digit, which spares most long columns the look-up.
  if ((classes & c.digit) !== 0 || end - start > longestPlaceholderBytes) return undefined;
  // A control character at either end is a blank to the look-up, and beyond ASCII letters change their lengths.
  const isPlain = (classes & c.nonAscii) === 0 && bytes[start]! > 0x20 && bytes[end - 1]! > 0x20;
  if (isPlain && !mayBePlaceholder(bytes[start]!, end - start)) return undefined;
  const text = decodeUtf8(bytes, start, end);
  return isPlaceholderWord(text) ? text.trim().toLowerCase() : undefined;
}

function countsOf(counts: ReadonlyMap<string, number>): ValueCount[] {
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** False for nearly every text that nothing would be found in: the patterns take longer than all else about a text. */
function isWorthALook(bytes: Uint8Array, { start, end, classes }: ClassedRange): boolean {
  if (opensFormula(bytes[start]!)) return true;
  if ((classes & wordClasses) === 0) return false;
  if ((classes & findingClasses) !== 0) return true;
  if ((classes & numberedProse) === numberedProse && mayHoldSocialSecurity(bytes, start, end)) return true;
  return mayHoldSecret(bytes, start, end);
}

/** True for `=`, `+`, `-` and `@`. */
function opensFormula(byte: number): boolean {
  return byte === 0x3d || byte === 0x2b || byte === 0x2d || byte === 0x40;
}

/** True for a digit, a sign or a currency sign. */
function opensQuantity(bytes: Uint8Array, start: number): boolean {
  const byte = bytes[start]!;
  if (byte >= 0x30 && byte <= 0x39) return true;
  return byte === 0x2d || byte === 0x2b || byte === 0x24 || byte >= 0x80;
}

function countSeparators(bytes: Uint8Array, { start, end }: ClassedRange): number {
  let count = 0;
  for (let at = start; at < end; at++) if ((classOfByte[bytes[at]!]! & separatorClasses) !== 0) count++;
  return count;
}
