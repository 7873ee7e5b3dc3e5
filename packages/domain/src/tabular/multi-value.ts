import { isInteger } from './number-values.ts';

/** Separators of list cells, the least ambiguous first. */
export const itemSeparators = ['\n', ';', '|', ','] as const;
export type ItemSeparator = (typeof itemSeparators)[number];

export interface Items {
  readonly separator: ItemSeparator;
  readonly items: readonly string[];
}

/** Fewer items than this are a pair, such as `Last, First`, as often as a list. */
const fewestItems = 3;
const longestItem = 80;
const mostWords = 5;
const houseNumber = /^\d+[a-z]? \p{L}|\p{L} \d+[a-z]?$|\b\d{4,6}\b/iu;

/**
 * Items of a cell that lists several values, or undefined.
 *
 * A list has at least three short items. Numbers with separators, postal addresses and sentences are no
 * lists.
 */
export function listItems(text: string): Items | undefined {
  for (const separator of itemSeparators) {
    const items = text
      .split(separator)
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length >= fewestItems) return isList(text, separator, items) ? { separator, items } : undefined;
  }
  return undefined;
}

function isList(text: string, separator: ItemSeparator, items: readonly string[]): boolean {
  if (items.some((item) => item.length > longestItem || item.split(' ').length > mostWords)) return false;
  if (separator !== ',') return true;
  return !isInteger(text.trim()) && !isAddress(items);
}

/** Postal addresses mix words and a house number or postal code; lists of hosts or addresses have no spaces. */
function isAddress(items: readonly string[]): boolean {
  const spaced = items.filter((item) => item.includes(' '));
  return (
    spaced.length > 0 &&
    items.some((item) => houseNumber.test(item)) &&
    items.every((item) => !isMachineWord(item))
  );
}

function isMachineWord(item: string): boolean {
  return /^[\w-]+[.:_-][\w.:-]+$/.test(item);
}
