import type { FieldIndex, FieldName } from './field-index.ts';
import { literalKey, squash, wordBag } from './header-words.ts';
import type { HeaderMatch, Put } from './header-match.ts';
import type { HeaderReading, HeaderVariant as Reading } from './read-header.ts';

/** Assessment facts rarely stand in files; anything less than their very name does not suggest them. */
const exactTrust = 0.97;

/** Names that equal the header letter by letter; a key or label in any other form counts as a synonym. */
export function lookUpLetters(header: HeaderReading, index: FieldIndex, put: Put): boolean {
  const names = index.byLetters.get(literalKey(header.text)) ?? [];
  for (const name of names) {
    const score = (name.kind === 'exact' ? 0.982 : 0.972) + specificity(header.words);
    put(name.field.key, { kind: name.kind, score, name: name.text, words: header.words });
  }
  return names.length > 0;
}

/** Looks variants up by spelling, then by their words in any order; answers whether any is known. */
export function lookUp(variants: readonly Reading[], index: FieldIndex, put: Put): boolean {
  let found = false;
  const offer = (name: FieldName, variant: Reading, trust: number) => {
    if (name.field.group === 'assessment' && variant.trust < exactTrust) return;
    put(name.field.key, matchOf(name, variant, trust));
  };
  for (const variant of variants) {
    const bySpelling = index.bySpelling.get(squash(variant.words)) ?? [];
    for (const name of bySpelling) offer(name, variant, 0.96);
    const byBag =
      bySpelling.length > 0 || variant.words.length < 2
        ? []
        : (index.byBag.get(wordBag(variant.words)) ?? []);
    for (const name of byBag) offer(name, variant, 0.9);
    found ||= bySpelling.length + byBag.length > 0;
  }
  return found;
}

function matchOf(name: FieldName, variant: Reading, trust: number): HeaderMatch {
  const kind = name.kind === 'exact' && variant.trust >= 0.97 ? 'exact' : 'synonym';
  const exactness = kind === 'exact' ? 0.006 : 0;
  const plural = literalKey(name.text) === squash(variant.words) ? 1 : 0.99;
  return {
    kind,
    score: trust * variant.trust * plural + specificity(variant.words) + exactness,
    name: name.text,
    words: variant.words,
  };
}

/** Longer names are more specific and win ties. */
function specificity(words: readonly string[]): number {
  return 0.002 * Math.min(words.length, 4);
}
