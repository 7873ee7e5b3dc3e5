import { foldWord } from '../cleansing/clean-text.ts';

/** A blank that parts words, but no digits: `R 740` is `R740`, but `1 2` is not `12`. */
const looseBlank = /(?<!\d) | (?!\d)/g;

/** What spellings of one value have in common: letters and digits without case, accents and punctuation. */
export function foldSpelling(text: string): string {
  return foldWord(text).replace(looseBlank, '');
}
