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
  // ª, µ, º and ƒ are letters by name only.
  const isLetter = /(?![ªµºƒ])[\p{L}\p{M}]/u.test(character);
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
const opening = codePoints('«„“‘‚‹¿¡§°µ’–—\u00a0');
const closing = codePoints('»”’›®™²ªº…–—\u00a0');
const joining = codePoints('’‘´·–—\u00a0\u00ad');

/** Marks that begin a Spanish sentence: a letter follows. */
const beginning = codePoints('¿¡');
/** Marks behind a number or an initial (Nº, Mª), never behind more letters. */
const ordinal = codePoints('ªº');
/** The sign before a unit (µs, µmol); before a word its byte is mostly a quotation mark (ISO 8859-16). */
const micro = 0xb5;
const longestUnit = 3;
/** Signs behind a measure (m², km²) and now and then behind a word, as a footnote. */
const powers = codePoints('²³');
const longestMeasure = 2;
const footnoteCost = 2;

/** Whether a symbol may stand between two letters. */
export const isJoining = (point: number) => joining.has(point);

const misplacedCost = 6;
const joiningCost = 3;

/** Arrows, signs of mathematics, frames and blocks: drawings of screens, hardly found in tables. */
const isDrawing = (point: number) => point >= 0x2190 && point < 0x2600;

function baseCost(point: number): number {
  if (usual.has(point)) return 6;
  return isDrawing(point) ? 13 : 10;
}

/** How many letters stand right before and right behind a symbol, four at most. */
export interface SymbolPlace {
  readonly lettersBefore: number;
  readonly lettersAfter: number;
}

/** What a character costs that is no letter, whatever the language. */
export function symbolCost(point: number, { lettersBefore, lettersAfter }: SymbolPlace): number {
  const cost = baseCost(point);
  if (lettersBefore > 0 && lettersAfter > 0)
    return cost + (joining.has(point) ? joiningCost : 2 * misplacedCost);
  if (isMisplaced(point, lettersBefore, lettersAfter)) return cost + misplacedCost;
  return powers.has(point) && lettersBefore > longestMeasure ? cost + footnoteCost : cost;
}

function isMisplaced(point: number, lettersBefore: number, lettersAfter: number): boolean {
  if (lettersAfter > 0) return !opening.has(point) || (point === micro && lettersAfter > longestUnit);
  if (beginning.has(point)) return true;
  if (lettersBefore === 0) return false;
  return !closing.has(point) || (ordinal.has(point) && lettersBefore > 1);
}

/** Small letters that have no capital of their own in use. */
const withoutCapital = codePoints('ßıŉĸ');
const isCased = ({ isUpper, folded }: CharacterTraits) => !isUpper && hasCapital(folded);

function hasCapital(folded: number): boolean {
  const letter = String.fromCodePoint(folded);
  return !withoutCapital.has(folded) && letter.toUpperCase() !== letter;
}

/** What the case of a letter costs between its neighbours: within a word each has that of the others. */
export function caseCost(before: CharacterTraits, letter: CharacterTraits, after: CharacterTraits): number {
  if (!before.isLetter) return 0;
  if (!letter.isUpper) return before.isUpper && after.isUpper && isCased(letter) ? 6 : 0;
  return before.isUpper && (!after.isLetter || after.isUpper) ? 0.7 : 4;
}
