import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDataDirectory, finish, landfall, ready } from '../../test/processes.ts';
import { exitCodes } from '../exit-codes.ts';

/** Another hexadecimal digit in place of the first one. */
const turned = (_: string, start: string, digit: string) => `${start}${digit === '0' ? '1' : '0'}`;

test('the chains are checked by command line, also against the copy of their heads', async () => {
  const directory = aDataDirectory();
  await ready(landfall('start', '--demo', '--port', '0', '--data', directory));
  const verify = (...args: string[]) => finish(landfall('audit', 'verify', ...args, '--data', directory));

  const all = await verify();
  expect(all).toMatchObject({ code: exitCodes.completed });
  expect(all.output).toMatch(/^platform: intact, \d+ rows\.$/m);
  expect(all.output).toMatch(/^Sample.*: intact, [1-9]\d* rows\.$/m);

  const copies = readdirSync(join(directory, 'audit-heads'));
  expect(copies).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d\.jsonl$/)]);
  const copy = join(directory, 'audit-heads', copies[0] ?? '');
  const same = await verify('--client', 'sample', '--heads', copy, '--json');
  expect(JSON.parse(same.output.split('\n').find((line) => line.startsWith('{')) ?? '')).toMatchObject({
    intact: true,
    chains: [{ first_broken: null, matches_copy: true }],
  });

  const other = join(directory, 'other.jsonl');
  writeFileSync(other, readFileSync(copy, 'utf8').replaceAll(/("hash":")([0-9a-f])/g, turned));
  const differs = await verify('--client', 'sample', '--heads', other);
  expect(differs).toMatchObject({
    code: exitCodes.inconsistent,
    output: expect.stringContaining('the chain was written anew'),
  });
}, 600_000);

test('what is no copy of chain heads is refused before anything is asked', async () => {
  const file = join(aDataDirectory(), 'no-copy');
  writeFileSync(file, 'nothing of the kind\n');
  expect((await finish(landfall('audit', 'verify', '--heads', file))).code).toBe(exitCodes.usage);
});
