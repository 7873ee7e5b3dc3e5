const integerPattern = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ \u00A0'’]\d{3})+)$/;
const decimalPattern =
  /^[+-]?(?:\d*\.\d+|\d+\.|\d+,\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:[. \u00A0'’]\d{3})+,\d+|\d{1,3}(?:[ \u00A0'’]\d{3})+\.\d+)(?:e[+-]?\d{1,3})?$/i;
const exponentPattern = /^[+-]?\d+e[+-]?\d{1,3}$/i;

/** True for a whole number; groups of three may be separated by comma, space or apostrophe. */
export function isInteger(text: string): boolean {
  return integerPattern.test(text);
}

/** True for a number with a fraction or exponent, decimal point or comma. */
export function isDecimal(text: string): boolean {
  return !isInteger(text) && (decimalPattern.test(text) || exponentPattern.test(text));
}

/**
 * The number a text shows on its own, or undefined.
 *
 * One comma with exactly three digits after it is a thousands separator, any other single comma a
 * decimal one; a column whose commas are ambiguous is decided elsewhere, with a person.
 */
export function parseNumber(text: string): number | undefined {
  const isWhole = isInteger(text);
  if (!isWhole && !isDecimal(text)) return undefined;
  let digits = text.replaceAll(/[ \u00A0'’]/g, '');
  if (isWhole) digits = digits.replaceAll(',', '');
  else if (digits.lastIndexOf(',') > digits.lastIndexOf('.'))
    digits = digits.replaceAll('.', '').replace(',', '.');
  else digits = digits.replaceAll(',', '');
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}

/** Digits up to which a number of bytes is exact as it is added up. */
const exactDigits = 15;
const powersOfTen = Float64Array.from({ length: exactDigits + 1 }, (_, power) => 10 ** power);

/**
 * The number that a sign, digits and at most one point show; undefined for any other spelling.
 *
 * A short cut: {@link parseNumber} answers the same for such a text.
 */
// oxlint-disable-next-line complexity -- runs for every number of a varied column: one loop, no text
export function readPlainNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  const isSigned = bytes[start] === 0x2d || bytes[start] === 0x2b;
  const first = isSigned ? start + 1 : start;
  if (end - first > exactDigits || end === first) return undefined;
  let digits = 0;
  let point = -1;
  for (let at = first; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x2e && point < 0) point = at;
    else if (byte >= 0x30 && byte <= 0x39) digits = digits * 10 + byte - 0x30;
    else return undefined;
  }
  if (point >= 0 && end - first === 1) return undefined;
  const value = point < 0 ? digits : digits / powersOfTen[end - point - 1]!;
  return bytes[start] === 0x2d ? -value : value;
}

const trueWords = ['true', 'yes', 'y', 'on', 'ja', 'oui', 'si', 'sí', 'sim', 'wahr', 'vrai', 'はい'];
const falseWords = ['false', 'no', 'n', 'off', 'nein', 'non', 'não', 'nao', 'falsch', 'faux', 'いいえ'];
const booleanWords = new Set([...trueWords, ...falseWords]);

/** True for a word that says yes or no in one of the shipped languages; digits are numbers. */
export function isBoolean(text: string): boolean {
  return text.length <= 6 && booleanWords.has(text.toLowerCase());
}
