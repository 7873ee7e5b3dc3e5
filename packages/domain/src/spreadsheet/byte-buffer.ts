const quote = 0x22;

/** Bytes that grow; fields are open so that byte loops can write without a call. */
export class ByteBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes sure that `count` more bytes fit. */
  room(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Adds `[start, end)` of other bytes. */
  add(source: Uint8Array, start: number, end: number): void {
    this.room(end - start);
    const { bytes } = this;
    let to = this.length;
    if (end - start > 64) {
      bytes.set(source.subarray(start, end), to);
      to += end - start;
    } else for (let at = start; at < end; at++) bytes[to++] = source[at]!;
    this.length = to;
  }

  /** Puts what was written from `start` on into quotes, its own quotes doubled. */
  quoteFrom(start: number): void {
    let quotes = 0;
    for (let at = start; at < this.length; at++) if (this.bytes[at] === quote) quotes++;
    this.room(quotes + 2);
    const { bytes } = this;
    let from = this.length;
    let to = from + quotes + 2;
    this.length = to;
    bytes[--to] = quote;
    while (from > start) {
      const byte = bytes[--from]!;
      bytes[--to] = byte;
      if (byte === quote) bytes[--to] = quote;
    }
    bytes[--to] = quote;
  }
}
