import { isInteger, parseNumber } from './number-values.ts';
import { wordList } from './word-list.ts';

const totalWords: ReadonlySet<string> = new Set(
  wordList(`
  total | totals | grand total | subtotal | sub total | sub-total | sum | overall total | gesamt |
  gesamtsumme | summe | zwischensumme | insgesamt | total général | somme | sous-total |
  total general | suma | total geral | soma | subtotal geral | 合計 | 総計 | 小計
`),
);
const countLine =
  /^\(?(?:\d+ (?:rows?|records?|items?|entries|results?|assets?|hosts?)(?: (?:affected|selected|total|found|exported))?|(?:total|count|number of|total number of)?(?: ?(?:rows?|records?|items?|entries|results?|count))? ?[:=] ?\d+)\)?\.?$/i;

/** Words that alone may as well name a thing: an application, a company. */
const doubtfulWords: ReadonlySet<string> = new Set(wordList('total | sum | summe | suma | somme | soma'));

function isNumberWithUnit(text: string): boolean {
  const match = /^(.*?\d)\s*(?:%|\p{L}{1,4})?$/u.exec(text);
  return match?.[1] !== undefined && parseNumber(match[1]) !== undefined;
}

/** True when the first filled cell of a record could open a totals row: the cheap test before {@link isTotalsRow}. */
export function mayOpenTotals(firstFilled: string): boolean {
  return totalWords.has(wordOf(firstFilled)) || countLine.test(firstFilled.trim());
}

function wordOf(firstFilled: string): string {
  return firstFilled
    .trim()
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s*[:=]$/, '');
}

/**
 * True for a row that sums up the rows above it.
 *
 * Conservative, since such a row is left out when nothing but totals follows: a totals word, then only numbers, and
 * with a word that could as well name a thing an empty cell or more than one number; or a lone cell such as `12 rows`.
 */
export function isTotalsRow(cells: readonly string[], width: number): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const [first, ...others] = filled;
  if (first === undefined || !mayOpenTotals(first) || isInteger(first)) return false;
  if (others.length === 0) return width > 1 && countLine.test(first);
  const isClear = filled.length < width || others.length > 1 || !doubtfulWords.has(wordOf(first));
  return isClear && others.every(isNumberWithUnit);
}

function threeLetters(first: number, second: number, third: number): number {
  return ((first | 0x20) << 16) | ((second | 0x20) << 8) | (third | 0x20);
}

/** First three letters of the totals words and count lines that are written in ASCII. */
const totalsOpenings: ReadonlySet<number> = new Set(
  [...totalWords, 'count', 'number', 'rows', 'records', 'items', 'entries', 'results'].map((word) =>
    threeLetters(word.charCodeAt(0), word.charCodeAt(1), word.charCodeAt(2)),
  ),
);

/** True when the bytes of a first filled cell can open a totals row: decides nearly every row by a look-up. */
export function opensTotals(bytes: Uint8Array, start: number, end: number): boolean {
  const opening = bytes[start] ?? 0;
  if (opening >= 0x80 || ' (:='.includes(String.fromCharCode(opening))) return true;
  if (opening > 0x39) {
    return totalsOpenings.has(threeLetters(opening, bytes[start + 1] ?? 0, bytes[start + 2] ?? 0));
  }
  return opensCount(bytes, start, end);
}

/** True for digits and a space, as in `12 rows`. */
function opensCount(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && isDigitByte(bytes[at] ?? 0)) at++;
  return at > start && bytes[at] === 0x20;
}

function isDigitByte(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
