import { blandNames } from './bland-names.ts';
import type { FieldIndex } from './field-index.ts';
import { isCjk } from './header-words.ts';
import { lookUp } from './look-up.ts';
import type { Put } from './header-match.ts';
import type { HeaderReading } from './read-header.ts';

const overlapCeiling = 0.66;
const leastOverlap = 0.6;

/** Headers no list knows: a known name at their end, or the field whose name shares most of their words. */
export function overlapHeader({ words }: HeaderReading, index: FieldIndex, put: Put): void {
  const [first = ''] = words;
  if (first === '' || blandNames.has(words.join(''))) return;
  if (words.length === 1 && isCjk(first)) overlapCjk(first, index, put);
  else if (!overlapTail(words, index, put)) overlapWords(words, index, put);
}

/** "Array Vendor": the last words are a known name, the first one is not. */
function overlapTail(words: readonly string[], index: FieldIndex, put: Put): boolean {
  const tail = words.slice(1);
  if (tail.length === 0) return false;
  const trust = tail.length > 1 ? 0.7 : 0.55;
  return lookUp([{ words: tail, trust }], index, (key, match) => put(key, { ...match, kind: 'tokens' }));
}

function overlapWords(words: readonly string[], index: FieldIndex, put: Put): void {
  for (const name of new Set(words.flatMap((word) => index.byWord.get(word) ?? []))) {
    if (name.field.group === 'assessment') continue;
    const shared = name.words.filter((word) => words.includes(word)).length;
    const dice = (2 * shared) / (name.words.length + words.length);
    if (dice < leastOverlap) continue;
    put(name.field.key, { kind: 'tokens', score: dice * overlapCeiling, name: name.text, words });
  }
}

/** Japanese headers have no word breaks: a known name of at least two characters inside the header counts. */
function overlapCjk(text: string, index: FieldIndex, put: Put): void {
  for (const name of index.unspaced) {
    const known = name.spelling;
    if (!text.includes(known)) continue;
    const share = known.length / text.length;
    if (share < 0.4) continue;
    put(name.field.key, { kind: 'tokens', score: 0.5 + 0.3 * share, name: name.text, words: [text] });
  }
}
