import { sampleBytes } from '../file-layout.ts';
import type { SourceNote } from '../table-source.ts';

/** Where a document stops being one, and why. */
export interface Breakage {
  /** Of its text in UTF-8. */
  readonly byteOffset: number;
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

/**
 * True for damage so far behind the beginning that the rows in front of it are kept.
 *
 * Damage within the first bytes is told before anything is stored, while the person is there to repair it.
 */
export function isFarBehind(byteOffset: number): boolean {
  return byteOffset >= sampleBytes;
}

/** What is told of the record in which a document breaks off. */
export function breakageText({ reason, byteOffset, line }: Breakage): string {
  return `The file is damaged here: ${reason} The place is byte ${byteOffset}, line ${line}. What follows cannot be told apart and was not read.`;
}

/** Tells of a document as a whole that it was not read to its end. */
export function breakageNote(breakage: Breakage): SourceNote {
  const { byteOffset, line } = breakage;
  const detail = `The file is damaged at byte ${byteOffset}, line ${line}: only the rows in front of that place were read. Get the file again, or repair it, for the rest.`;
  return { code: 'broken_off', record: 0, detail };
}

const lineFeed = 0x0a;

/** Line of a text, 1-based, that the byte at `offset` stands in. */
export async function lineAt(pieces: AsyncIterable<Uint8Array>, offset: number): Promise<number> {
  let line = 1;
  let start = 0;
  for await (const piece of pieces) {
    const head = piece.subarray(0, offset - start);
    for (let at = head.indexOf(lineFeed); at >= 0; at = head.indexOf(lineFeed, at + 1)) line++;
    start += piece.length;
    if (start >= offset) break;
  }
  return line;
}
