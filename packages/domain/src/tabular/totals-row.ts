import { isInteger, parseNumber } from './number-values.ts';

const totalWords = new Set(
  [
    ...['total', 'totals', 'grand total', 'subtotal', 'sub total', 'sub-total', 'sum', 'overall total'],
    ...['gesamt', 'gesamtsumme', 'summe', 'zwischensumme', 'insgesamt'],
    ...[
      'total général',
      'somme',
      'sous-total',
      'total general',
      'suma',
      'total geral',
      'soma',
      'subtotal geral',
    ],
    ...['合計', '総計', '小計'],
  ].map((word) => word.normalize('NFC')),
);
const countLine =
  /^\(?(?:\d+ (?:rows?|records?|items?|entries|results?|assets?|hosts?)(?: (?:affected|selected|total|found|exported))?|(?:total|count|number of|total number of)?(?: ?(?:rows?|records?|items?|entries|results?|count))? ?[:=] ?\d+)\)?\.?$/i;

function isNumberWithUnit(text: string): boolean {
  const match = /^(.*?\d)\s*(?:%|\p{L}{1,4})?$/u.exec(text);
  return match?.[1] !== undefined && parseNumber(match[1]) !== undefined;
}

/** True when the first filled cell of a record could open a totals row: the cheap test before {@link isTotalsRow}. */
export function mayOpenTotals(firstFilled: string): boolean {
  const word = firstFilled
    .trim()
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s*[:=]$/, '');
  return totalWords.has(word) || countLine.test(firstFilled.trim());
}

/**
 * True for a row that sums up the rows above it.
 *
 * Conservative, since such a row is left out when nothing but totals follows: a totals word, then
 * only numbers and at least one empty cell; or a lone cell such as `12 rows`.
 */
export function isTotalsRow(cells: readonly string[], width: number): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const [first, ...others] = filled;
  if (first === undefined || !mayOpenTotals(first) || isInteger(first)) return false;
  if (others.length === 0) return width > 1 && countLine.test(first);
  return filled.length < width && others.every(isNumberWithUnit);
}
