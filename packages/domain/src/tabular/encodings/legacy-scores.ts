import { eastAsianCost, isHalfWidthKana } from './east-asian-model.ts';
import type { EastAsianLanguage } from './east-asian-words.ts';
import {
  caseCost,
  isJoining,
  pairCosts,
  pairLanguages,
  symbolCost,
  traitsOf,
  writingCosts,
} from './letter-model.ts';
import type { PairLanguage } from './letter-pairs.ts';
import { type SingleByteEncoding, singleByteTables } from './single-byte-tables.ts';
import type { MultiByteEncoding } from './text-encoding.ts';

/** Nats by which rarer languages are less likely; the others cost nothing. */
const languageCost: Partial<Record<PairLanguage, number>> = {
  is: 1.5,
  et: 1,
  lv: 1,
  lt: 1,
  sl: 1,
  hr: 1,
  bg: 0.5,
  sr: 1,
  be: 1.5,
  mk: 1.5,
  ca: 1.5,
  fa: 2,
  sq: 3,
  mt: 3,
  cy: 3,
  ga: 3,
  eu: 3,
  gl: 3,
  eo: 4,
  fo: 3,
  el: 1.5,
  he: 1.5,
  ar: 1.5,
  th: 1.5,
  kk: 2,
  vi: 1,
};
const languageCosts = Float64Array.from(pairLanguages, (language) => languageCost[language] ?? 0);

/** Share of words that are of another language than their file. */
const foreignShare = 0.1;
/** Words that judge an encoding; further ones add nothing. */
const mostWords = 300;

/** Nats that a pair of characters with one above ASCII costs when the text is of no known language or encoding. */
export const unknownPairCost = 5.3;
/** Stands for a letter that nobody knows. */
const unknownPoint = 0xe000;
const unknownLetter = String.fromCodePoint(unknownPoint);

const wordCosts = new Map<string, Float64Array>();
const mostRemembered = 20_000;

/** What a word costs in each of {@link pairLanguages}: only pairs with a character above ASCII count. */
function costsOfWord(word: string): Float64Array {
  const known = wordCosts.get(word);
  if (known !== undefined) return known;
  const costs = new Float64Array(pairLanguages.length);
  const points = Array.from(` ${word} `, (each) => each.codePointAt(0) ?? 0);
  for (let k = 1; k < points.length; k++) addCosts(points, k, costs);
  if (wordCosts.size >= mostRemembered) wordCosts.clear();
  wordCosts.set(word, costs);
  return costs;
}

function addCosts(points: readonly number[], k: number, costs: Float64Array): void {
  const point = points[k]!;
  if (point === unknownPoint || points[k - 1] === unknownPoint) {
    addToAll(costs, unknownPairCost);
    return;
  }
  const before = traitsOf(points[k - 1]!);
  const traits = traitsOf(point);
  const after = traitsOf(points[k + 1] ?? 0x20);
  if (point >= 0x80 && !traits.isLetter) {
    const place = { lettersBefore: countLetters(points, k, -1), lettersAfter: countLetters(points, k, 1) };
    addToAll(costs, symbolCost(point, place));
    return;
  }
  if (traits.folded < 0x80 && before.folded < 0x80) return;
  const pair = pairCosts(before.folded, traits.folded);
  const extra = caseCost(before, traits, after);
  for (let each = 0; each < costs.length; each++) costs[each]! += pair[each]! + extra;
}

function addToAll(costs: Float64Array, cost: number): void {
  for (let each = 0; each < costs.length; each++) costs[each]! += cost;
}

/** Letters that are counted beside a symbol: no more make a unit. */
const mostCounted = 4;

/** How many letters stand right before a place (step -1) or behind it (step 1), four at most. */
function countLetters(points: readonly number[], k: number, step: -1 | 1): number {
  let count = 0;
  while (count < mostCounted && traitsOf(points[k + (count + 1) * step] ?? 0x20).isLetter) count++;
  return count;
}

function logSumExp(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - most);
  return most + Math.log(sum);
}

/** Distinct words of a text that hold a character above ASCII: runs of letters and of such characters. */
export function wordsAboveAscii(text: string): string[] {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/[A-Za-z\u0080-\u{10ffff}]+/gu)) {
    if (/[^A-Za-z]/.test(word)) words.add(word);
    if (words.size === mostWords) break;
  }
  return [...words];
}

const writing = new Map<SingleByteEncoding, Float64Array>();

/** Encodings that Western European languages are written in. */
const westernEncodings = new Set<SingleByteEncoding>([
  'windows-1252',
  'iso-8859-15',
  'macintosh',
  'ibm437',
  'ibm850',
  'ibm858',
  'ibm860',
  'ibm861',
  'ibm863',
  'ibm865',
  'x-mac-icelandic',
  'hp-roman8',
]);
/** Languages that windows-1252 can write and whose computers use another code page. */
const elsewhere = new Set<PairLanguage>(['et', 'sq']);
/** Nats that a Western European language costs elsewhere, more where another script is at home. */
const awayCost = { latin: 3, otherScript: 8 } as const;
const otherScripts = /[\u0370-\u0e7f]/g;
/** Tables of Latin letters hold some Greek ones as symbols; more of them are a script of their own. */
const mostGreekSymbols = 20;

