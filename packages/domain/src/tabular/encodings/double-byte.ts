import { type DecodeStep, decodeResult } from './decode-step.ts';
import { webDecoder } from './web-text-decoder.ts';

/** Encodings of ASCII, further single bytes, and pairs of a lead byte above 0x80 and a trail byte. */
export type DoubleByteEncoding = 'shift_jis' | 'big5' | 'euc-kr' | 'euc-jp' | 'gb18030';

const firstLead = 0x81;
const lastLead = 0xfe;
const firstTrail = 0x40;

const built = new Map<DoubleByteEncoding, Uint16Array>();

/** Code points by `lead << 8 | trail`, 0 for pairs without a character; taken from the runtime's decoder. */
export function pairTable(encoding: DoubleByteEncoding): Uint16Array {
  const known = built.get(encoding);
  if (known !== undefined) return known;
  const table = new Uint16Array(0x1_0000);
  const decoder = webDecoder(encoding);
  const pair = new Uint8Array(2);
  for (let lead = firstLead; lead <= lastLead; lead++) {
    for (let trail = firstTrail; trail <= lastLead; trail++) {
      pair[0] = lead;
      pair[1] = trail;
      table[(lead << 8) | trail] = characterOf(decoder.decode(pair));
    }
  }
  if (encoding === 'euc-kr') {
    addUnifiedHangul(table);
    for (const [bytes, point] of laterKorean) table[bytes] = point;
  }
  built.set(encoding, table);
  return table;
}

/** € and ®, which a later edition of the Korean standard and Windows have and runtimes leave out. */
const laterKorean = [
  [0xa2e6, 0x20ac],
  [0xa2e7, 0xae],
] as const;

/** The one character that a pair was decoded to; 0 when it was none, a control character or several. */
function characterOf(text: string): number {
  const point = text.charCodeAt(0);
  return text.length === 1 && point >= 0xa0 && point !== 0xfffd ? point : 0;
}

/**
 * Adds the 8,822 Hangul syllables by which code page 949 extends EUC-KR, which runtimes know or not: all those
 * that the standard leaves out, in the order of Unicode, on the pairs that it leaves free.
 */
function addUnifiedHangul(table: Uint16Array): void {
  const standard = new Set<number>();
  for (let lead = 0xb0; lead <= 0xc8; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) standard.add(table[(lead << 8) | trail]!);
  }
  let syllable = 0xac00;
  for (let lead = firstLead; lead <= 0xc6; lead++) {
    for (const trail of extensionTrails(lead)) {
      while (standard.has(syllable)) syllable++;
      if (syllable > 0xd7a3) return;
      table[(lead << 8) | trail] = syllable++;
    }
  }
}

function* extensionTrails(lead: number): Generator<number, void> {
  for (let trail = 0x41; trail <= 0x5a; trail++) yield trail;
  for (let trail = 0x61; trail <= 0x7a; trail++) yield trail;
  for (let trail = 0x81; trail <= (lead < 0xa1 ? 0xfe : 0xa0); trail++) yield trail;
}

/** Shift_JIS (code page 932), Big5 (950) and EUC-KR (949). */
export class DoubleByteStep implements DecodeStep {
  length = 1;
  readonly #pairs: Uint16Array;
  readonly #hasHalfWidthKana: boolean;

  constructor(encoding: 'shift_jis' | 'big5' | 'euc-kr') {
    this.#pairs = pairTable(encoding);
    this.#hasHalfWidthKana = encoding === 'shift_jis';
  }

  next(bytes: Uint8Array, at: number, end: number): number {
    const lead = bytes[at]!;
    this.length = 1;
    if (lead < 0x80) return lead;
    if (this.#hasHalfWidthKana && lead > 0xa0 && lead < 0xe0) return lead + 0xfec0;
    if (lead === 0x80 || lead === 0xff) return decodeResult.none;
    if (at + 1 >= end) return decodeResult.open;
    this.length = 2;
    return this.#pairs[(lead << 8) | bytes[at + 1]!]! || decodeResult.none;
  }
}

function onlyCodePoint(text: string): number {
  const point = text.codePointAt(0) ?? 0xfffd;
  return text.length === (point > 0xffff ? 2 : 1) ? point : 0xfffd;
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** GB18030 and, within it, GBK and GB2312. */
export class Gb18030Step implements DecodeStep {
  length = 1;
  readonly #pairs = pairTable('gb18030');
  readonly #decoder = webDecoder('gb18030');
  readonly #fourByte = new Map<number, number>();

  next(bytes: Uint8Array, at: number, end: number): number {
    const lead = bytes[at]!;
    this.length = 1;
    if (lead < 0x80) return lead;
    if (lead === 0x80) return 0x20ac;
    if (lead === 0xff) return decodeResult.none;
    if (at + 1 >= end) return decodeResult.open;
    const second = bytes[at + 1]!;
    if (isDigit(second)) return this.#nextOfFour(bytes, at, end);
    this.length = 2;
    return this.#pairs[(lead << 8) | second]! || decodeResult.none;
  }

  #nextOfFour(bytes: Uint8Array, at: number, end: number): number {
    if (at + 3 >= end) return decodeResult.open;
    const third = bytes[at + 2]!;
    if (third < 0x81 || third === 0xff || !isDigit(bytes[at + 3]!)) return decodeResult.none;
    this.length = 4;
    const key = ((bytes[at]! * 256 + bytes[at + 1]!) * 256 + third) * 256 + bytes[at + 3]!;
    const known = this.#fourByte.get(key);
    if (known !== undefined) return known;
    const point = onlyCodePoint(this.#decoder.decode(bytes.subarray(at, at + 4)));
    // The replacement character itself is written 84 31 A4 37.
    const result = point === 0xfffd && key !== 0x84_31_a4_37 ? decodeResult.none : point;
    this.#fourByte.set(key, result);
    return result;
  }
}
