import { isCalendarDate } from '../cleansing/date-format.ts';
import { passesLuhn, passesVerhoeff, remainder, weightedSum } from './check-digits.ts';

/** A number a country knows its people by. */
export interface CountryId {
  readonly country: string;
  /** How it is written. */
  readonly pattern: RegExp;
  /** Whether a number without blanks, dots and dashes, in upper case, can be one. */
  readonly isValid: (compact: string) => boolean;
  /** True for a form that other numbers have as well: it takes a whole column of them, or a header, to be sure. */
  readonly isWeak?: boolean;
}

/**
 * Numbers of people by country that say what they are by their form and check digits. Forms that names of machines
 * have too and that have no check digit, as that of a British number without blanks, are left to the header.
 */
export const countryIds: readonly CountryId[] = [
  {
    country: 'US',
    pattern: /^\d{3}-\d{2}-\d{4}$/,
    isValid: (id) => !/^(?:000|666|9)/.test(id) && id.slice(3, 5) !== '00' && id.slice(5) !== '0000',
  },
  {
    country: 'GB',
    pattern: /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2} ?\d{2} ?\d{2} ?[A-D]$/i,
    isValid: isBritish,
  },
  { country: 'DE', pattern: /^\d{2} ?\d{6} ?[A-Z] ?\d{3}$/i, isValid: isGermanPension },
  {
    country: 'FR',
    pattern: /^[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}$/i,
    isValid(id) {
      const digits = id.replace('2A', '19').replace('2B', '18');
      return 97 - remainder(digits.slice(0, 13), 97) === Number(digits.slice(13));
    },
  },
  { country: 'IN', pattern: /^[2-9]\d{3}[ -]\d{4}[ -]\d{4}$/, isValid: passesVerhoeff },
  { country: 'ES', pattern: /^(?:\d{8}|[XYZ]\d{7})-?[A-Z]$/i, isValid: isSpanish },
  {
    country: 'IT',
    pattern: /^[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPR-T][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]$/i,
    isValid: isItalian,
  },
  { country: 'BR', pattern: /^\d{3}\.\d{3}\.\d{3}-\d{2}$/, isValid: isBrazilian },
  { country: 'CH', pattern: /^756\.\d{4}\.\d{4}\.\d{2}$/, isValid: isSwiss },
  { country: 'FI', pattern: /^\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]$/i, isValid: isFinnish },
  { country: 'SE', pattern: /^(?:\d{2})?\d{6}[-+]\d{4}$/, isValid: isSwedish },
  { country: 'BE', pattern: /^\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/, isValid: isBelgian },
  { country: 'CN', pattern: /^\d{17}[\dX]$/i, isValid: isChinese },
  { country: 'KR', pattern: /^\d{6}-[1-8]\d{6}$/, isValid: isKorean },
  { country: 'MX', pattern: /^[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z\d]\d$/i, isValid: isMexican },
  { country: 'PL', pattern: /^\d{11}$/, isValid: isPolish, isWeak: true },
  { country: 'TR', pattern: /^[1-9]\d{10}$/, isValid: isTurkish, isWeak: true },
  { country: 'NO', pattern: /^\d{6} ?\d{5}$/, isValid: isNorwegian, isWeak: true },
  { country: 'EE', pattern: /^[1-8]\d{10}$/, isValid: isBaltic, isWeak: true },
  { country: 'GR', pattern: /^\d{11}$/, isValid: isGreek, isWeak: true },
  { country: 'CA', pattern: /^\d{3}[ -]\d{3}[ -]\d{3}$/, isValid: passesLuhn, isWeak: true },
  { country: 'RO', pattern: /^[1-9]\d{12}$/, isValid: isRomanian, isWeak: true },
  { country: 'ZA', pattern: /^\d{13}$/, isValid: isSouthAfrican, isWeak: true },
];

function isBritish(id: string): boolean {
  return !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(id);
}

/** True for day and month of some year of a life, as two digits each. */
function isDayOfYear(month: string, day: string): boolean {
  return isCalendarDate(2000, Number(month), Number(day));
}

/** German pension insurance number: digits of its parts, weighted, add up to its last digit. */
function isGermanPension(id: string): boolean {
  if (!/^\d{8}[A-Z]\d{3}$/.test(id) || !isDayOfYear(id.slice(4, 6), id.slice(2, 4))) return false;
  const letter = String(id.charCodeAt(8) - 64).padStart(2, '0');
  const digits = id.slice(0, 8) + letter + id.slice(9, 11);
  const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
  let sum = 0;
  for (const [place, weight] of weights.entries()) {
    const product = Number(digits[place]) * weight;
    sum += Math.floor(product / 10) + (product % 10);
  }
  return sum % 10 === Number(id[11]);
}

function isSpanish(id: string): boolean {
  const digits = id.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === id.at(-1);
}

