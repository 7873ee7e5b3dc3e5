import { passesVerhoeff, remainder, weightedSum } from './check-digits.ts';

/** A number a country knows its people by. */
interface CountryId {
  readonly country: string;
  /** How it is written. */
  readonly pattern: RegExp;
  /** Whether a number without blanks and dashes, in upper case, can be one. */
  readonly isValid: (compact: string) => boolean;
}

/** Numbers of people by country; only forms that hardly anything else has. */
export const countryIds: readonly CountryId[] = [
  {
    country: 'US',
    pattern: /^\d{3}-\d{2}-\d{4}$/,
    isValid: (id) => !/^(?:000|666|9)/.test(id) && id.slice(3, 5) !== '00' && id.slice(5) !== '0000',
  },
  {
    country: 'GB',
    pattern: /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]$/i,
    isValid: (id) => !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(id),
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
  { country: 'IN', pattern: /^[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]$/, isValid: () => true },
  { country: 'ES', pattern: /^(?:\d{8}|[XYZ]\d{7})-?[A-Z]$/i, isValid: isSpanish },
  { country: 'IT', pattern: /^[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]$/i, isValid: () => true },
  {
    country: 'BR',
    pattern: /^\d{3}\.\d{3}\.\d{3}-\d{2}$/,
    isValid: (id) => isBrazilian(id.replace(/\D/g, '')),
  },
  { country: 'CH', pattern: /^756\.\d{4}\.\d{4}\.\d{2}$/, isValid: (id) => isSwiss(id.replace(/\D/g, '')) },
];

/** German pension insurance number: digits of its parts, weighted, add up to its last digit. */
function isGermanPension(id: string): boolean {
  if (!/^\d{8}[A-Z]\d{3}$/.test(id)) return false;
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

function isBrazilian(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  const check = (length: number): number =>
    ((weightedSum(digits.slice(0, length), (place) => length + 1 - place) * 10) % 11) % 10;
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

function isSwiss(digits: string): boolean {
  const sum = weightedSum(digits.slice(0, 12), (place) => (place % 2 === 0 ? 1 : 3));
  return (10 - (sum % 10)) % 10 === Number(digits[12]);
}
