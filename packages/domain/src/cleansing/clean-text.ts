import { sequenceLength } from '../tabular/utf8.ts';

/** Separates the items of a list value in its canonical text; cleaned items never contain it. */
export const listSeparator = '\n';

// oxlint-disable-next-line no-control-regex -- control characters are what it removes
const removable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200d\u2060\ufeff]/g;
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Text without surrounding blanks and control characters, in Unicode NFC, with plain spaces and line feeds. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(removable, '').replace(spaces, ' ').normalize('NFC').trim();
}

/**
 * True when {@link cleanText} leaves the text of these bytes as it is, told without making a text of them: printable
 * ASCII and line feeds, letters of Latin scripts, dashes and quotation marks, and no blank at either end.
 *
 * False where that cannot be told from single characters, as for those that combine with others.
 */
export function isCleanBytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || bytes[start]! <= space || bytes[end - 1]! <= space) return false;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; ; ) {
    while (at + 4 <= end && isPrintable(words.getInt32(at))) at += 4;
    // A sequence that the end cuts reaches beyond it.
    if (at >= end) return at === end;
    const length = cleanLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
}

const space = 0x20;
const lineFeed = 0x0a;

/** True for four bytes of printable ASCII: the one sum has the upper bit of bytes from 0x7f on, the other of those below 0x20. */
function isPrintable(word: number): boolean {
  return (((word + 0x0101_0101) | (word - 0x2020_2020)) & 0x8080_8080) === 0;
}

/** Bytes of the character at `at` when it is one that no cleaning changes, wherever it stands; 0 for others. */
function cleanLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x7f) return lead >= space || lead === lineFeed ? 1 : 0;
  const length = sequenceLength(lead);
  return isCleanSequence(bytes, at, length) ? length : 0;
}

function isCleanSequence(bytes: Uint8Array, at: number, length: number): boolean {
  const lead = bytes[at]!;
  // U+00A1 to U+02FF: what combines with the letter before it begins at U+0300.
  if (length === 2) return lead <= 0xcb && isBetween(bytes[at + 1]!, lead === 0xc2 ? 0xa1 : 0x80, 0xbf);
  // U+2010 to U+2027: dashes, quotation marks, bullet and ellipsis.
  return lead === 0xe2 && bytes[at + 1] === 0x80 && isBetween(bytes[at + 2]!, 0x90, 0xa7);
}

function isBetween(byte: number, least: number, most: number): boolean {
  return byte >= least && byte <= most;
}

/** The comparison form of a word: lower case, no accents, one space where anything but letters and digits stood. */
export function foldWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}+#]+/gu, ' ')
    .trim();
}

/** The words of comma-separated lists. */
export function wordSet(lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(',')));
}
