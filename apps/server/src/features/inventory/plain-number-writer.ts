import type { StoredKind } from '@landfall/domain/inventory/stored-fields';

const minus = 45;
const point = 46;
/** Digits that a double holds exactly, and of which it knows the power of ten exactly. */
const maxDigits = 15;
const powers = Array.from({ length: maxDigits + 1 }, (_, exponent) => 10 ** exponent);
const groupBase = 10_000;
const groupDigits = 4;
const negativeSign = 0x4000;
/** Digits that fill the last group of a fraction of so many, by their number modulo four. */
const groupFill = [0, 3, 2, 1];

/** Where a text is and where its binary form goes. */
interface Ranges {
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

/** Writes plain decimal numbers in PostgreSQL's binary form from the bytes of their text. */
export class PlainNumberWriter {
  readonly #view: DataView;
  /** The number last read: its digits as a whole number, how many of them are a fraction, and its sign. */
  #digits = 0;
  #scale = 0;
  #isNegative = false;

  constructor(out: Uint8Array) {
    this.#view = new DataView(out.buffer, out.byteOffset, out.length);
  }

  /** Writes the value and returns how many bytes it took; 0 when it is no number as plain as that. */
  write(kind: StoredKind, bytes: Uint8Array, { start, end, at }: Ranges): number {
    if (kind !== 'float8' && kind !== 'bigint' && kind !== 'numeric') return 0;
    if (!this.#read(bytes, start, end)) return 0;
    if (kind === 'numeric') return this.#writeNumeric(at);
    const value = this.#isNegative ? -this.#digits : this.#digits;
    if (kind === 'float8') this.#view.setFloat64(at, value / powers[this.#scale]!);
    else if (this.#scale > 0) return 0;
    else this.#view.setBigInt64(at, BigInt(value));
    return 8;
  }

  #read(bytes: Uint8Array, start: number, end: number): boolean {
    this.#isNegative = bytes[start] === minus;
    const first = this.#isNegative ? start + 1 : start;
    if (end - first > maxDigits) return false;
    let digits = 0;
    let pointAt = end;
    for (let at = first; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === point && pointAt === end) pointAt = at;
      else if (byte < 48 || byte > 57) return false;
      else digits = digits * 10 + byte - 48;
    }
    this.#digits = digits;
    this.#scale = Math.max(0, end - pointAt - 1);
    // A point needs digits on both sides of it.
    return first < pointAt && (pointAt === end || this.#scale > 0);
  }

  #writeNumeric(at: number): number {
    const scale = this.#scale;
    const unit = powers[scale]!;
    let whole = Math.floor(this.#digits / unit);
    let fraction = (this.#digits - whole * unit) * powers[groupFill[scale % groupDigits]!]!;
    let wholeGroups = 0;
    for (let rest = whole; rest > 0; rest = Math.floor(rest / groupBase)) wholeGroups++;
    const groups = wholeGroups + Math.ceil(scale / groupDigits);
    const isBelowZero = this.#isNegative && this.#digits > 0;
    this.#words(at, groups, wholeGroups - 1);
    this.#words(at + 4, isBelowZero ? negativeSign : 0, scale);
    for (let group = groups - 1; group >= 0; group--) {
      const rest = group >= wholeGroups ? fraction : whole;
      this.#view.setInt16(at + 8 + group * 2, rest % groupBase);
      if (group >= wholeGroups) fraction = Math.floor(fraction / groupBase);
      else whole = Math.floor(whole / groupBase);
    }
    return 8 + groups * 2;
  }

  #words(at: number, first: number, second: number): void {
    this.#view.setInt16(at, first);
    this.#view.setInt16(at + 2, second);
  }
}
