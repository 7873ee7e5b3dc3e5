/** Which character separates decimals: `point` as in 1,234.5, `comma` as in 1.234,5. */
export type NumberFormat = 'point' | 'comma';

/** How the separators of one written number can be read. */
export type NumberShape =
  | 'plain'
  | 'point_decimal'
  | 'comma_decimal'
  | 'ambiguous_point'
  | 'ambiguous_comma'
  | 'invalid';

/** A number cut out of a cell: digits with separators, sign, and the words around it. */
export interface WrittenNumber {
  readonly digits: string;
  readonly negative: boolean;
  /** Unit or currency text after the number, trimmed; empty when there is none. */
  readonly unit: string;
  /** Currency sign or word before the number. */
  readonly prefix: string;
}

const written =
  /^(?<open>\()?(?<prefix>[^\d.,+\-()]{0,6}?)\s*(?<sign>[+-])?\s*(?<prefix2>[$€£¥]?)\s*(?<digits>\d[\d.,'’ \u00a0\u202f]*(?:[eE][+-]?\d{1,4})?|[.,]\d+)\s*(?<unit>[^\d)]?[^)]{0,30})\)?$/;

/** Splits `$8,791.1`, `16,0 GiB` or `(1 234)` into sign, digits and unit; `undefined` when it is no number. */
export function readWrittenNumber(text: string): WrittenNumber | undefined {
  const groups = written.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { open, prefix = '', prefix2 = '', sign, digits: spaced = '', unit = '' } = groups;
  const digits = spaced.replace(/(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))/g, '').trim();
  const unclosed = open !== undefined && !text.endsWith(')');
  if (unclosed || /[ \u00a0\u202f'’]/.test(digits)) return undefined;
  return {
    digits,
    negative: isNegative(sign, open),
    unit: unit.trim(),
    prefix: `${prefix}${prefix2}`.trim(),
  };
}

function isNegative(sign: string | undefined, open: string | undefined): boolean {
  return sign === '-' || open !== undefined;
}

const mixedPointFirst = /^\d{1,3}(?:\.\d{3})+,\d*$/;
const mixedCommaFirst = /^\d{1,3}(?:,\d{3})+\.\d*$/;
const grouped = /^[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})+$/;
const single = /^(\d*)([.,])(\d*)$/;

/** Decides what the separators of `digits` can mean; three digits after a lone separator mean two things. */
export function shapeOfNumber(digits: string): NumberShape {
  const mantissa = digits.replace(/[eE].*$/, '');
  if (/^\d+$/.test(mantissa)) return 'plain';
  if (mixedPointFirst.test(mantissa)) return 'comma_decimal';
  if (mixedCommaFirst.test(mantissa)) return 'point_decimal';
  const groups = grouped.exec(mantissa);
  if (groups !== null) return groups[1] === '.' ? 'comma_decimal' : 'point_decimal';
  return shapeOfSingleSeparator(mantissa);
}

function shapeOfSingleSeparator(mantissa: string): NumberShape {
  const parts = single.exec(mantissa);
  if (parts === null) return 'invalid';
  const [, whole = '', separator, fraction = ''] = parts;
  if (whole === '' && fraction === '') return 'invalid';
  const grouping = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  if (separator === '.') return grouping ? 'ambiguous_point' : 'point_decimal';
  return grouping ? 'ambiguous_comma' : 'comma_decimal';
}

/**
 * The number that `digits` mean; unambiguous shapes are read as written, ambiguous ones by `format`.
 *
 * `undefined` when the text is no number, is ambiguous and `format` is null, or is not finite.
 */
export function parseDigits(digits: string, format: NumberFormat | null): number | undefined {
  const shape = shapeOfNumber(digits);
  if (shape === 'invalid') return undefined;
  const reading = readingOf(shape, format);
  if (reading === undefined) return undefined;
  const plain =
    reading === 'comma' ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '');
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

function readingOf(shape: NumberShape, format: NumberFormat | null): NumberFormat | undefined {
  if (shape === 'plain') return 'point';
  if (shape === 'point_decimal') return 'point';
  if (shape === 'comma_decimal') return 'comma';
  return format ?? undefined;
}

/** How often each number shape occurs in a column, over all its rows. */
export interface NumberShapeCounts {
  readonly pointDecimal: number;
  readonly commaDecimal: number;
  readonly ambiguousPoint: number;
  readonly ambiguousComma: number;
}

/**
 * The format a column proves by its unambiguous values, or null when it proves none or both.
 *
 * With null, ambiguous values such as `1.234` stay unread until a person decides.
 */
export function decideNumberFormat(counts: NumberShapeCounts): NumberFormat | null {
  if (counts.pointDecimal > 0 && counts.commaDecimal === 0) return 'point';
  if (counts.commaDecimal > 0 && counts.pointDecimal === 0) return 'comma';
  return null;
}
