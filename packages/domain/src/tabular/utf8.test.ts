import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutSequenceLength, decodeUtf8, encodeUtf8, findInvalidUtf8, utf8Length } from './utf8.ts';

// An unpaired surrogate has no UTF-8 form; it is written as U+FFFD.
const wellFormed = (text: string) => Buffer.from(text).toString();

test('text survives encoding and decoding as the platform does it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)]);
      expect(decodeUtf8(encodeUtf8(text))).toBe(wellFormed(text));
    }),
  );
});

test('the bytes of a text are counted as they are written, unpaired surrogates included', () => {
  const unit = fc.constantFrom('a', 'é', '日', '😀', '\ud83d', '\ude00', '\uffff');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      expect(utf8Length(text)).toBe(encodeUtf8(text).length);
    }),
    { numRuns: 1000 },
  );
});

test('a long text is decoded as a short one, wherever its characters fall', () => {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let shift = 0; shift < 8; shift++) {
    const text = 'x'.repeat(4090 + shift) + 'é日\u{1F600}'.repeat(1500);
    expect(decodeUtf8(encodeUtf8(text))).toBe(text);
    const broken = encodeUtf8(text);
    broken[4096] = 0xff;
    broken[6000] = 0x80;
    expect(decodeUtf8(broken).replaceAll('\uFFFD', '')).toBe(lenient.decode(broken).replaceAll('\uFFFD', ''));
  }
});

test('F41 decoding a very long text takes little more memory than the text', () => {
  const bytes = new Uint8Array(8_000_000).fill(0x61);
  const before = process.memoryUsage().heapUsed;
  const text = decodeUtf8(bytes);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(24_000_000);
  expect(text).toHaveLength(8_000_000);
});

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function isDecodable(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

test('exactly what the platform decodes strictly is valid', () => {
  const bytes = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0xc3, 0xe2, 0xed, 0xf0, 0x80, 0xbf, 0xa0)),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(bytes, (values) => {
      const input = new Uint8Array(values);
      const invalid = findInvalidUtf8(input);
      expect(isDecodable(input)).toBe(invalid < 0);
      expect(isDecodable(input.subarray(0, Math.max(invalid, 0)))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['é', 1, 1],
  ['日', 1, 1],
  ['日', 2, 2],
  ['😀', 3, 3],
  ['é', 2, 0],
  ['a', 1, 0],
])('of %s cut to %i bytes %i are an open sequence', (character, kept, open) => {
  expect(cutSequenceLength(encodeUtf8(`x${character}`).subarray(0, 1 + kept))).toBe(open);
});
