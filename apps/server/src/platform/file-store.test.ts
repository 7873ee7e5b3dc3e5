import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPieces } from './file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-pieces-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(length: number): { place: string; bytes: Buffer } {
  const bytes = Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 10)) % 256));
  const place = join(folder, String(length));
  writeFileSync(place, bytes);
  return { place, bytes };
}

test.each([0, 1, 262_144, 262_145, 1_000_003])(
  'a file of %i bytes is read whole, in order',
  async (length) => {
    const { place, bytes } = fileOf(length);
    const copies: Buffer[] = [];
    for await (const piece of readPieces(place)) copies.push(Buffer.from(piece));
    expect(Buffer.concat(copies).equals(bytes)).toBe(true);
  },
);

test('a piece stays as it is while the next one is read ahead', async () => {
  const { place, bytes } = fileOf(900_000);
  let at = 0;
  for await (const piece of readPieces(place)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Buffer.compare(piece, bytes.subarray(at, at + piece.length))).toBe(0);
    at += piece.length;
  }
  expect(at).toBe(bytes.length);
});

test('a reader that stops early leaves nothing behind, and a missing file is an error', async () => {
  for await (const piece of readPieces(fileOf(700_000).place)) {
    expect(piece.length).toBe(262_144);
    break;
  }
  await expect(readPieces(join(folder, 'gone')).next()).rejects.toThrow('ENOENT');
});
