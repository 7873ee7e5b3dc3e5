import { ownValue } from '../shared/own-value.ts';
import { parseDigits, shapeOfNumber } from './number-format.ts';
import { unitFactor } from './units.ts';

/** Of the Gregorian calendar on average, so that twelve months are a year. */
const hoursPerYear = 365.2425 * 24;
const hoursPerMonth = hoursPerYear / 12;

const longUnits: Readonly<Record<string, number>> = {
  ...hoursOf(hoursPerYear, 'y yr yrs year years jahr jahre jahren j an ans année années año años ano anos'),
  ...hoursOf(hoursPerYear, 'anno anni jaar jaren 年 年間 か年 ヶ年 カ年'),
  ...hoursOf(
    hoursPerMonth,
    'mo mos month months monat monate monaten mois mes meses mês mese mesi maand maanden',
  ),
  ...hoursOf(hoursPerMonth, 'か月 ヶ月 カ月 ヵ月 ケ月 か月間 ヶ月間 カ月間 ヵ月間 ケ月間'),
  ...hoursOf(7 * 24, 'wk wks week weeks 週 週間'),
  ...hoursOf(24, 'tagen giorno giorni dag dagen 日間'),
};

function hoursOf(hours: number, words: string): Record<string, number> {
  return Object.fromEntries(words.split(' ').map((word) => [word, hours]));
}

const endless = new Set(
  `permanent permanently indefinite indefinitely unlimited forever perpetual unbegrenzt unbefristet dauerhaft permanente
   permanentemente illimité illimitée indéfini indéfinie indéfiniment indefinido indefinida ilimitado ilimitada 永久 無期限`.split(
    /\s+/,
  ),
);

/** Nobody writes one in more; texts of megabytes are not searched for it. */
const mostCharacters = 200;

const amount = String.raw`\d+(?:[.,]\d+)*`;
const pairs = new RegExp(String.raw`(${amount})\s*([\p{L}ー]+)`, 'gu');
/** What may stand between the parts of one duration, as in `1 year and 6 months`. */
const joiners = /^\s*(?:,|and|und|et|y|e|en)?\s*$/i;
const isoUnits = ['Y', 'M', 'W', 'D', 'H', 'M', 'S'] as const;
const isoNumber = String.raw`(\d+(?:[.,]\d+)?)`;
const isoPart = (unit: string): string => `(?:${isoNumber}${unit})?`;
const iso = new RegExp(
  `^P(?=.)${isoUnits.slice(0, 4).map(isoPart).join('')}(?:T(?=.)${isoUnits.slice(4).map(isoPart).join('')})?$`,
  'i',
);
const isoHours = [hoursPerYear, hoursPerMonth, 7 * 24, 24, 1, 1 / 60, 1 / 3600];

/**
 * Hours that a text such as `P7Y`, `18 months` or `7 years after the end of the contract` says, infinitely many for
 * `permanent`; `undefined` for a text that states none, or more than one of which it is not said which counts.
 */
export function hoursOfDuration(text: string): number | undefined {
  if (text.length > mostCharacters) return undefined;
  const trimmed = text.trim();
  if (endless.has(trimmed.toLowerCase())) return Infinity;
  return hoursOfIso(trimmed) ?? hoursOfWords(trimmed);
}

function hoursOfIso(text: string): number | undefined {
  const parts = iso.exec(text)?.slice(1);
  return parts?.reduce(
    (sum, part: string | undefined, at) => sum + Number((part ?? '0').replace(',', '.')) * isoHours[at]!,
    0,
  );
}

function hoursOfWords(text: string): number | undefined {
  const found = [...text.matchAll(pairs)];
  const [first] = found;
  if (first === undefined) return undefined;
  let hours = 0;
  let end = first.index;
  for (const { 0: whole, 1: digits = '', 2: unit = '', index } of found) {
    const part = hoursOfPart(digits, unit);
    if (part === undefined || !joiners.test(text.slice(end, index))) return undefined;
    hours += part;
    end = index + whole.length;
  }
  return /\d/.test(text.slice(0, first.index) + text.slice(end)) ? undefined : hours;
}

function hoursOfPart(digits: string, unit: string): number | undefined {
  // Durations have no column to tell its separators by: three digits behind one are a group, as in integers.
  const number = parseDigits(digits, shapeOfNumber(digits) === 'ambiguous_point' ? 'comma' : 'point');
  const word = unit.toLowerCase();
  // Minutes or months.
  if (number === undefined || word === 'm') return undefined;
  const hours = ownValue(longUnits, word) ?? unitFactor(word, 'hours');
  return hours === undefined ? undefined : number * hours;
}

/**
 * Which of two texts says longer, as in sorting: durations by their time, and longer than whatever is none; then bare
 * numbers by their value; then texts by their length.
 */
export function compareDurations(left: string, right: string): number {
  const [leftKind, leftSize] = extentOf(left);
  const [rightKind, rightSize] = extentOf(right);
  if (leftKind !== rightKind) return leftKind - rightKind;
  return leftSize === rightSize ? 0 : leftSize - rightSize;
}

function extentOf(text: string): readonly [kind: number, size: number] {
  const hours = hoursOfDuration(text);
  // Hours of the same time in other units differ behind the digits anybody wrote.
  if (hours !== undefined) return [2, Number.isFinite(hours) ? Math.round(hours * 3600) : hours];
  return /^\d+(?:\.\d+)?$/.test(text) ? [1, Number(text)] : [0, text.length];
}
