import { daysFromCivil } from '@landfall/domain/cleansing/date-format';

const [hyphen, letterT, colon, letterZ] = [45, 84, 58, 90];
/** Lengths of `2026-03-17` and of `2026-03-17T10:00:00Z`. */
const dateLength = 10;
const momentLength = 20;
const [secondsPerDay, secondsPerHour, secondsPerMinute] = [86_400, 3600, 60];

/** Seconds since 1970 in UTC of a canonical date or time in `[start, end)`, told from its bytes; NaN for any other. */
export function plainMoment(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length !== dateLength && length !== momentLength) return Number.NaN;
  if (bytes[start + 4] !== hyphen || bytes[start + 7] !== hyphen) return Number.NaN;
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 5, 2);
  const day = digits(bytes, start + 8, 2);
  const seconds = daysFromCivil({ year, month, day }) * secondsPerDay;
  return length === dateLength ? seconds : seconds + secondsOfDay(bytes, start + dateLength);
}

function secondsOfDay(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== letterT || bytes[at + 3] !== colon) return Number.NaN;
  if (bytes[at + 6] !== colon || bytes[at + 9] !== letterZ) return Number.NaN;
  const [hours, minutes] = [digits(bytes, at + 1, 2), digits(bytes, at + 4, 2)];
  return hours * secondsPerHour + minutes * secondsPerMinute + digits(bytes, at + 7, 2);
}

/** The whole number of some digits; NaN when something else is among them. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let place = at; place < at + count; place++) {
    const digit = bytes[place]! - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
