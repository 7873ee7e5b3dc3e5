/** Which part of `05/06/2020` comes first. */
export type DateOrder = 'day_first' | 'month_first';

/** A date with the time of day when the text states one; the zone offset only when stated too. */
export interface ParsedDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Seconds since midnight, fraction kept; null when no time is written. */
  readonly seconds: number | null;
  /** Minutes east of UTC; null when no zone is written. */
  readonly zone: number | null;
}

const monthNames: readonly (readonly string[])[] = [
  [
    'january',
    'jan',
    'januar',
    'jänner',
    'janner',
    'janvier',
    'janv',
    'enero',
    'ene',
    'janeiro',
    'gennaio',
    'gen',
    'januari',
  ],
  ['february', 'feb', 'februar', 'fevrier', 'fevr', 'febrero', 'fevereiro', 'fev', 'febbraio', 'februari'],
  ['march', 'mar', 'marz', 'maerz', 'mars', 'marzo', 'marco', 'mrz', 'maart', 'mrt'],
  ['april', 'apr', 'avril', 'avr', 'abril', 'abr', 'aprile'],
  ['may', 'mai', 'mayo', 'maio', 'maggio', 'mag', 'mei'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'junho', 'giugno', 'giu'],
  ['july', 'jul', 'juli', 'juillet', 'juil', 'julio', 'julho', 'luglio', 'lug'],
  ['august', 'aug', 'aout', 'agosto', 'ago', 'augustus'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre', 'setembro', 'set', 'settembre'],
  ['october', 'oct', 'oktober', 'okt', 'octobre', 'octubre', 'outubro', 'out', 'ottobre', 'ott'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro'],
  ['december', 'dec', 'dezember', 'dez', 'decembre', 'diciembre', 'dic', 'dezembro', 'dicembre'],
];
const monthByName = new Map(
  monthNames.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

const clock = String.raw`(?:[T ,]+(?<hh>\d{1,2})[:.h](?<mi>\d{2})(?:[:.](?<ss>\d{2}(?:[.,]\d{1,9})?))?\s*(?<ap>[AaPp]\.?[Mm]\.?)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\s+[A-Za-z]{3,4})?)?`;
const yearFirst = new RegExp(
  String.raw`^(?<y>\d{4})(?<sep>[-/.年])(?<m>\d{1,2})[-/.月](?<d>\d{1,2})日?${clock}$`,
);
const compact = new RegExp(
  String.raw`^(?<y>(?:19|20)\d{2})(?<m>\d{2})(?<d>\d{2})(?:T?(?<hh>\d{2})(?<mi>\d{2})(?<ss>\d{2})(?<zone>Z)?)?$`,
);
const yearLast = new RegExp(
  String.raw`^(?<a>\d{1,2})(?<sep>[-/.])(?<b>\d{1,2})\k<sep>(?<y>\d{4}|\d{2})${clock}$`,
);
const dayNamed = new RegExp(
  String.raw`^(?:[\p{L}]{2,12}\.?,?\s+)?(?<d>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s\-/]*(?:de\s+|of\s+)?(?<mon>\p{L}{3,12})\.?[\s\-/,]*(?:de[l]?\s+)?(?<y>\d{4}|\d{2})${clock}$`,
  'iu',
);
const monthNamed = new RegExp(
  String.raw`^(?:[\p{L}]{2,12}\.?,?\s+)?(?<mon>\p{L}{3,12})\.?[\s\-/]+(?<d>\d{1,2})(?:st|nd|rd|th)?,?[\s\-/]+(?<y>\d{4})${clock}$`,
  'iu',
);

/** As the C library and many tools write moments: `Sat Jan 20 05:26:53 2018`, with a zone before the year or without. */
const unixDate =
  /^\p{L}{2,4}\s+(?<mon>\p{L}{3})\s+(?<d>\d{1,2})\s+(?<hh>\d{1,2}):(?<mi>\d{2}):(?<ss>\d{2})\s+(?:(?<zone>UTC|GMT)\s+|[A-Z]{3,5}\s+)?(?<y>\d{4})$/u;

type Parts = Readonly<Record<string, string | undefined>>;

/** The class a numeric date belongs to for deciding day-month order: separator, and whether a time follows. */
export type DateShape = string;

/** A year-last numeric date whose order has to be decided, with its two numbers. */
export interface OrderedDate {
  readonly shape: DateShape;
  readonly first: number;
  readonly second: number;
}

/** Reads `05/06/2020 …` as shape and numbers; `undefined` for texts whose order is fixed, such as `5.6.2020`. */
export function readOrderedDate(text: string): OrderedDate | undefined {
  const parts = yearLast.exec(text)?.groups;
  if (parts === undefined || parts['sep'] === '.') return undefined;
  const shape = `${parts['sep'] ?? ''}${parts['hh'] === undefined ? '' : 't'}${parts['ap'] === undefined ? '' : 'p'}`;
  // Where the year may come first as well, as in 20-01-05, its number proves no order.
  if (mayBeginWithYear(parts)) return { shape, first: 1, second: 2 };
  return { shape, first: Number(parts['a']), second: Number(parts['b']) };
}

/**
 * Parses a date; `order` decides year-last numeric dates written with slash or hyphen.
 *
 * Returns `ambiguous` for such a date when `order` is null and both readings are dates, `undefined` for
 * anything that is no date of the calendar. A number that proves its own order is read by it.
 */
export function parseDate(text: string, order: DateOrder | null): ParsedDate | 'ambiguous' | undefined {
  const fixed = groupsOf(yearFirst, text) ?? groupsOf(compact, text);
  if (fixed !== undefined) return assemble(fixed, fixed['m'], fixed['d']);
  const numeric = groupsOf(yearLast, text);
  if (numeric !== undefined) return parseYearLast(numeric, order);
  const named = groupsOf(dayNamed, text) ?? groupsOf(monthNamed, text) ?? groupsOf(unixDate, text);
  const month = monthByName.get(plainMonth(named?.['mon'] ?? ''));
  return named === undefined || month === undefined ? undefined : assemble(named, String(month), named['d']);
}

function groupsOf(pattern: RegExp, text: string): Parts | undefined {
  return pattern.exec(text)?.groups;
}

function plainMonth(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

/** True for hyphens between three numbers of two digits that are a date with its year first too. */
function mayBeginWithYear(parts: Parts): boolean {
  const [first = '', month = '', last = ''] = [parts['a'], parts['b'], parts['y']];
  if (parts['sep'] !== '-' || first.length !== 2 || month.length !== 2 || last.length !== 2) return false;
  return Number(first) > 12 && isCalendarDate(fullYear(first), Number(month), Number(last));
}

function parseYearLast(parts: Parts, order: DateOrder | null): ParsedDate | 'ambiguous' | undefined {
  const dayFirst = assemble(parts, parts['b'], parts['a']);
  if (parts['sep'] === '.') return dayFirst;
  if (order === null && mayBeginWithYear(parts)) return 'ambiguous';
  const monthFirst = assemble(parts, parts['a'], parts['b']);
  if (dayFirst === undefined || monthFirst === undefined) return dayFirst ?? monthFirst;
  if (parts['a'] === parts['b']) return dayFirst;
  if (order === null) return 'ambiguous';
  return order === 'day_first' ? dayFirst : monthFirst;
}

function assemble(
  parts: Parts,
  monthText: string | undefined,
  dayText: string | undefined,
): ParsedDate | undefined {
  const year = fullYear(parts['y'] ?? '');
  const month = Number(monthText);
  const day = Number(dayText);
  if (!isCalendarDate(year, month, day)) return undefined;
  const seconds = secondsOfDay(parts);
  if (seconds === undefined) return undefined;
  return { year, month, day, seconds, zone: seconds === null ? null : zoneMinutes(parts['zone']) };
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function secondsOfDay(parts: Parts): number | null | undefined {
  if (parts['hh'] === undefined) return null;
  const hour = hourOfDay(Number(parts['hh']), parts['ap']);
  const minute = Number(parts['mi'] ?? '0');
  const second = Number((parts['ss'] ?? '0').replace(',', '.'));
  if (hour === undefined || minute > 59 || second >= 60.999) return undefined;
  return hour * 3600 + minute * 60 + second;
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 24 ? undefined : hour % 24;
  if (hour < 1 || hour > 12) return hour < 24 ? hour : undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

function zoneMinutes(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/^[a-z]/i.test(zone)) return 0;
  const digits = zone.replace(/\D/g, '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return zone.startsWith('-') ? -minutes : minutes;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a day that exists in the Gregorian calendar, years 1900 to 2200. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2200 || day < 1) return false;
  return day <= (monthLengths[month - 1] ?? 0) + (month === 2 && isLeapYear(year) ? 1 : 0);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days since 1970-01-01 as `YYYY-MM-DD`. */
export function civilDate(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return isoDate(year, month, day);
}

/** A spreadsheet's day number (1900 system) as a date; `undefined` outside 1954 to 2119. */
export function spreadsheetDate(text: string): string | undefined {
  if (!/^\d{5}(?:[.,]\d+)?$/.test(text)) return undefined;
  const serial = Number(text.replace(',', '.'));
  return serial >= 20_000 && serial < 80_000 ? civilDate(Math.floor(serial) - 25_569) : undefined;
}

/** `YYYY-MM-DD`. */
export function isoDate(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** ISO 8601 text of a moment: in UTC when a zone is stated, else the date alone, because no zone is assumed. */
export function isoTimestamp(date: ParsedDate): string {
  if (date.seconds === null || date.zone === null) return isoDate(date.year, date.month, date.day);
  const utc = date.seconds - date.zone * 60;
  const shift = Math.floor(utc / 86_400);
  const seconds = Math.floor(utc - shift * 86_400);
  const clockText = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
  return `${civilDate(daysFromCivil(date) + shift)}T${clockText}Z`;
}

/** Days from 1970-01-01 to this date. */
export function daysFromCivil(date: { year: number; month: number; day: number }): number {
  const year = date.month <= 2 ? date.year - 1 : date.year;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5) + date.day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/**
 * True for the day on which clocks begin to count, those of Unix and those of databases and spreadsheets: programs
 * write it for "never" and for a time they do not have.
 */
export function isClockStart(year: number, month: number, day: number): boolean {
  return (year === 1970 || year === 1900) && month === 1 && day === 1;
}
