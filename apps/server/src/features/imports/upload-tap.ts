import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { sampleBytes } from '@landfall/domain/tabular/file-layout';
import { cutSequenceLength } from '@landfall/domain/tabular/utf8';
import { waitingBytes } from '../../platform/file-store.ts';
import { fileTooLarge, uploadStalled } from './imports.errors.ts';

export interface TapLimits {
  readonly maxBytes: number;
  /** Longest pause between two pieces, in milliseconds. */
  readonly idleMs: number;
}

/**
 * Measures what flows through it: size, SHA-256, the first 256 kB, and whether all of it is UTF-8.
 * Fails the stream on a byte too many or a pause too long.
 */
export class UploadTap extends Transform {
  readonly #limits: TapLimits;
  readonly #hash = createHash('sha256');
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #sizeBytes = 0;
  #rest: Buffer = Buffer.alloc(0);
  #isUtf8 = true;
  #timer: NodeJS.Timeout;

  constructor(limits: TapLimits) {
    super({ highWaterMark: waitingBytes });
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

  /** Whether all that passed is well-formed UTF-8. */
  get isUtf8(): boolean {
    return this.#isUtf8 && this.#rest.length === 0;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#timer.refresh();
    this.#sizeBytes += piece.length;
    if (this.#sizeBytes > this.#limits.maxBytes) return done(fileTooLarge(this.#limits.maxBytes));
    this.#hash.update(piece);
    this.#keepHead(piece);
    if (this.#isUtf8) this.#checkText(piece);
    done(null, piece);
  }

  override _flush(done: TransformCallback): void {
    clearTimeout(this.#timer);
    done();
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

  #checkText(piece: Buffer): void {
    const text = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    const whole = text.subarray(0, text.length - cutSequenceLength(text));
    this.#rest = Buffer.from(text.subarray(whole.length));
    this.#isUtf8 = isUtf8(whole);
  }
}
