/** Milliseconds since 1970 of ISO 8601 text; a time without a zone is read as UTC, other text as 0. */
export function instant(text: string): number {
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?\s*(?:Z|([+-])(\d\d):?(\d\d)?)?$/.exec(
      text,
    ) ?? [];
  if (year === undefined) return 0;
  const days = daysSinceEpoch(Number(year), Number(month), Number(day));
  const clock = (Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0);
  const zone = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * 60 * (sign === '-' ? -1 : 1);
  return (days * 86_400 + clock - zone) * 1000 + Number((fraction ?? '0').padEnd(3, '0'));
}

/** Days from 1970-01-01 in the Gregorian calendar. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}
