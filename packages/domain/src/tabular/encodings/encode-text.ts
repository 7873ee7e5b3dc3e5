import { encodeUtf8 } from '../utf8.ts';
import { isSingleByte, type TextEncoding } from './text-encoding.ts';
import { decodeStepOf } from './transcoder.ts';

/** Bytes of each character of a legacy encoding, found by decoding everything it may hold. */
function inverse(encoding: TextEncoding): Map<string, number[]> {
  const bytesOf = new Map<string, number[]>();
  const step = decodeStepOf(encoding);
  const add = (bytes: number[]) => {
    const point = step.next(Uint8Array.from(bytes), 0, bytes.length);
    if (point < 0 || step.length !== bytes.length) return;
    const character = String.fromCodePoint(point);
    if (!bytesOf.has(character)) bytesOf.set(character, bytes);
  };
  for (let byte = 0; byte < 256; byte++) add([byte]);
  if (isSingleByte(encoding)) return bytesOf;
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) add([lead, trail]);
  }
  return bytesOf;
}

const inverses = new Map<TextEncoding, Map<string, number[]>>();

function inverseOf(encoding: TextEncoding): Map<string, number[]> {
  const known = inverses.get(encoding) ?? inverse(encoding === 'iso-2022-jp' ? 'euc-jp' : encoding);
  inverses.set(encoding, known);
  return known;
}

/** Bytes of a text; throws for a character that the encoding does not have. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return encodeUtf8(text);
  if (encoding.startsWith('utf-16')) return utf16(text, encoding === 'utf-16le');
  if (encoding.startsWith('utf-32')) return utf32(text, encoding === 'utf-32le');
  const bytesOf = inverseOf(encoding);
  const bytes: number[] = [];
  for (const character of text) {
    const found = bytesOf.get(character);
    if (found === undefined) throw new Error(`${encoding} does not have ${character}`);
    const isPair = encoding === 'iso-2022-jp' && found.length === 2;
    if (isPair) bytes.push(0x1b, 0x24, 0x42, ...found.map((byte) => byte & 0x7f), 0x1b, 0x28, 0x42);
    else bytes.push(...found);
  }
  return Uint8Array.from(bytes);
}

function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let k = 0; k < text.length; k++) view.setUint16(k * 2, text.charCodeAt(k), isLittleEndian);
  return new Uint8Array(view.buffer);
}

function utf32(text: string, isLittleEndian: boolean): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const view = new DataView(new ArrayBuffer(points.length * 4));
  for (const [index, point] of points.entries()) view.setUint32(index * 4, point, isLittleEndian);
  return new Uint8Array(view.buffer);
}

/** Characters that {@link encodeText} has bytes for in a legacy encoding. */
export function charactersOf(encoding: TextEncoding): readonly string[] {
  const characters = [...inverseOf(encoding).keys()];
  // In ISO-2022-JP an escape is no character, and half-width forms need a table that is not written.
  return encoding === 'iso-2022-jp'
    ? characters.filter((each) => each !== '\u001b' && !/[\uff61-\uff9f]/.test(each))
    : characters;
}
