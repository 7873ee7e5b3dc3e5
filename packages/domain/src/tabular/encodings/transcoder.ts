import { type DecodeStep, decodeResult } from './decode-step.ts';
import { DoubleByteStep, Gb18030Step } from './double-byte.ts';
import { EucJapaneseStep, Iso2022JapaneseStep } from './japanese.ts';
import type { SingleByteEncoding } from './single-byte-tables.ts';
import { SingleByteStep } from './single-byte.ts';
import { writeCodePoint } from '../utf8.ts';
import { isSingleByte, type TextEncoding } from './text-encoding.ts';
import { UndecodableByte } from './undecodable-byte.ts';
import { Utf16Step, Utf32Step, Utf8Step } from './unicode.ts';

const steps: Readonly<Record<Exclude<TextEncoding, SingleByteEncoding>, () => DecodeStep>> = {
  'utf-8': () => new Utf8Step(),
  'utf-16le': () => new Utf16Step(true),
  'utf-16be': () => new Utf16Step(false),
  'utf-32le': () => new Utf32Step(true),
  'utf-32be': () => new Utf32Step(false),
  shift_jis: () => new DoubleByteStep('shift_jis'),
  'euc-jp': () => new EucJapaneseStep(),
  'iso-2022-jp': () => new Iso2022JapaneseStep(),
  gb18030: () => new Gb18030Step(),
  big5: () => new DoubleByteStep('big5'),
  'euc-kr': () => new DoubleByteStep('euc-kr'),
};

/** What reads the characters of an encoding, from the start of a text. */
export function decodeStepOf(encoding: TextEncoding): DecodeStep {
  return isSingleByte(encoding) ? new SingleByteStep(encoding) : steps[encoding]();
}

const byteOrderMark = 0xfeff;

/**
 * Turns text of one encoding into UTF-8, in pieces of any size.
 *
 * A byte order mark is left out. No byte is dropped or replaced: both calls throw {@link UndecodableByte} at the
 * first that has no character, and `end` where the input ends within one.
 */
export class Transcoder {
  readonly #encoding: TextEncoding;
  readonly #step: DecodeStep;
  /** Bytes of a character that is not complete yet: 3 at most. */
  #open: Uint8Array = new Uint8Array(0);
  /** Offset of the first byte that is not read yet. */
  #offset = 0;
  #isStart = true;

  constructor(encoding: TextEncoding) {
    this.#encoding = encoding;
    this.#step = decodeStepOf(encoding);
  }

  /** UTF-8 of all characters that `piece` completes. */
  push(piece: Uint8Array): Uint8Array {
    const bytes = this.#open.length === 0 ? piece : joined(this.#open, piece);
    const out = new Uint8Array(bytes.length * 3);
    const { read, written } = this.#decode(bytes, out);
    this.#open = bytes.slice(read);
    this.#offset += read;
    return out.subarray(0, written);
  }

  /** Says that nothing follows. */
  end(): void {
    if (this.#open.length > 0) throw new UndecodableByte(this.#encoding, this.#offset);
  }

  #decode(bytes: Uint8Array, out: Uint8Array): { read: number; written: number } {
    const step = this.#step;
    const { length } = bytes;
    let at = 0;
    let to = 0;
    while (at < length) {
      const point = step.next(bytes, at, length);
      if (point >= 0) {
        if (point < 0x80) out[to++] = point;
        else if (!this.#isMark(point)) to = writeCodePoint(out, to, point);
        this.#isStart = false;
      } else if (point === decodeResult.open) break;
      else if (point === decodeResult.none) throw new UndecodableByte(this.#encoding, this.#offset + at);
      at += step.length;
    }
    return { read: at, written: to };
  }

  #isMark(point: number): boolean {
    return this.#isStart && point === byteOrderMark;
  }
}

/** Two pieces as one. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** UTF-8 of bytes that are given whole; throws {@link UndecodableByte}. */
export function transcode(bytes: Uint8Array, encoding: TextEncoding): Uint8Array {
  const transcoder = new Transcoder(encoding);
  const text = transcoder.push(bytes);
  transcoder.end();
  return text;
}
