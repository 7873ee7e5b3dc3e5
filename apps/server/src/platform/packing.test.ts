import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import { assert, asyncProperty, boolean, integer, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { pack, packPieces, unpack, unpackHere } from './packing.ts';

test('bytes come back as they were, whatever they are and whether their number is known', async () => {
  await assert(
    asyncProperty(uint8Array({ maxLength: 5000 }), boolean(), async (bytes, isKnown) => {
      const body = await pack(bytes);
      expect(await unpack(body, isKnown ? bytes.length : undefined)).toEqual(bytes);
      expect(unpackHere(body)).toEqual(bytes);
    }),
  );
});

test('bytes that cannot be made smaller come back too', async () => {
  let state = 1;
  const bytes = Uint8Array.from({ length: 300_000 }, () => {
    state = Math.imul(state, 1_103_515_245) + 12_345;
    return state >>> 23;
  });
  const body = await pack(bytes);
  expect(await unpack(body, bytes.length)).toEqual(bytes);
  const shared = new Uint8Array(new SharedArrayBuffer(body.length));
  shared.set(body);
  expect(unpackHere(shared)).toEqual(bytes);
});

test.each([0, 1000, 6_000_000])('pieces of %i bytes come back joined', async (length) => {
  const pieces = [1, 2, 3, 4].map((factor) =>
    new Uint8Array(length).map((_, index) => (index >> 6) * factor),
  );
  const whole = Buffer.concat(pieces);
  const body = await packPieces(pieces);
  expect(whole.equals(await unpack(body))).toBe(true);
  expect(whole.equals(unpackHere(body))).toBe(true);
});

test('what the first version deflated stays readable, and never begins like what is packed now', async () => {
  const mark = (await pack(new Uint8Array(1)))[0];
  await assert(
    asyncProperty(uint8Array({ maxLength: 3000 }), integer({ min: 0, max: 9 }), async (bytes, level) => {
      const body = deflateRawSync(bytes, { level });
      expect(body[0]).not.toBe(mark);
      expect(await unpack(body, bytes.length)).toEqual(bytes);
      expect(unpackHere(body)).toEqual(bytes);
    }),
  );
});

test('what the second version packed without its length stays readable', async () => {
  await assert(
    asyncProperty(uint8Array({ maxLength: 3000 }), boolean(), async (bytes, isKnown) => {
      const body = Buffer.concat([Uint8Array.of(0x46), brotliCompressSync(bytes)]);
      expect(await unpack(body, isKnown ? bytes.length : undefined)).toEqual(bytes);
      expect(unpackHere(body)).toEqual(bytes);
    }),
  );
});

test('a body that is cut off is an error, not fewer bytes', async () => {
  const body = await pack(new Uint8Array(5000).map((_, index) => (index * index) % 251));
  await expect(unpack(body.subarray(0, body.length - 20))).rejects.toThrow(/unexpected end/);
  expect(() => unpackHere(body.subarray(0, body.length - 20))).toThrow(/unexpected end/);
});
