import { expect, test } from 'vitest';
import { OpenBytes } from './open-bytes.ts';

test('what is not read stays in front of what comes next, however much is read each time', () => {
  const input = Uint8Array.from({ length: 500 }, (_, at) => at % 251);
  for (let size = 1; size <= 64; size++) {
    const open = new OpenBytes();
    const seen: number[] = [];
    for (let at = 0; at < input.length; at += size) {
      const bytes = open.add(input.subarray(at, at + size));
      const read = (bytes.length * (at % 3)) >> 1;
      const taken = Math.min(read, bytes.length);
      seen.push(...bytes.subarray(0, taken));
      open.keep(bytes, taken);
      expect(open.length).toBe(bytes.length - taken);
    }
    expect([...seen, ...open.bytes]).toEqual([...input]);
  }
});

test('a piece that comes when nothing is open is not copied', () => {
  const piece = Uint8Array.of(1, 2, 3);
  expect(new OpenBytes().add(piece)).toBe(piece);
});
