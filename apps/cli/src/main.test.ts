import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { run } from './main.ts';

test.each(['--version', '-V'])('landfall %s says the version of the product and ends well', async (flag) => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const before = process.exitCode;
  await run([flag]);
  const text = written.mock.calls.map(([part]) => String(part)).join('');
  const { exitCode } = process;
  written.mockRestore();
  process.exitCode = before;
  const root = join(import.meta.dirname, '../../../package.json');
  const { version } = JSON.parse(readFileSync(root, 'utf8'));
  expect([text, exitCode]).toEqual([`${version}\n`, 0]);
});
