/** Names and abbreviations of the months in the shipped languages, January first. */
const namesByMonth: readonly (readonly string[])[] = [
  ['jan', 'janv', 'ene', 'january', 'januar', 'janvier', 'enero', 'janeiro'],
  ['feb', 'fév', 'févr', 'fev', 'february', 'februar', 'février', 'febrero', 'fevereiro'],
  ['mar', 'mär', 'mrz', 'mars', 'march', 'märz', 'marzo', 'março'],
  ['apr', 'avr', 'abr', 'april', 'avril', 'abril'],
  ['may', 'mai', 'mayo', 'maio'],
  ['jun', 'juin', 'june', 'juni', 'junio', 'junho'],
  ['jul', 'juil', 'july', 'juli', 'juillet', 'julio', 'julho'],
  ['aug', 'août', 'aoû', 'ago', 'august', 'agosto'],
  ['sep', 'sept', 'set', 'september', 'septembre', 'septiembre', 'setembro'],
  ['oct', 'okt', 'out', 'october', 'oktober', 'octobre', 'octubre', 'outubro'],
  ['nov', 'november', 'novembre', 'noviembre', 'novembro'],
  ['dec', 'dez', 'déc', 'dic', 'december', 'dezember', 'décembre', 'diciembre', 'dezembro'],
];
/** Month 1-12 by its lower-case name. */
export const monthNames: ReadonlyMap<string, number> = new Map(
  namesByMonth.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

/** Month 1-12 of a month name or its abbreviation in a shipped language; undefined for another word. */
export function monthOfName(word: string): number | undefined {
  const name = word.toLowerCase().normalize('NFC');
  return monthNames.get(name.endsWith('.') ? name.slice(0, -1) : name);
}

/** What a text says about a point in time: a day, or a day with a time. */
export type DateKind = 'date' | 'timestamp';

const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ](.+))?$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[, ]+(.+))?$/;
const dayThenMonthName =
  /^(?:\p{L}{2,9}\.?,? )?(\d{1,2})\.?[ -](?:de )?(\p{L}{3,10}\.?)[ ,-]+(?:de )?(\d{4}|\d{2})(?:[, ]+(.+))?$/u;
const monthNameThenDay =
  /^(?:\p{L}{2,9}\.?,? )?(\p{L}{3,10}\.?) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[, ]+(.+))?$/u;
const unixDate = /^\p{L}{2,4} (\p{L}{3}) +(\d{1,2}) (\d{1,2}:\d{2}:\d{2})(?: [A-Z]{2,5})? (\d{4})$/u;
const eastAsian = /^(\d{4})年(\d{1,2})月(\d{1,2})日(?: ?(.+))?$/;
const timePart =
  /^(?:at )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?: ?[ap]\.?m\.?)?(?: ?(?:Z|UTC|GMT|[A-Z]{3,5}|[+-]\d{2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2}(?::\d{2})?))?$/i;

const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isDay(year: number, month: number, day: number): boolean {
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (daysInMonth[month - 1] ?? 0);
}

/** True for a time of day with optional seconds, fraction, half of the day and zone. */
export function isTimeOfDay(text: string): boolean {
  const match = timePart.exec(text);
  if (match === null) return false;
  return Number(match[1]) <= 24 && Number(match[2]) <= 59 && Number(match[3] ?? 0) <= 60;
}

interface Parts {
  readonly isValid: boolean;
  readonly time: string | undefined;
}

function numericParts(text: string): Parts | undefined {
  const iso = yearFirst.exec(text) ?? eastAsianMatch(text);
  if (iso !== null) return { isValid: isDay(Number(iso[1]), Number(iso[3]), Number(iso[4])), time: iso[5] };
  const match = yearLast.exec(text);
  if (match === null) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const year = Number(match[4]) + (match[4]?.length === 2 ? 2000 : 0);
  return { isValid: isDay(year, second, first) || isDay(year, first, second), time: match[5] };
}

function eastAsianMatch(text: string): (string | undefined)[] | null {
  const match = eastAsian.exec(text);
  return match === null ? null : [text, match[1], '', match[2], match[3], match[4]];
}

function namedParts(text: string): Parts | undefined {
  const unix = unixDate.exec(text);
  if (unix !== null) return named(unix[1], unix[2], { year: unix[4], time: unix[3] });
  const dayFirst = dayThenMonthName.exec(text);
  if (dayFirst !== null) return named(dayFirst[2], dayFirst[1], { year: dayFirst[3], time: dayFirst[4] });
  const monthFirst = monthNameThenDay.exec(text);
  if (monthFirst === null) return undefined;
  return named(monthFirst[1], monthFirst[2], { year: monthFirst[3], time: monthFirst[4] });
}

function named(
  monthName: string | undefined,
  day: string | undefined,
  rest: { year: string | undefined; time: string | undefined },
): Parts | undefined {
  const month = monthOfName(monthName ?? '');
  if (month === undefined) return undefined;
  return { isValid: isDay(Number(rest.year), month, Number(day)), time: rest.time };
}

/**
 * Whether a text is a calendar date, a date with a time, or neither; impossible days are neither.
 *
 * Day and month may stand in either order here: which one a column means is decided per column.
 */
export function dateKind(text: string): DateKind | undefined {
  if (text.length < 6 || text.length > 40) return undefined;
  const parts = numericParts(text) ?? namedParts(text);
  if (parts === undefined || !parts.isValid) return undefined;
  if (parts.time === undefined || parts.time === '') return 'date';
  return isTimeOfDay(parts.time) ? 'timestamp' : undefined;
}
