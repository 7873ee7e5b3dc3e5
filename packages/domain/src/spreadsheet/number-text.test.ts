import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { addNumber, isShortestNumber } from './number-text.ts';

function written(text: string): string | undefined {
  const buffer = new ByteBuffer(1);
  const bytes = encodeUtf8(text);
  const isNumber = addNumber(buffer, bytes, { start: 0, end: bytes.length });
  return isNumber ? decodeUtf8(buffer.bytes, 0, buffer.length) : undefined;
}

test('any number comes out as the shortest text that reads as the same number', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e307, max: 1e307 }),
      fc.constantFrom(17, 16, 15, 3),
      (value, digits) => {
        const text = value.toPrecision(digits);
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
