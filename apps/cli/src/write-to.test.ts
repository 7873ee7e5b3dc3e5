import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { exitCodes } from './exit-codes.ts';
import { writeTo } from './write-to.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-write-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('content goes to the file that is named, or the command ends in a sentence', async () => {
  const path = join(folder, 'rows.csv');
  await writeTo(path, Readable.from(['a,b\n']));
  expect(readFileSync(path, 'utf8')).toBe('a,b\n');
  const nowhere = join(folder, 'none', 'rows.csv');
  await expect(writeTo(nowhere, Readable.from(['a']))).rejects.toMatchObject({
    exitCode: exitCodes.usage,
    message: expect.stringContaining(`${nowhere} cannot be written`),
  });
});
