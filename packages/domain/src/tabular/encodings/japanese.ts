import { type DecodeStep, decodeResult } from './decode-step.ts';
import { pairTable } from './double-byte.ts';
import { webDecoder } from './web-text-decoder.ts';

const halfWidthOffset = 0xfec0;
const escape = 0x1b;

function halfWidthKana(byte: number): number {
  return byte > 0xa0 && byte < 0xe0 ? byte + halfWidthOffset : decodeResult.none;
}

const supplement = { table: undefined as Uint16Array | undefined };

/** Code points of JIS X 0212 by `lead << 8 | trail` behind 0x8F, 0 for pairs without a character. */
function supplementTable(): Uint16Array {
  if (supplement.table !== undefined) return supplement.table;
  const table = new Uint16Array(0x1_0000);
  const decoder = webDecoder('euc-jp');
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(0x8f, lead, trail));
      const point = text.charCodeAt(0);
      if (text.length === 1 && point >= 0xa0 && point !== 0xfffd) table[(lead << 8) | trail] = point;
    }
  }
  supplement.table = table;
  return table;
}

/** EUC-JP. */
export class EucJapaneseStep implements DecodeStep {
  length = 1;
  readonly #pairs = pairTable('euc-jp');

  next(bytes: Uint8Array, at: number, end: number): number {
    const lead = bytes[at]!;
    this.length = 1;
    if (lead < 0x80) return lead;
    if (lead === 0x8f) return this.#nextOfThree(bytes, at, end);
    if (lead !== 0x8e && lead < 0xa1) return decodeResult.none;
    if (at + 1 >= end) return decodeResult.open;
    this.length = 2;
    const trail = bytes[at + 1]!;
    if (lead === 0x8e) return halfWidthKana(trail);
    return trail < 0xa1 ? decodeResult.none : this.#pairs[(lead << 8) | trail]! || decodeResult.none;
  }

  #nextOfThree(bytes: Uint8Array, at: number, end: number): number {
    if (at + 2 >= end) return decodeResult.open;
    this.length = 3;
    return supplementTable()[(bytes[at + 1]! << 8) | bytes[at + 2]!]! || decodeResult.none;
  }
}

/** Code tables that ISO-2022-JP switches between, by the two bytes behind the escape. */
const switches: Readonly<Record<string, 'ascii' | 'kana' | 'pairs'>> = {
  '(B': 'ascii',
  '(J': 'ascii',
  '(I': 'kana',
  '$@': 'pairs',
  $B: 'pairs',
};

/** ISO-2022-JP, whose bytes are all below 0x80. */
export class Iso2022JapaneseStep implements DecodeStep {
  length = 1;
  #table: 'ascii' | 'kana' | 'pairs' = 'ascii';
  readonly #pairs = pairTable('euc-jp');

  next(bytes: Uint8Array, at: number, end: number): number {
    const byte = bytes[at]!;
    this.length = 1;
    if (byte === escape) return this.#switch(bytes, at, end);
    if (byte > 0x7f) return decodeResult.none;
    if (this.#table === 'ascii' || byte < 0x21) return this.#plain(byte);
    if (this.#table === 'kana') return halfWidthKana(byte | 0x80);
    if (at + 1 >= end) return decodeResult.open;
    this.length = 2;
    return this.#pair(byte, bytes[at + 1]!);
  }

  #pair(lead: number, trail: number): number {
    if (trail < 0x21 || trail > 0x7e) return decodeResult.none;
    return this.#pairs[((lead | 0x80) << 8) | trail | 0x80]! || decodeResult.none;
  }

  /** A line starts in ASCII, whatever the line before ended in. */
  #plain(byte: number): number {
    if (byte === 0x0a || byte === 0x0d) this.#table = 'ascii';
    return byte;
  }

  #switch(bytes: Uint8Array, at: number, end: number): number {
    if (at + 2 >= end) return decodeResult.open;
    const table = switches[String.fromCharCode(bytes[at + 1]!, bytes[at + 2]!)];
    if (table === undefined) return decodeResult.none;
    this.#table = table;
    this.length = 3;
    return decodeResult.shift;
  }
}
