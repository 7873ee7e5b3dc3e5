import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { undecidableEncoding } from '@landfall/domain/tabular/detect-layout';
import { sampleBytes } from '@landfall/domain/tabular/file-layout';
import { cutSequenceLength, findInvalidUtf8 } from '@landfall/domain/tabular/utf8';
import { fileRefused, fileTooLarge, uploadStalled } from './imports.errors.ts';

export interface TapLimits {
  readonly maxBytes: number;
  /** Longest pause between two pieces, in milliseconds. */
  readonly idleMs: number;
}

/**
 * Measures what flows through it: size, SHA-256, the first 256 kB, and that all of it is UTF-8.
 * Fails the stream on a byte too many, a pause too long or text of another encoding.
 */
export class UploadTap extends Transform {
  readonly #limits: TapLimits;
  readonly #hash = createHash('sha256');
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #sizeBytes = 0;
  #rest: Buffer = Buffer.alloc(0);
  #timer: NodeJS.Timeout;

  constructor(limits: TapLimits) {
    super();
    this.#limits = limits;
    this.#timer = setTimeout(() => this.#stall(), limits.idleMs);
  }

  /** The first bytes of the file; `isWhole` says that nothing follows them. */
  get head(): { bytes: Uint8Array; isWhole: boolean } {
    const bytes = Buffer.concat(this.#head);
    return { bytes, isWhole: bytes.length === this.#sizeBytes };
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Hex digest; only once everything has passed. */
  readonly sha256 = (): string => this.#hash.digest('hex');

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#timer.refresh();
    this.#sizeBytes += piece.length;
    if (this.#sizeBytes > this.#limits.maxBytes) return done(fileTooLarge(this.#limits.maxBytes));
    this.#hash.update(piece);
    this.#keepHead(piece);
    done(this.#checkText(piece), piece);
  }

  override _flush(done: TransformCallback): void {
    clearTimeout(this.#timer);
    const cut = this.#rest.length > 0 && !this.#isBinaryHead();
    done(cut ? fileRefused(undecidableEncoding(this.#sizeBytes - this.#rest.length)) : null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  #stall(): void {
    this.destroy(uploadStalled(Math.round(this.#limits.idleMs / 1000)));
  }

  #keepHead(piece: Buffer): void {
    if (this.#headBytes >= sampleBytes) return;
    const taken = piece.subarray(0, sampleBytes - this.#headBytes);
    this.#head.push(Buffer.from(taken));
    this.#headBytes += taken.length;
  }

  /** The head is judged as a whole by the reader, which tells a binary file from a wrong encoding. */
  #checkText(piece: Buffer): Error | null {
    const text = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    const cut = cutSequenceLength(text);
    const whole = text.subarray(0, text.length - cut);
    this.#rest = Buffer.from(text.subarray(text.length - cut));
    if (isUtf8(whole) || this.#isBinaryHead()) return null;
    const offset = this.#sizeBytes - text.length + findInvalidUtf8(whole);
    return offset < sampleBytes ? null : fileRefused(undecidableEncoding(offset));
  }

  #isBinaryHead(): boolean {
    return this.#sizeBytes <= sampleBytes;
  }
}
