import { mkdtempSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { tenantsIn } from '../../test/tenants.ts';
import { removeUnnamedFiles } from './clean-files.ts';
import { openFileStore } from './file-store.ts';

const { database, db } = usePools();
const folder = mkdtempSync(join(tmpdir(), 'landfall-files-'));
const longAgo = new Date(Date.now() - 48 * 3_600_000);

test('removes old files without an import, and keeps young ones and those of any tenant', async () => {
  const files = await openFileStore(folder);
  const keep = async (age: Date) => {
    const file = await files.receive(Readable.from(['a,b\n']));
    await file.keep();
    utimesSync(join(folder, file.storageKey), age, age);
    return file.storageKey;
  };
  const [unnamed, named, young] = [await keep(longAgo), await keep(longAgo), await keep(new Date())];
  await nameIt(named);
  expect(await removeUnnamedFiles(db, files)).toBe(1);
  await expect(files.size(unnamed)).rejects.toThrow('ENOENT');
  expect([await files.size(named), await files.size(young)]).toEqual([4, 4]);
});

test('opening the store removes drafts of killed processes and leaves a running upload alone', async () => {
  const files = await openFileStore(folder);
  const abandoned = await files.receive(Readable.from(['x']));
  const running = await files.receive(Readable.from(['y']));
  const draftOf = (key: string) => join(folder, 'incoming', key.replace('/', ''));
  utimesSync(draftOf(abandoned.storageKey), longAgo, longAgo);
  await openFileStore(folder);
  await expect(abandoned.keep()).rejects.toThrow('ENOENT');
  await running.keep();
  expect(await files.size(running.storageKey)).toBe(1);
});

/** A row of an import of some tenant; its own foreign keys are not what is tested here. */
async function nameIt(storageKey: string): Promise<void> {
  const { clientAccountId, engagementId } = await tenantsIn(database.admin).tenant();
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(
      `insert into import_files (client_account_id, engagement_id, data_import_id, kind, revision, file_name,
         storage_key, sha256, size_bytes, format, encoding, dialect)
       values ($1, $2, new_id(), 'original', 0, 'x.csv', $3, repeat('0', 64), 4, 'delimited_text', 'utf-8', '{}')`,
      [clientAccountId, engagementId, storageKey],
    );
    await client.query('commit');
  } finally {
    client.release();
  }
}
