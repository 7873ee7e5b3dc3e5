import { decodeUtf8 } from '../utf8.ts';

/** Names of the open elements, kept as bytes. */
export class NameStack {
  #bytes = new Uint8Array(1024);
  readonly #ends: number[] = [];

  get depth(): number {
    return this.#ends.length;
  }

  /** The innermost name as text, shortened. */
  get top(): string {
    const end = this.#ends.at(-1) ?? 0;
    const start = this.#ends.at(-2) ?? 0;
    return decodeUtf8(this.#bytes, start, Math.min(end, start + 80));
  }

  push(source: Uint8Array, start: number, end: number): void {
    const from = this.#ends.at(-1) ?? 0;
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const grown = new Uint8Array(to * 2);
      grown.set(this.#bytes.subarray(0, from));
      this.#bytes = grown;
    }
    for (let k = start; k < end; k++) this.#bytes[from + k - start] = source[k]!;
    this.#ends.push(to);
  }

  pop(): void {
    this.#ends.pop();
  }

  isTop(source: Uint8Array, start: number, end: number): boolean {
    const from = this.#ends.at(-2) ?? 0;
    if ((this.#ends.at(-1) ?? 0) - from !== end - start) return false;
    for (let k = start; k < end; k++) if (source[k] !== this.#bytes[from + k - start]) return false;
    return true;
  }
}
