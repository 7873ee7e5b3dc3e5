import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8 } from '../tabular/utf8.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { numberMeaning } from './number-format.ts';
import { addSerial } from './serial-date.ts';

function written(serial: number, meaning: keyof typeof numberMeaning, uses1904 = false): string | undefined {
  const buffer = new ByteBuffer(1);
  const isDate = addSerial(buffer, serial, { meaning: numberMeaning[meaning], uses1904 });
  return isDate ? decodeUtf8(buffer.bytes, 0, buffer.length) : undefined;
}

describe('serial numbers as ISO text', () => {
  test.each([
    [1, 'date', '1900-01-01'],
    [59, 'date', '1900-02-28'],
    [60, 'date', '1900-02-29'],
    [61, 'date', '1900-03-01'],
    [45_322, 'date', '2024-01-31'],
    [45_322.5, 'date', '2024-01-31T12:00:00'],
    [45_322, 'dateTime', '2024-01-31T00:00:00'],
    [42_353.951481481483, 'dateTime', '2015-12-15T22:50:08'],
    [0.5, 'time', '12:00:00'],
    [0, 'time', '00:00:00'],
    [0.25, 'dateTime', '06:00:00'],
    [0.5, 'dateOrTime', '12:00:00'],
    [45_322, 'dateOrTime', '2024-01-31'],
    [1.25, 'time', '1900-01-01T06:00:00'],
    [0.00001157407, 'time', '00:00:01'],
    [0.000017, 'time', '00:00:01.469'],
    [0.9999999999, 'time', '1900-01-01'],
    [1.5, 'elapsed', '36:00:00'],
    [2_958_465.999, 'dateTime', '9999-12-31T23:58:33.600'],
  ] as const)('%f as a %s is %s', (serial, meaning, expected) => {
    expect(written(serial, meaning)).toBe(expected);
  });

  test.each([
    [-1, 'date'],
    [0, 'date'],
    [2_958_466, 'date'],
    [Number.NaN, 'date'],
    [Number.POSITIVE_INFINITY, 'elapsed'],
  ] as const)('%f as a %s stays a number', (serial, meaning) => {
    expect(written(serial, meaning)).toBeUndefined();
  });

  test('days count from 1904 where the workbook says so', () => {
    expect(written(0, 'date', true)).toBe('1904-01-01');
    expect(written(43_860, 'date', true)).toBe('2024-01-31');
    expect(written(0.5, 'date', true)).toBe('1904-01-01T12:00:00');
    expect(written(0.5, 'time', true)).toBe('12:00:00');
  });

  test('every day from March 1900 on is the one that the calendar of the platform has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 2_958_465 }), (serial) => {
        // oxlint-disable-next-line no-restricted-globals -- the calendar to compare with
        const day = new Date((serial - 25_569) * 86_400_000);
        expect(written(serial, 'date')).toBe(day.toISOString().slice(0, 10));
      }),
      { numRuns: 2000 },
    );
  });
});
