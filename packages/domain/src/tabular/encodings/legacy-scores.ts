import { eastAsianCost } from './east-asian-model.ts';
import type { EastAsianLanguage } from './east-asian-words.ts';
import { caseCost, pairCosts, pairLanguages, symbolCost, traitsOf, writingCosts } from './letter-model.ts';
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
  fa: 1,
  sq: 3,
  mt: 3,
  cy: 3,
  ga: 3,
  eu: 3,
  gl: 3,
  eo: 4,
  fo: 3,
  vi: 1,
};
const languageCosts = Float64Array.from(pairLanguages, (language) => languageCost[language] ?? 0);

/** Share of words that are of another language than their file. */
const foreignShare = 0.1;
/** Words that judge an encoding; further ones add nothing. */
const mostWords = 300;

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
  const before = traitsOf(points[k - 1]!);
  const traits = traitsOf(point);
  if (point >= 0x80 && !traits.isLetter) {
    const sides = Number(before.isLetter) + Number(traitsOf(points[k + 1] ?? 0x20).isLetter);
    const cost = symbolCost(point, sides);
    for (let each = 0; each < costs.length; each++) costs[each]! += cost;
    return;
  }
  if (traits.folded < 0x80 && before.folded < 0x80) return;
  const pair = pairCosts(before.folded, traits.folded);
  const extra = caseCost(before, traits);
  for (let each = 0; each < costs.length; each++) costs[each]! += pair[each]! + extra;
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

function writingCostsOf(encoding: SingleByteEncoding): Float64Array {
  const costs = writing.get(encoding) ?? writingCosts(singleByteTables[encoding]);
  writing.set(encoding, costs);
  return costs;
}

/** Log-likelihood of a text in a single-byte encoding, over all languages. */
export function scoreAlphabetic(text: string, encoding: SingleByteEncoding): number {
  const unwritable = writingCostsOf(encoding);
  const totals = languageCosts.map((cost, each) => -cost - unwritable[each]!);
  const likelihoods = new Float64Array(totals.length);
  for (const word of wordsAboveAscii(text)) {
    const costs = costsOfWord(word);
    for (let each = 0; each < costs.length; each++) {
      likelihoods[each] = -costs[each]! - languageCosts[each]! - unwritable[each]!;
    }
    const foreign = logSumExp(likelihoods) - Math.log(costs.length) + Math.log(foreignShare);
    for (let each = 0; each < costs.length; each++) {
      const own = -costs[each]! + Math.log(1 - foreignShare);
      const more = Math.max(own, foreign);
      totals[each]! += more + Math.log(Math.exp(own - more) + Math.exp(foreign - more));
    }
  }
  return logSumExp(totals);
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
    let before = 0x20;
    for (const character of word) {
      const point = character.codePointAt(0) ?? 0;
      if (point >= 0x80) cost += eastAsianCost(point, language) + switchCost(before, point);
      before = point;
    }
  }
  return cost;
}

/** Latin letters directly before half-width kana or ideographs are rare in cells. */
function switchCost(before: number, point: number): number {
  const isAsciiLetter = before > 0x40 && before < 0x80;
  if (!isAsciiLetter) return 0;
  return point >= 0xff61 && point <= 0xff9f ? 4 : 1;
}