function awayCostOf(encoding: SingleByteEncoding): number {
  if (westernEncodings.has(encoding)) return 0;
  const letters = singleByteTables[encoding].match(otherScripts)?.length ?? 0;
  return letters > mostGreekSymbols ? awayCost.otherScript : awayCost.latin;
}

function writingCostsOf(encoding: SingleByteEncoding): Float64Array {
  const known = writing.get(encoding);
  if (known !== undefined) return known;
  const inWestern = writingCosts(singleByteTables['windows-1252']);
  const away = awayCostOf(encoding);
  const costs = writingCosts(singleByteTables[encoding]).map((cost, each) => {
    const isWestern = inWestern[each]! < 0.5 && !elsewhere.has(pairLanguages[each]!);
    return isWestern ? cost + away : cost;
  });
  writing.set(encoding, costs);
  return costs;
}

/** Whether a character is a symbol that does not belong within words, as apostrophes and dashes do. */
function isSymbol(character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return point >= 0x80 && !traitsOf(point).isLetter && !isJoining(point);
}

/** Written by {@link likelihoodsOfWord}: many thousand words are judged for one file. */
const ofWord = new Float64Array(pairLanguages.length);

/** Log-likelihood of a word in each of {@link pairLanguages}, until the next call: it may be of another one. */
function likelihoodsOfWord(word: string, unwritable: Float64Array): Float64Array {
  const costs = costsOfWord(word);
  for (let each = 0; each < costs.length; each++) {
    ofWord[each] = -costs[each]! - languageCosts[each]! - unwritable[each]!;
  }
  const foreign = logSumExp(ofWord) - Math.log(costs.length) + Math.log(foreignShare);
  for (let each = 0; each < costs.length; each++) {
    const own = -costs[each]! + Math.log(1 - foreignShare);
    ofWord[each] = Math.max(own, foreign) + Math.log1p(Math.exp(-Math.abs(own - foreign)));
  }
  return ofWord;
}

/** Log-likelihoods of a text in a single-byte encoding, for each language. */
function likelihoodsOfText(text: string, unwritable: Float64Array): Float64Array {
  const totals = languageCosts.map((cost, each) => -cost - unwritable[each]!);
  for (const word of wordsAboveAscii(text)) {
    const likelihoods = likelihoodsOfWord(word, unwritable);
    for (let each = 0; each < totals.length; each++) totals[each]! += likelihoods[each]!;
  }
  return totals;
}

/** Log-likelihood of a text in a single-byte encoding, over all languages. */
export function scoreAlphabetic(text: string, encoding: SingleByteEncoding): number {
  return logSumExp(likelihoodsOfText(text, writingCostsOf(encoding)));
}

/**
 * By how many nats each symbol of a text would fit better if it were a letter that nobody knows. More than a few say
 * that the encoding has a letter for its byte. (Letters are not judged so: names of any language stand in a table.)
 */
export function symbolDoubts(text: string, encoding: SingleByteEncoding): Map<string, number> {
  const unwritable = writingCostsOf(encoding);
  const totals = likelihoodsOfText(text, unwritable);
  const language = totals.indexOf(Math.max(...totals));
  const doubts = new Map<string, number>();
  for (const word of wordsAboveAscii(text)) {
    const known = likelihoodsOfWord(word, unwritable)[language]!;
    for (const character of new Set(word)) {
      if (!isSymbol(character)) continue;
      const open = word.replaceAll(character, unknownLetter);
      const gain = likelihoodsOfWord(open, unwritable)[language]! - known;
      doubts.set(character, (doubts.get(character) ?? 0) + gain);
    }
  }
  return doubts;
}

const languagesOf: Readonly<Record<MultiByteEncoding, readonly EastAsianLanguage[]>> = {
  shift_jis: ['ja'],
  'euc-jp': ['ja'],
  'iso-2022-jp': ['ja'],
  gb18030: ['zhHans', 'zhHant'],
  big5: ['zhHant'],
  'euc-kr': ['ko'],
};

/** Log-likelihood of a text in an East Asian encoding. */
export function scoreEastAsian(text: string, encoding: MultiByteEncoding): number {
  const words = wordsAboveAscii(text);
  const scores = languagesOf[encoding].map((language) => -costOfWords(words, language));
  return Math.max(...scores);
}

function costOfWords(words: readonly string[], language: EastAsianLanguage): number {
  let cost = 0;
  for (const word of words) {
    const points = Array.from(word, (each) => each.codePointAt(0) ?? 0);
    for (const [index, point] of points.entries()) {
      if (point < 0x80) continue;
      cost += eastAsianCost(point, language) + besideLatinCost(point, points[index - 1], points[index + 1]);
    }
  }
  return cost;
}

/** Latin letters beside half-width kana or ideographs are rare in cells, more so on both sides of a single one. */
function besideLatinCost(point: number, before: number | undefined, after: number | undefined): number {
  const sides = Number(before !== undefined && before < 0x80) + Number(after !== undefined && after < 0x80);
  if (sides === 0) return 0;
  const isAlone = sides === 2 || before === undefined || after === undefined;
  return (isHalfWidthKana(point) ? 4 : 1) + (isAlone ? 3 : 0);
}
