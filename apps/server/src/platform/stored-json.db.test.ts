import { expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { storedJson } from './stored-json.ts';

const database = useDatabase();

async function stored(text: string): Promise<unknown> {
  const { rows } = await database.admin.query('select $1::jsonb as value', [storedJson({ text })]);
  return rows[0].value.text;
}

test('F67 what JSON columns refuse is stored as the replacement character, wherever it stands', async () => {
  const nul = 'a\0b';
  expect(await stored(`\0${nul}\\\0`)).toBe('\uFFFDa\uFFFDb\\\uFFFD');
  expect(await stored(`${'\u{1F600}'.slice(0, 1)} and ${'\u{1F600}'.slice(1)}`)).toBe('\uFFFD and \uFFFD');
});

test('all else is stored as it is, also what only looks like an escape', async () => {
  const text = 'C:\\u0000\\ud83d "quoted"\n\u0001 \u{1F600} \\';
  expect(await stored(text)).toBe(text);
});
