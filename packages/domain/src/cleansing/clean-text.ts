import { cleaningNeed, needOfUnit } from './cleaning-needs.ts';

/** Separates the items of a list value in its canonical text; cleaned items never contain it. */
export const listSeparator = '\n';

// oxlint-disable-next-line no-control-regex -- control characters are what it removes
const removable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200d\u2060\ufeff]/g;
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Text without surrounding blanks and control characters, in Unicode NFC, with plain spaces and line feeds. */
export function cleanText(text: string): string {
  let needs = 0;
  for (let at = 0; at < text.length; at++) needs |= needOfUnit[text.charCodeAt(at)]!;
  return (needs === 0 ? text : changed(text, needs)).trim();
}

/** The text with what its characters need; each step is skipped where no character asks for it. */
function changed(text: string, needs: number): string {
  let made = text;
  if ((needs & cleaningNeed.lineBreak) !== 0) made = made.replace(/\r\n?/g, '\n');
  if ((needs & cleaningNeed.removal) !== 0) made = made.replace(removable, '');
  if ((needs & cleaningNeed.blank) !== 0) made = made.replace(spaces, ' ');
  return (needs & cleaningNeed.normalising) === 0 ? made : made.normalize('NFC');
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
