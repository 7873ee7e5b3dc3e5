import { codePointAt, sequenceLength } from '../utf8.ts';
import { type DecodeStep, decodeResult } from './decode-step.ts';

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** UTF-16; a surrogate without its pair has no character. */
export class Utf16Step implements DecodeStep {
  length = 2;
  /** Where the high byte of a unit stands. */
  readonly #high: 0 | 1;
  constructor(isLittleEndian: boolean) {
    this.#high = isLittleEndian ? 1 : 0;
  }
  next(bytes: Uint8Array, at: number, end: number): number {
    const high = this.#high;
    this.length = 2;
    if (at + 2 > end) return decodeResult.open;
    const unit = (bytes[at + high]! << 8) | bytes[at + 1 - high]!;
    if (unit < 0xd800 || unit > 0xdfff) return unit;
    if (!isHighSurrogate(unit)) return decodeResult.none;
    if (at + 4 > end) return decodeResult.open;
    const low = (bytes[at + 2 + high]! << 8) | bytes[at + 3 - high]!;
    if (!isLowSurrogate(low)) return decodeResult.none;
    this.length = 4;
    return 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
}

/** UTF-32. */
export class Utf32Step implements DecodeStep {
  length = 4;
  readonly #isLittleEndian: boolean;
  constructor(isLittleEndian: boolean) {
    this.#isLittleEndian = isLittleEndian;
  }
  next(bytes: Uint8Array, at: number, end: number): number {
    if (at + 4 > end) return decodeResult.open;
    let point = 0;
    for (let k = 0; k < 4; k++) point = point * 256 + bytes[this.#isLittleEndian ? at + 3 - k : at + k]!;
    const isCharacter = point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff);
    return isCharacter ? point : decodeResult.none;
  }
}

/** UTF-8, shortest forms only. */
export class Utf8Step implements DecodeStep {
  length = 1;
  next(bytes: Uint8Array, at: number, end: number): number {
    const length = sequenceLength(bytes[at]!);
    this.length = length;
    if (length === 0) return decodeResult.none;
    if (at + length > end) return decodeResult.open;
    return codePointAt(bytes, at, length);
  }
}
