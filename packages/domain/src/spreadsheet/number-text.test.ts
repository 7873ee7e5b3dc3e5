import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { addNumber, addPadded, addPercent, isShortestNumber } from './number-text.ts';

function written(text: string): string | undefined {
  const buffer = new ByteBuffer(1);
  const bytes = encodeUtf8(text);
  const isNumber = addNumber(buffer, bytes, { start: 0, end: bytes.length });
  return isNumber ? decodeUtf8(buffer.bytes, 0, buffer.length) : undefined;
}

test.each([
  '1234567890123456789',
  '12345678901234567890',
  '-9007199254740993',
  '123456789012345678901234567890',
])('the whole number %s keeps all its digits: it may be an identifier, and no double holds it', (text) => {
  expect(written(text)).toBe(text);
});

test.each([
  ['1.2345678901234567E+18', '1234567890123456800'],
  ['12345678901234567.0', '12345678901234568'],
])('%s is written as %s', (text, expected) => {
  expect(written(text)).toBe(expected);
});

test('any number with a point or an exponent comes out as the shortest text that reads as the same number', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e307, max: 1e307 }),
      fc.constantFrom(17, 16, 15, 3),
      (value, digits) => {
        const text = value.toPrecision(digits);
        fc.pre(/[.e]/.test(text) || text.length <= 15);
        expect(written(text)).toBe(String(Number(text)));
      },
    ),
    { numRuns: 2000 },
  );
});

test('what is called shortest is what comes out', () => {
  const numeral = fc.stringMatching(/^-?(?:0|[0-9]{1,5})(?:\.[0-9]{0,9})?$/);
  fc.assert(
    fc.property(numeral, (text) => {
      const bytes = encodeUtf8(text);
      fc.pre(isShortestNumber(bytes, 0, bytes.length));
      expect(String(Number(text))).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test.each(['', ' ', 'abc', '1,5', '0x10', '1e', '--1', 'Infinity', '1E+400', '1 2', '.'])(
  '%j is no number',
  (text) => {
    expect(written(text)).toBeUndefined();
  },
);

function shown(add: (into: ByteBuffer) => boolean): string | undefined {
  const buffer = new ByteBuffer(1);
  return add(buffer) ? decodeUtf8(buffer.bytes, 0, buffer.length) : undefined;
}

test.each([
  [0.45, '45%'],
  [1, '100%'],
  [1.2, '120%'],
  [0.07, '7%'],
  [0.1234, '12.34%'],
  [0.005, '0.5%'],
  [-0.05, '-5%'],
  [0, '0%'],
  [12, '1200%'],
  [0.00001, '0.001%'],
  [0.000_000_1, '0.00001%'],
  [Number.NaN, undefined],
])('%d is shown as the percentage %s', (value, text) => {
  expect(shown((into) => addPercent(into, value))).toBe(text);
});

test('a percentage has all digits of the share it is of', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
      const text = shown((into) => addPercent(into, value)) ?? '';
      expect(text).toMatch(/^-?\d+(?:\.\d+)?(?:e-\d+)?%$/);
      expect(Math.abs(Number(text.slice(0, -1)) - value * 100)).toBeLessThanOrEqual(Math.abs(value) * 1e-12);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [123, 5, '00123'],
  [123_456, 5, '123456'],
  [0, 3, '000'],
  [-1, 3, undefined],
  [1.5, 3, undefined],
  [Number.NaN, 3, undefined],
])('%d with at least %i digits is %s', (value, digits, text) => {
  expect(shown((into) => addPadded(into, value, digits))).toBe(text);
});
