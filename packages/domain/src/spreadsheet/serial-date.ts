import type { ByteBuffer } from './byte-buffer.ts';
import { type NumberMeaning, numberMeaning } from './number-format.ts';

const msPerDay = 86_400_000;
/** Serial of 1970-01-01 where day 1 is 1900-01-01 and a 29 February 1900 is counted that never was. */
const epochSerial = 25_569;
const phantomSerial = 60;
/** Days by which the serials that start in 1904 are behind. */
const days1904 = 1462;
/** First serial behind 9999-12-31. */
const endSerial = 2_958_466;
/** Bytes of the longest text: `9999-12-31T23:59:59.999`. */
const longest = 24;

const digitZero = 0x30;
const dash = 0x2d;
const timeMark = 0x54;
const colon = 0x3a;
const point = 0x2e;

function addDigits(into: ByteBuffer, value: number, count: number): void {
  let rest = value;
  for (let k = count - 1; k >= 0; k--) {
    into.bytes[into.length + k] = digitZero + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  into.length += count;
}

function addByte(into: ByteBuffer, byte: number): void {
  into.bytes[into.length++] = byte;
}

function addCivil(
  into: ByteBuffer,
  { year, month, day }: { year: number; month: number; day: number },
): void {
  addDigits(into, year, 4);
  addByte(into, dash);
  addDigits(into, month, 2);
  addByte(into, dash);
  addDigits(into, day, 2);
}

/** Adds the Gregorian date of a serial; the phantom day of 1900 is written as the sheet shows it. */
function addDate(into: ByteBuffer, serial: number): void {
  if (serial === phantomSerial) return addCivil(into, { year: 1900, month: 2, day: 29 });
  const sinceEpoch = serial - epochSerial + (serial < phantomSerial ? 1 : 0);
  // Days are counted from 0000-03-01, so that the leap day ends a year.
  const days = sinceEpoch + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  addCivil(into, { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day });
}

function addTime(into: ByteBuffer, hours: number, msOfHour: number): void {
  addDigits(into, hours, Math.max(2, String(hours).length));
  addByte(into, colon);
  addDigits(into, Math.floor(msOfHour / 60_000), 2);
  addByte(into, colon);
  addDigits(into, Math.floor(msOfHour / 1000) % 60, 2);
  if (msOfHour % 1000 === 0) return;
  addByte(into, point);
  addDigits(into, msOfHour % 1000, 3);
}

function addTimeOfMs(into: ByteBuffer, ms: number): void {
  addTime(into, Math.floor(ms / 3_600_000), ms % 3_600_000);
}

/**
 * Adds a serial number as ISO text, `2026-01-31`, `2026-01-31T08:00:00` or `08:00:00`, rounded to milliseconds.
 *
 * What the number holds decides as well: no time of day is dropped because the format shows the day only.
 * Answers false, and adds nothing, for a number that is no date of the system.
 */
export function addSerial(
  into: ByteBuffer,
  given: number,
  { meaning, uses1904 }: { readonly meaning: NumberMeaning; readonly uses1904: boolean },
): boolean {
  if (!(given >= 0 && given < endSerial)) return false;
  into.room(longest);
  const givenMs = Math.round(given * msPerDay);
  if (meaning === numberMeaning.elapsed) {
    addTimeOfMs(into, givenMs);
    return true;
  }
  if (isTimeAlone(givenMs, meaning, uses1904)) {
    addTimeOfMs(into, givenMs);
    return true;
  }
  return addDay(into, givenMs + (uses1904 ? days1904 * msPerDay : 0), meaning);
}

/** Day 0 is no day where day 1 is 1900-01-01: what is left is the time. */
function isTimeAlone(ms: number, meaning: NumberMeaning, uses1904: boolean): boolean {
  if (ms >= msPerDay) return false;
  if (meaning === numberMeaning.time) return true;
  return !uses1904 && (ms > 0 || meaning === numberMeaning.dateTime);
}

function addDay(into: ByteBuffer, ms: number, meaning: NumberMeaning): boolean {
  const serial = Math.floor(ms / msPerDay);
  const msOfDay = ms % msPerDay;
  if (serial < 1 || serial >= endSerial) return false;
  addDate(into, serial);
  if (msOfDay === 0 && meaning !== numberMeaning.dateTime) return true;
  addByte(into, timeMark);
  addTimeOfMs(into, msOfDay);
  return true;
}
