import { expect, test } from 'vitest';
import { SharedSlabs } from './shared-slabs.ts';

const mebibyte = 2 ** 20;

test('parts of a large thing lie in few pieces of shared memory, aligned, zeroed and apart from each other', () => {
  const slabs = new SharedSlabs();
  const parts = Array.from({ length: 40 }, (_, at) => slabs.allocate(3 * mebibyte + at));
  for (const [at, part] of parts.entries()) {
    expect(part.byteOffset % 8).toBe(0);
    expect([part[0], part.at(-1), part.length]).toEqual([0, 0, 3 * mebibyte + at]);
    part.fill(at + 1);
  }
  expect(parts.map((part) => [part[0], part.at(-1)])).toEqual(parts.map((_, at) => [at + 1, at + 1]));
  expect(new Set(parts.map(({ buffer }) => buffer)).size).toBe(2);
  expect(parts.every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
});

test('something small takes no more than it needs, and something larger than a piece has one of its own', () => {
  const slabs = new SharedSlabs();
  expect([100, 0, 65 * mebibyte].map((bytes) => slabs.allocate(bytes).buffer.byteLength)).toEqual([
    100,
    0,
    65 * mebibyte,
  ]);
});
