import { blockBytes } from '@landfall/domain/cleansing/block-places';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn } from '../../test/imports.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

const kilobyte = 1024;
const mapping = { Host: 'hostname', Notes: 'notes', RAM: 'memory_gb' };

/** Text of many kilobytes that is another one for each row. */
const noteOf = (row: number, kilobytes: number): string =>
  `${row} rack `.repeat(200_000).slice(0, kilobytes * kilobyte);

const kilobytesOf = (row: number): number => (row >= 30 && row < 50 ? 900 : 1);

test('rows of a megabyte among short ones make short blocks, and arrive as they are', async () => {
  const rows = Array.from({ length: 80 }, (_, row) => ({
    host: `web${row}`,
    note: noteOf(row, kilobytesOf(row)),
  }));
  const csv = ['Host,Notes,RAM', ...rows.map(({ host, note }) => `${host},${note},8`)].join('\n');
  const file = await imports.upload(await imports.tenant(), csv, mapping);
  expect(await file.runAll()).toMatchObject({ kind: 'succeeded' });

  const { rows: blocks } = await database.admin.query<{ first: number; rows: number }>(
    `select first_row as first, row_count as rows from import_cleansed_blocks where data_import_id = $1 order by first_row`,
    [file.importId],
  );
  expect(blocks.length).toBeGreaterThan(2);
  for (const { first, rows: count } of blocks) {
    const bytes = rows.slice(first - 1, first - 1 + count).reduce((sum, { note }) => sum + note.length, 0);
    expect(bytes).toBeLessThanOrEqual(blockBytes);
  }
  expect(blocks.reduce((sum, block) => sum + block.rows, 0)).toBe(80);

  expect(await file.outcomes()).toEqual(rows.map(() => 'created'));
  const { rows: assets } = await database.admin.query<{ hostname: string; digest: string }>(
    `select hostname, md5(notes) as digest from assets where created_by_import_id = $1 order by lead_row`,
    [file.importId],
  );
  const { rows: digests } = await database.admin.query<{ digest: string }>(
    `select md5(trim(note)) as digest from unnest($1::text[]) with ordinality as given(note, at) order by at`,
    [rows.map(({ note }) => note)],
  );
  expect(assets).toEqual(rows.map(({ host }, at) => ({ hostname: host, digest: digests[at]?.digest })));
});

test('a long text that is noted by its beginning may have a character of two places where it is cut', async () => {
  const long = `${'x'.repeat(299)}😀 and more`;
  const csv = `Host,Notes,RAM\nweb1,  ${long},${long}\nweb2,a,8\n`;
  const file = await imports.upload(await imports.tenant(), csv, mapping);
  expect(await file.runAll()).toMatchObject({ kind: 'succeeded' });
  expect(await file.outcomes()).toEqual(['created', 'created']);
});
