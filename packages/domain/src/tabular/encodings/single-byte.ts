import { type DecodeStep, decodeResult } from './decode-step.ts';
import { type SingleByteEncoding, singleByteTables } from './single-byte-tables.ts';

const built = new Map<SingleByteEncoding, Int32Array>();

/** Code point of each of the 256 bytes of an encoding; -1 where it has none. */
export function singleByteCodePoints(encoding: SingleByteEncoding): Int32Array {
  const known = built.get(encoding);
  if (known !== undefined) return known;
  const points = new Int32Array(256);
  const upper = singleByteTables[encoding];
  for (let byte = 0; byte < 0x80; byte++) points[byte] = byte;
  for (let k = 0; k < 0x80; k++) {
    const point = upper.charCodeAt(k);
    points[0x80 + k] = point === 0xfffd ? decodeResult.none : point;
  }
  built.set(encoding, points);
  return points;
}

/** An encoding in which each byte is one character. */
export class SingleByteStep implements DecodeStep {
  length = 1;
  readonly #points: Int32Array;
  constructor(encoding: SingleByteEncoding) {
    this.#points = singleByteCodePoints(encoding);
  }
  next(bytes: Uint8Array, at: number): number {
    return this.#points[bytes[at]!]!;
  }
}
