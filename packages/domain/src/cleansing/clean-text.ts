/** Separates the items of a list value in its canonical text; cleaned items never contain it. */
export const listSeparator = '\n';

// oxlint-disable-next-line no-control-regex -- control characters are what it removes
const removable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200d\u2060\ufeff]/g;
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Text without surrounding blanks and control characters, in Unicode NFC, with plain spaces and line feeds. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(removable, '').replace(spaces, ' ').normalize('NFC').trim();
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
