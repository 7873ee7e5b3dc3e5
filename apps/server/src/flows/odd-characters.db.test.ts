import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn } from '../../test/imports.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

async function outcomesOf(header: string, rows: readonly string[]): Promise<string[]> {
  const tenant = await imports.tenant();
  const second = header.split('\n').at(-1)?.split(',')[1] ?? '';
  const mapping = { Hostname: 'hostname', [second.replaceAll('\0', '\uFFFD')]: 'custom:Team' };
  const file = await imports.upload(tenant, `${[header, ...rows].join('\n')}\n`, mapping);
  await file.runAll();
  return file.outcomes();
}

test.each([
  ['a cell', 'Hostname,Team', ['web-1,a', 'web-2,b\0c', 'web-3,d'], ['created', 'rejected', 'created']],
  ['a header', 'Hostname,Te\0am', ['web-1,a', 'web-2,b'], ['created', 'created']],
  ['a title line', 'All \0 servers\n\nHostname,Team', ['web-1,a', 'web-2,b'], ['created', 'created']],
])('F67 NUL in %s costs its row at most', async (_, header, rows, outcomes) => {
  expect(await outcomesOf(header, rows)).toEqual(outcomes);
});

test('F67 a cell cut within a character for its profile fails no import', async () => {
  const outcomes = await outcomesOf('Hostname,Team', [`web-1,${'x'.repeat(299)}\u{1F600} tail`, 'web-2,b']);
  expect(outcomes).toEqual(['created', 'created']);
});
