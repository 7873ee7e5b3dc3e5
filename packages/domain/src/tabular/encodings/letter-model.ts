import { letterPairs, type PairLanguage } from './letter-pairs.ts';

/** What a character is to the models of languages. */
export interface CharacterTraits {
  readonly isLetter: boolean;
  readonly isUpper: boolean;
  /** Code point in lower case; a space for what is no letter. */
  readonly folded: number;
}

const space = 0x20;
/** Romanian letters with a comma and with a cedilla are the same: which are written depends on the encoding. */
const sameLetter = new Map([
  [0x219, 0x15f],
  [0x21b, 0x163],
]);

/** A letter that has no single one in lower case (İ) stays as it is. */
function foldedPoint(lower: string, point: number): number {
  if (lower.length > 1) return point;
  const folded = lower.codePointAt(0) ?? point;
  return sameLetter.get(folded) ?? folded;
}

const traits = new Map<number, CharacterTraits>();

/** Traits of a code point, worked out once for each. */
export function traitsOf(point: number): CharacterTraits {
  const known = traits.get(point);
  if (known !== undefined) return known;
  const character = String.fromCodePoint(point);
  // ª, µ and º are letters by name only.
  const isLetter = /(?![ªµº])[\p{L}\p{M}]/u.test(character);
  const lower = character.toLowerCase();
  const folded = isLetter ? foldedPoint(lower, point) : space;
  const found = { isLetter, isUpper: isLetter && lower !== character, folded };
  traits.set(point, found);
  return found;
}

/** Languages that the letter pairs are of. */
export const pairLanguages = Object.keys(letterPairs).filter((key): key is PairLanguage =>
  Object.hasOwn(letterPairs, key),
);

/** Nats that a pair costs which its language does not have, by what its second character is. */
const unseen = { plain: 5, end: 6, foreign: 13 } as const;
/** A letter of another script within a word. */
const mixedScriptCost = 13;
/** What a pair that is not in the table costs beside how rare its second letter is, by script. */
const unseenLetter = { latin: 5, other: 6 } as const;
/** Latin words hardly have two letters above ASCII in a row. */
const latinRunCost = 3;

interface LanguagePairs {
  readonly isLatin: boolean;
  readonly costs: ReadonlyMap<string, number>;
  /** How usual each of its letters above ASCII is, all together 1. */
  readonly letterShares: ReadonlyMap<string, number>;
}

function readPairs(language: PairLanguage): LanguagePairs {
  const costs = new Map<string, number>();
  const shares = new Map<string, number>();
  let total = 0;
  let latin = 0;
  for (const [step, pairs] of letterPairs[language].split('|').entries()) {
    const characters = Array.from(pairs);
    for (let k = 0; k + 1 < characters.length; k += 2) {
      const second = characters[k + 1]!;
      costs.set(characters[k]! + second, step + 0.3);
      if (isPlainLetter(characters[k]!)) latin++;
      if (second < '\u0080') continue;
      const weight = Math.exp(-step);
      total += weight;
      shares.set(second, (shares.get(second) ?? 0) + weight);
    }
  }
  const letterShares = new Map([...shares].map(([letter, weight]) => [letter, weight / total]));
  return { isLatin: latin > 10, costs, letterShares };
}

const isPlainLetter = (character: string) => character >= 'a' && character <= 'z';

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

function unseenCost(first: string, second: string, { isLatin, letterShares }: LanguagePairs): number {
  if (!isLatin && (isPlainLetter(first) || isPlainLetter(second))) return mixedScriptCost;
  if (second < '\u0080') return isLatin ? unseen.plain : unseen.end;
  const share = letterShares.get(second);
  if (share === undefined) return unseen.foreign;
  const base = isLatin ? unseenLetter.latin + (first < '\u0080' ? 0 : latinRunCost) : unseenLetter.other;
  return Math.min(unseen.foreign, base - Math.log(share));
}

const costsOfPair = new Map<number, Float64Array>();

/** What a pair of folded characters costs in each of {@link pairLanguages}, in nats. */
export function pairCosts(before: number, folded: number): Float64Array {
  const key = before * 0x11_0000 + folded;
  const known = costsOfPair.get(key);
  if (known !== undefined) return known;
  const first = String.fromCodePoint(before);
  const second = String.fromCodePoint(folded);
  const costs = Float64Array.from(
    allPairs(),
    (language) => language.costs.get(first + second) ?? unseenCost(first, second, language),
  );
  costsOfPair.set(key, costs);
  return costs;
}

const codePoints = (text: string) => new Set(Array.from(text, (each) => each.charCodeAt(0)));
/** Symbols that tables and names use. */
const usual = codePoints('–—’“”„•…€£°§®©™²³µ½¼¾«»·¿¡ªº№×±\u00a0→≥≤');
/** Symbols that may stand right before a letter, right behind one, and between two. */
const opening = codePoints('«„“‘‚‹¿¡§©°µ’–—\u00a0');
const closing = codePoints('»”’›®™²ªº…–—\u00a0');
const joining = codePoints('’‘´·–—\u00a0\u00ad');

const misplacedCost = 6;
const joiningCost = 3;

/** What a character costs that is no letter, whatever the language, with a letter `before` and one `after` it. */
export function symbolCost(point: number, before: boolean, after: boolean): number {
  const cost = usual.has(point) ? 6 : 10;
  if (before && after) return cost + (joining.has(point) ? joiningCost : 2 * misplacedCost);
  if (before) return closing.has(point) ? cost : cost + misplacedCost;
  if (after) return opening.has(point) ? cost : cost + misplacedCost;
  return cost;
}

/** What the case of a letter costs between its neighbours: a capital within a word stands among capitals. */
export function caseCost(before: CharacterTraits, letter: CharacterTraits, after: CharacterTraits): number {
  if (!before.isLetter || !letter.isUpper) return 0;
  return before.isUpper && (!after.isLetter || after.isUpper) ? 0.7 : 4;
}
