import { type CleansedColumn, valueText } from '@landfall/domain/cleansing/cleansed-block';
import { daysFromCivil } from '@landfall/domain/cleansing/date-format';
import type { StoredKind } from '@landfall/domain/inventory/stored-fields';
import type { CopyBinary } from './copy-binary.ts';
import { plainMoment } from './plain-moment.ts';
import { PlainNumberWriter } from './plain-number-writer.ts';

/** Kinds of which PostgreSQL's binary form is not the UTF-8 of the canonical text. */
export type EncodedKind = Exclude<StoredKind, 'text' | 'text[]'>;

/** Days between 1970-01-01 and 2000-01-01, from which PostgreSQL counts. */
const epochDays = 10_957;
const secondsPerDay = 86_400;
const microsPerSecond = 1_000_000;

const encoders: Readonly<Record<EncodedKind, (text: string) => Uint8Array>> = {
  bigint: (text) => written(8, (view) => view.setBigInt64(0, BigInt(text))),
  float8: (text) => written(8, (view) => view.setFloat64(0, number(text))),
  numeric: encodeNumeric,
  boolean: (text) => Uint8Array.of(text === 'true' ? 1 : 0),
  date: (text) => written(4, (view) => view.setInt32(0, momentOf(text).days)),
  timestamptz: (text) => {
    const { days, seconds } = momentOf(text);
    return written(8, (view) => view.setBigInt64(0, BigInt(days * secondsPerDay + seconds) * 1_000_000n));
  },
};

/** PostgreSQL's binary form of a canonical text; throws when it is none of the kind. */
export function encodeValue(kind: EncodedKind, text: string): Uint8Array {
  return encoders[kind](text);
}

/** Adds values of one kind in their binary form. */
export class ValueEncoder {
  readonly #kind: EncodedKind;
  readonly #scratch = new Uint8Array(plainBytes);
  readonly #view = new DataView(this.#scratch.buffer);
  readonly #numbers = new PlainNumberWriter(this.#scratch);

  constructor(kind: EncodedKind) {
    this.#kind = kind;
  }

  /** Adds a value of a column, counted from 0; throws when its text is none of the kind. */
  add(out: CopyBinary, column: CleansedColumn, id: number): void {
    const length = this.#writePlain(column.bytes, id === 0 ? 0 : column.ends[id - 1]!, column.ends[id]!);
    if (length > 0) return out.addBytes(this.#scratch, 0, length);
    const value = encodeValue(this.#kind, valueText(column, id));
    out.addBytes(value, 0, value.length);
  }

  /** Writes what can be told without a text; 0 for anything else. */
  #writePlain(bytes: Uint8Array, start: number, end: number): number {
    if (this.#kind !== 'date' && this.#kind !== 'timestamptz')
      return this.#numbers.write(this.#kind, bytes, { start, end, at: 0 });
    const time = plainMoment(bytes, start, end);
    if (Number.isNaN(time)) return 0;
    if (this.#kind === 'timestamptz') {
      this.#view.setBigInt64(0, BigInt((time - epochDays * secondsPerDay) * microsPerSecond));
      return 8;
    }
    this.#view.setInt32(0, Math.floor(time / secondsPerDay) - epochDays);
    return 4;
  }
}

/** No plain value is longer: two of a numeric's bytes hold four of its fifteen digits. */
const plainBytes = 32;

function written(length: number, write: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(length));
  write(view);
  return new Uint8Array(view.buffer);
}

function number(text: string): number {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new Error(`Not a number: ${text}`);
  return value;
}

const moment = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)Z)?$/;

/** Days since 2000-01-01 and seconds of that day, in UTC; a date alone is its first second. */
function momentOf(text: string): { days: number; seconds: number } {
  const parts = moment.exec(text);
  if (parts === null) throw new Error(`Not a date: ${text}`);
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return {
    days: daysFromCivil({ year, month, day }) - epochDays,
    seconds: (hours * 60 + minutes) * 60 + seconds,
  };
}

const decimal = /^(-?)(\d*)(?:\.(\d*))?$/;
const digitsPerGroup = 4;
const negative = 0x4000;

/** A decimal number in groups of four digits, as many as it has: nothing is rounded. */
function encodeNumeric(text: string): Uint8Array {
  const plain = /e/i.test(text) ? plainDecimal(text) : text;
  const parts = decimal.exec(plain);
  const whole = parts?.[2] ?? '';
  const fraction = parts?.[3] ?? '';
  if (parts === null || whole + fraction === '') throw new Error(`Not a number: ${text}`);
  const wholeGroups = groupsOf(
    whole.padStart(Math.ceil(whole.length / digitsPerGroup) * digitsPerGroup, '0'),
  );
  const groups = [...wholeGroups, ...groupsOf(fraction)];
  const sign = parts[1] === '-' && groups.some((group) => group > 0) ? negative : 0;
  const words = [groups.length, wholeGroups.length - 1, sign, fraction.length, ...groups];
  return written(words.length * 2, (view) => {
    for (const [index, word] of words.entries()) view.setInt16(index * 2, word);
  });
}

/** A number in exponential form written out; amounts are far from the ends of a double. */
function plainDecimal(text: string): string {
  return number(text).toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 });
}

function groupsOf(digits: string): number[] {
  const groups: number[] = [];
  for (let at = 0; at < digits.length; at += digitsPerGroup)
    groups.push(Number(digits.slice(at, at + digitsPerGroup).padEnd(digitsPerGroup, '0')));
  return groups;
}