const italianOdd = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function isItalian(id: string): boolean {
  let sum = 0;
  for (let place = 0; place < 15; place++) {
    const digit = Number.parseInt(id[place] ?? '', 36);
    const value = digit >= 10 ? digit - 10 : digit;
    sum += place % 2 === 0 ? (italianOdd[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === id[15];
}

function isBrazilian(id: string): boolean {
  if (/^(\d)\1+$/.test(id)) return false;
  const check = (length: number): number =>
    ((weightedSum(id.slice(0, length), (place) => length + 1 - place) * 10) % 11) % 10;
  return check(9) === Number(id[9]) && check(10) === Number(id[10]);
}

function isSwiss(id: string): boolean {
  const sum = weightedSum(id.slice(0, 12), (place) => (place % 2 === 0 ? 1 : 3));
  return (10 - (sum % 10)) % 10 === Number(id[12]);
}

/** `compact` has lost its hyphen when there was one. */
function isFinnish(compact: string): boolean {
  const digits = compact.slice(0, 6) + compact.slice(-4, -1);
  if (!isDayOfYear(digits.slice(2, 4), digits.slice(0, 2))) return false;
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits) % 31] === compact.at(-1);
}

function isSwedish(compact: string): boolean {
  const digits = compact.replace('+', '').slice(-10);
  const day = Number(digits.slice(4, 6));
  // Those of people without a registered birth have 60 added to their day.
  return isDayOfYear(digits.slice(2, 4), String(day > 60 ? day - 60 : day)) && passesLuhn(digits);
}

function isBelgian(id: string): boolean {
  const check = Number(id.slice(9));
  return 97 - remainder(id.slice(0, 9), 97) === check || 97 - remainder(`2${id.slice(0, 9)}`, 97) === check;
}

function isChinese(id: string): boolean {
  if (!isCalendarDate(Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))))
    return false;
  const sum = weightedSum(id.slice(0, 17), (place) => 2 ** (17 - place) % 11);
  return '10X98765432'[sum % 11] === id[17];
}

function isKorean(id: string): boolean {
  if (!isDayOfYear(id.slice(2, 4), id.slice(4, 6))) return false;
  const sum = weightedSum(id.slice(0, 12), (place) => (place % 8) + 2);
  return (11 - (sum % 11)) % 10 === Number(id[12]);
}

function isMexican(id: string): boolean {
  if (!isDayOfYear(id.slice(6, 8), id.slice(8, 10))) return false;
  const alphabet = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
  let sum = 0;
  for (let place = 0; place < 17; place++) sum += alphabet.indexOf(id[place] ?? '') * (18 - place);
  return (10 - (sum % 10)) % 10 === Number(id[17]);
}

/** The century of a birth is added to its month. */
function isPolish(id: string): boolean {
  const month = String(Number(id.slice(2, 4)) % 20);
  const sum = weightedSum(id.slice(0, 10), (place) => [1, 3, 7, 9][place % 4] ?? 0);
  return isDayOfYear(month, id.slice(4, 6)) && (10 - (sum % 10)) % 10 === Number(id[10]);
}

function isSouthAfrican(id: string): boolean {
  return isDayOfYear(id.slice(2, 4), id.slice(4, 6)) && passesLuhn(id);
}

function isTurkish(id: string): boolean {
  const odd = weightedSum(id.slice(0, 9), (place) => (place % 2 === 0 ? 1 : 0));
  const even = weightedSum(id.slice(0, 9), (place) => (place % 2 === 0 ? 0 : 1));
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return tenth === Number(id[9]) && (odd + even + tenth) % 10 === Number(id[10]);
}

function isNorwegian(id: string): boolean {
  const day = Number(id.slice(0, 2));
  if (!isDayOfYear(id.slice(2, 4), String(day > 40 ? day - 40 : day))) return false;
  const weigh = (weights: readonly number[]): number =>
    weightedSum(id.slice(0, weights.length), (place) => weights[place] ?? 0);
  const first = (11 - (weigh([3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
  const second = (11 - (weigh([5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return first === Number(id[9]) && second === Number(id[10]);
}

/** Estonia and Lithuania. */
function isBaltic(id: string): boolean {
  if (!isDayOfYear(id.slice(3, 5), id.slice(5, 7))) return false;
  const digits = id.slice(0, 10);
  const first = weightedSum(digits, (place) => (place % 9) + 1) % 11;
  const second = weightedSum(digits, (place) => ((place + 2) % 9) + 1) % 11;
  return (first < 10 ? first : second % 10) === Number(id[10]);
}

function isGreek(id: string): boolean {
  return isDayOfYear(id.slice(2, 4), id.slice(0, 2)) && passesLuhn(id);
}

function isRomanian(id: string): boolean {
  if (!isDayOfYear(id.slice(3, 5), id.slice(5, 7))) return false;
  const weights = [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9];
  const rest = weightedSum(id.slice(0, 12), (place) => weights[place] ?? 0) % 11;
  return (rest === 10 ? 1 : rest) === Number(id[12]);
}
