import { letterPairs, type PairLanguage } from './letter-pairs.ts';

/** What a character is to the models of languages. */
export interface CharacterTraits {
  readonly isLetter: boolean;
  readonly isUpper: boolean;
  /** Code point in lower case; a space for what is no letter. */
  readonly folded: number;
}

const space = 0x20;
const traits = new Map<number, CharacterTraits>();

/** Traits of a code point, worked out once for each. */
export function traitsOf(point: number): CharacterTraits {
  const known = traits.get(point);
  if (known !== undefined) return known;
  const character = String.fromCodePoint(point);
  const isLetter = /[\p{L}\p{M}]/u.test(character);
  const lower = character.toLowerCase();
  const folded = isLetter ? (lower.codePointAt(0) ?? point) : space;
  const found = { isLetter, isUpper: isLetter && lower !== character, folded };
  traits.set(point, found);
  return found;
}

/** Languages that the letter pairs are of. */
export const pairLanguages = Object.keys(letterPairs).filter((key): key is PairLanguage =>
  Object.hasOwn(letterPairs, key),
);

/** Nats that a pair costs which its language does not have, by what its second character is. */
const unseen = { plain: 6, letter: 9, foreign: 13 } as const;

interface LanguagePairs {
  readonly costs: ReadonlyMap<string, number>;
  readonly alphabet: ReadonlySet<string>;
  /** How usual each of its letters above ASCII is, all together 1. */
  readonly letterShares: ReadonlyMap<string, number>;
}

function readPairs(language: PairLanguage): LanguagePairs {
  const costs = new Map<string, number>();
  const alphabet = new Set<string>();
  const shares = new Map<string, number>();
  let total = 0;
  for (const [step, pairs] of letterPairs[language].split('|').entries()) {
    const characters = Array.from(pairs);
    for (let k = 0; k + 1 < characters.length; k += 2) {
      const second = characters[k + 1]!;
      costs.set(characters[k]! + second, step + 0.3);
      alphabet.add(characters[k]!).add(second);
      if (second < '\u0080') continue;
      const weight = Math.exp(-step);
      total += weight;
      shares.set(second, (shares.get(second) ?? 0) + weight);
    }
  }
  const letterShares = new Map([...shares].map(([letter, weight]) => [letter, weight / total]));
  return { costs, alphabet, letterShares };
}

const models: { languages: readonly LanguagePairs[] | undefined } = { languages: undefined };

function allPairs(): readonly LanguagePairs[] {
  models.languages ??= pairLanguages.map(readPairs);
  return models.languages;
}

/** Nats that a language costs in an encoding which has none of its letters; it is hardly ever written so. */
const unwritableCost = 10;

/** What writing each of {@link pairLanguages} in an encoding with these characters costs, by the letters it lacks. */
export function writingCosts(characters: string): Float64Array {
  return Float64Array.from(allPairs(), ({ letterShares }) => {
    let missing = 0;
    for (const [letter, share] of letterShares) if (!characters.includes(letter)) missing += share;
    return unwritableCost * missing;
  });
}

const costsOfPair = new Map<number, Float64Array>();

/** What a pair of folded characters costs in each of {@link pairLanguages}, in nats. */
export function pairCosts(before: number, folded: number): Float64Array {
  const key = before * 0x11_0000 + folded;
  const known = costsOfPair.get(key);
  if (known !== undefined) return known;
  const first = String.fromCodePoint(before);
  const second = String.fromCodePoint(folded);
  const costs = Float64Array.from(allPairs(), ({ costs: ofLanguage, alphabet }) => {
    const cost = ofLanguage.get(first + second);
    if (cost !== undefined) return cost;
    if (folded < 0x80) return unseen.plain;
    return alphabet.has(second) ? unseen.letter : unseen.foreign;
  });
  costsOfPair.set(key, costs);
  return costs;
}

/** Symbols that tables and names use. */
const usual = new Set(Array.from('–—’•…€£°§®©™²³µ½¼¾«»·¿¡ªº№×±\u00a0→≥≤', (each) => each.charCodeAt(0)));
/** Apostrophes stand between letters. */
const apostrophes = new Set(Array.from('’‘', (each) => each.charCodeAt(0)));

const withinWordCost = 7;

/** What a character costs that is no letter, whatever the language; `sides` counts the letters beside it. */
export function symbolCost(point: number, sides: number): number {
  const cost = usual.has(point) ? 6 : 10;
  if (sides === 2 && !apostrophes.has(point)) return cost + withinWordCost;
  return cost + 1.5 * sides;
}

/** What the case of a letter costs behind the one before it. */
export function caseCost(before: CharacterTraits, letter: CharacterTraits): number {
  if (!before.isLetter || !letter.isUpper) return 0;
  return before.isUpper ? 0.7 : 4;
}
