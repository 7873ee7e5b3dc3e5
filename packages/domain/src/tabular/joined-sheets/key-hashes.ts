import type { SourceRow } from '../record-reader.ts';
import { refuseTable } from '../table-source.ts';
import { joinKey } from './row-cells.ts';

/** Values that are remembered of all columns together, eight bytes each. */
const mostValues = 10_000_000;

/** Counts the values of all surveyed columns; refuses more than can be remembered. */
export class ValueBudget {
  #left = mostValues;

  take(values: number): void {
    this.#left -= values;
    if (this.#left >= 0) return;
    const detail =
      'The sheets hold more rows than can be joined at once. Choose fewer sheets, or import them one after the other.';
    refuseTable('join_too_large', detail);
  }
}

/** A number of 53 bits that stands for a text. */
function hashOf(text: string): number {
  let low = 0x811c_9dc5;
  let high = 0x9e37_79b9;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x0100_0193);
    high = Math.imul(high ^ unit, 0x85eb_ca6b);
    high ^= high >>> 13;
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0) + 1;
}

/** The values of some columns of a sheet as numbers, 0 for a cell without one. */
export class KeyHashes {
  /** Places of the columns that are surveyed. */
  readonly positions: readonly number[];
  rows = 0;
  readonly #budget: ValueBudget;
  #values: Float64Array<ArrayBuffer>[];
  /** Keys that were asked for, which many pairs of sheets are. */
  readonly #sorted = new Map<string, Float64Array>();

  constructor(positions: readonly number[], budget: ValueBudget) {
    this.positions = positions;
    this.#budget = budget;
    this.#values = positions.map(() => new Float64Array(256));
  }

  add({ record }: SourceRow): void {
    this.#budget.take(this.positions.length);
    if (this.rows === this.#values[0]?.length) this.#grow();
    for (const [index, position] of this.positions.entries()) {
      const text = joinKey(record, [position]);
      this.#values[index]![this.rows] = text === undefined ? 0 : hashOf(text);
    }
    this.rows++;
  }

  /** Ascending keys of the given columns, one for each row that has one. */
  keysOf(positions: readonly number[]): Float64Array {
    const name = positions.join();
    const keys = this.#sorted.get(name) ?? this.#sortedKeys(positions);
    if (positions.length === 1) this.#sorted.set(name, keys);
    return keys;
  }

  #sortedKeys(positions: readonly number[]): Float64Array {
    const columns = positions.map((position) => this.#values[this.positions.indexOf(position)]!);
    const keys = new Float64Array(this.rows);
    let count = 0;
    for (let row = 0; row < this.rows; row++) {
      let key = 0;
      let isEmpty = true;
      for (const column of columns) {
        const value = column[row]!;
        if (value !== 0) isEmpty = false;
        key = columns.length === 1 ? value : mix(key, value);
      }
      if (!isEmpty) keys[count++] = key;
    }
    return keys.subarray(0, count).toSorted();
  }

  #grow(): void {
    this.#values = this.#values.map((values) => {
      const grown = new Float64Array(values.length * 2);
      grown.set(values);
      return grown;
    });
  }
}

/** One number for two, in their order. */
function mix(first: number, second: number): number {
  const low = Math.imul((first >>> 0) ^ 0x27d4_eb2f, 0x0100_0193) ^ (second >>> 0);
  const high = Math.imul(upper(first), 0x85eb_ca6b) + upper(second) * 31 + (low >>> 7);
  return (high >>> 11) * 0x1_0000_0000 + (Math.imul(low, 0x9e37_79b1) >>> 0) + 1;
}

function upper(value: number): number {
  return Math.floor(value / 0x1_0000_0000) | 0;
}

/** Number of different values among ascending ones. */
export function distinctCount(ascending: Float64Array): number {
  let count = 0;
  for (let at = 0; at < ascending.length; at++) if (at === 0 || ascending[at] !== ascending[at - 1]) count++;
  return count;
}

/** How many of the ascending `values` are among the ascending `others`. */
export function countAmong(values: Float64Array, others: Float64Array): number {
  let count = 0;
  let other = 0;
  for (const value of values) {
    while (other < others.length && others[other]! < value) other++;
    if (other < others.length && others[other] === value) count++;
  }
  return count;
}
