import { array, assert, asyncProperty, constantFrom, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport } from '../../test/imports.ts';
import { propertyRuns } from '../../test/property-runs.ts';
import { storedBy } from '../../test/stored-import.ts';
import type { TenantPair } from '@landfall/domain/shared/ids';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

const mapping = {
  Host: 'hostname',
  Serial: 'serial_number',
  IP: 'ip_address',
  RAM: 'memory_gb',
  App: 'application_name',
  Team: 'custom:Team',
};
const header = 'Host,Serial,IP,RAM,App,Team,Mark';
const rows = [
  'web1,SN0001A,10.0.0.1,16 GB,Shop,Blue',
  'web1.corp.example.com,SN0001A,10.0.0.1,16 GB,Shop,',
  'web2,SN0002B,10.0.0.2,8 GB,"Shop;Billing",',
  'db1,,10.0.0.3,64 GB,,Green',
  'db2,,10.0.0.3,many,,Green',
  ',,10.0.0.9,1 GB,,',
  'web5,,,,,,,,surplus',
];
const phases = ['data_validation', 'data_cleansing', 'asset_inventory'] as const;
const outcomesAgain = [
  'unchanged',
  'merged_duplicate',
  'unchanged',
  'unchanged',
  'unchanged',
  'rejected',
  'rejected',
];

function csvOf(lines: readonly string[]): string {
  return `${[header, ...lines].join('\n')}\n`;
}

async function asOwner(statement: string, parameters: readonly unknown[]): Promise<void> {
  const client = await database.admin.connect();
  await client.query('set session_replication_role = replica');
  await client.query(statement, [...parameters]);
  client.release(true);
}

/** Uploads a table, takes it to its end, and says that its flow is completed. */
async function complete(tenant: TenantPair, lines: readonly string[] = rows): Promise<TestImport> {
  const file = await imports.upload(tenant, csvOf(lines), mapping);
  const result = await file.runAll();
  expect(result).toMatchObject({ kind: 'succeeded' });
  await markCompleted(file);
  return file;
}

async function markCompleted({ flowId }: TestImport): Promise<void> {
  await asOwner(
    `update discovery_flows set status = 'completed', deleted_at = null, waiting_reason = null where flow_id = $1`,
    [flowId],
  );
}

/** Makes what an import stored that of another program. */
async function forget({ flowId }: TestImport): Promise<void> {
  await asOwner(
    `update import_processing_steps set output = jsonb_set(output, '{made,program}', '"another"')
     where flow_id = $1 and output ? 'made'`,
    [flowId],
  );
}

interface StepRow {
  readonly step: string;
  readonly source: string | null;
}

/** The import each step has taken over, by step. */
async function takenOver({ flowId }: TestImport): Promise<Record<string, string | null>> {
  const found = await database.admin.query<StepRow>(
    `select step_name as step, output -> 'made' ->> 'identical_to' as source from import_processing_steps
     where flow_id = $1 and step_name in ('store_rows', 'schema', 'preview') order by created_at`,
    [flowId],
  );
  return Object.fromEntries(found.rows.map(({ step, source }) => [step, source]));
}

const allFrom = ({ importId }: TestImport) => ({ store_rows: importId, schema: importId, preview: importId });
const none = { store_rows: null, schema: null, preview: null };

async function assetsOf({ clientAccountId, engagementId }: TenantPair): Promise<unknown[]> {
  const found = await database.admin.query(
    'select * from assets where client_account_id = $1 and engagement_id = $2 order by id',
    [clientAccountId, engagementId],
  );
  return found.rows;
}

async function editAsset({ clientAccountId, engagementId }: TenantPair, name: string): Promise<void> {
  const { admin } = database;
  const client = await admin.connect();
  await client.query(
    `select set_config('app.client_account_id', $1, false), set_config('app.engagement_id', $2, false)`,
    [clientAccountId, engagementId],
  );
  await client.query(
    `update assets set memory_gb = 1, version = version + 1, updated_at = now()
     where client_account_id = $1 and engagement_id = $2 and name = $3`,
    [clientAccountId, engagementId, name],
  );
  client.release(true);
}

const cell = (values: readonly string[]) => constantFrom('', ...values);

describe('an import of a file that is identical to one imported before', () => {
  test('F80 takes over its rows, checks and preview, and leaves every asset as it is', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    const assets = await assetsOf(tenant);
    const again = await complete(tenant);
    expect(await takenOver(again)).toEqual(allFrom(first));
    expect(await again.outcomes()).toEqual(outcomesAgain);
    expect(await assetsOf(tenant)).toEqual(assets);
    const third = await complete(tenant);
    expect(await takenOver(third)).toEqual(allFrom(again));
    expect(await third.outcomes()).toEqual(await again.outcomes());
  });

  test('takes over what no machine has, and tells it again', async () => {
    const tenant = await imports.tenant();
    const lines = [...rows, 'big1,SN0009Z,10.0.0.8,99999 GB,,'];
    const first = await complete(tenant, lines);
    const again = await complete(tenant, lines);
    expect(await takenOver(again)).toEqual(allFrom(first));
    for (const { importId } of [first, again]) {
      const told = await database.admin.query(
        `select row_count as rows, row_ranges as ranges from quality_issues
         where data_import_id = $1 and rule_code = 'implausible_value'`,
        [importId],
      );
      expect(told.rows).toEqual([{ rows: '1', ranges: '{[8,9)}' }]);
    }
  });

  test('keeps what was noted of its own upload', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    await asOwner(
      `update import_files set notes = notes || '{"reading_choices": {"header_row": 1}}' where data_import_id = $1`,
      [first.importId],
    );
    const again = await complete(tenant);
    expect(await takenOver(again)).toEqual(allFrom(first));
    const { rows: files } = await database.admin.query(
      `select notes -> 'reading_choices' as choices, notes -> 'rows' as rows from import_files where data_import_id = $1`,
      [again.importId],
    );
    expect(files).toEqual([{ choices: null, rows: rows.length }]);
  });

  test('stores exactly what it would store if it read and matched every row itself', async () => {
    const line = record({
      host: cell(['web1', 'web2', 'WEB1.corp.example.com', 'db1']),
      serial: cell(['SN0001A', 'SN0002B', 'To be filled by O.E.M.']),
      address: cell(['10.0.0.1', '10.0.0.2', '10.0.0.1;10.0.0.2']),
      memory: cell(['16 GB', '2048 MB', 'many']),
      application: cell(['Shop', 'shop', 'Shop;Billing']),
      team: cell(['Blue', 'Green']),
    });
    const tables = array(line, { minLength: 1, maxLength: 9 });
    await assert(
      asyncProperty(tables, async (table) => {
        const lines = table.map((row) => [...Object.values(row), 'x'].join(','));
        const tenant = await imports.tenant();
        const first = await imports.upload(tenant, csvOf(lines), mapping);
        // Rows that wait for a person, and files without an asset, are matched again in any case.
        if ((await first.runAll()).kind !== 'succeeded') return;
        await markCompleted(first);
        const taken = await complete(tenant, lines);
        expect(await takenOver(taken)).toEqual(allFrom(first));
        await forget(first);
        await forget(taken);
        const anew = await imports.upload(tenant, csvOf(lines), mapping);
        expect(await anew.runAll()).toMatchObject({ kind: 'succeeded' });
        expect(await takenOver(anew)).toEqual(none);
        expect(await storedBy(database, taken)).toEqual(await storedBy(database, anew));
      }),
      { numRuns: propertyRuns(12) },
    );
  });

  test.each(phases)('goes on where it stopped when the process dies in %s', async (phase) => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    const file = await imports.upload(tenant, csvOf(rows), mapping);
    for (const name of phases.slice(0, phases.indexOf(phase))) await file.run(name);
    await expect(file.run(phase, { diesAtBatch: 1 })).rejects.toThrow('power cut');
    for (const name of phases.slice(phases.indexOf(phase))) await file.run(name);
    const approved = { afterGate: 'asset_preview' } as const;
    await expect(file.run('asset_inventory', { ...approved, diesAtBatch: 2 })).rejects.toThrow('power cut');
    expect(await file.run('asset_inventory', approved)).toMatchObject({ kind: 'succeeded' });
    expect(await takenOver(file)).toEqual(allFrom(first));
    expect(await file.outcomes()).toEqual(outcomesAgain);
  });
});

describe('nothing of an earlier import is taken over', () => {
  test('in another engagement, whatever its files are', async () => {
    await complete(await imports.tenant());
    const file = await complete(await imports.tenant());
    expect(await takenOver(file)).toEqual(none);
    expect(await file.outcomes()).toContain('created');
  });

  test('when it is not completed, or deleted', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    await asOwner('update discovery_flows set deleted_at = now() where flow_id = $1', [first.flowId]);
    const second = await complete(tenant);
    expect(await takenOver(second)).toEqual(none);
    await asOwner(`update discovery_flows set status = 'cancelled' where flow_id = $1`, [second.flowId]);
    expect(await takenOver(await complete(tenant))).toEqual(none);
  });

  test('when one of its rows was corrected', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    await asOwner(
      `insert into import_chunks select client_account_id, engagement_id, data_import_id, 1, 6, 1, first_line,
         byte_length, body, exceptions from import_chunks where data_import_id = $1`,
      [first.importId],
    );
    expect(await takenOver(await complete(tenant))).toEqual(none);
  });

  test('when another program made it', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    await forget(first);
    expect(await takenOver(await complete(tenant))).toEqual(none);
  });

  test('of its values when they are mapped in another way, and none of its preview', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    const file = await imports.upload(tenant, csvOf(rows), { ...mapping, RAM: 'storage_gb' });
    await file.runAll();
    expect(await takenOver(file)).toEqual({ ...none, store_rows: first.importId });
    expect(await file.outcomes()).toContain('updated');
  });

  test('of its preview when the mapping is changed after the checks', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    const file = await imports.upload(tenant, csvOf(rows), mapping);
    await file.run('data_validation');
    await asOwner(
      `update import_field_mappings set target_field = 'storage_gb' where data_import_id = $1 and source_field = 'RAM'`,
      [file.importId],
    );
    await file.run('data_cleansing');
    await file.run('asset_inventory');
    expect(await takenOver(file)).toEqual({ ...allFrom(first), preview: null });
  });

  test('of its preview when an asset was changed since', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    await editAsset(tenant, 'web2');
    const file = await complete(tenant);
    expect(await takenOver(file)).toEqual({ ...allFrom(first), preview: null });
    expect(await file.outcomes()).toContain('updated');
  });

  test('of its preview when somebody else wrote to the estate while it was written', async () => {
    const tenant = await imports.tenant();
    const first = await imports.upload(tenant, csvOf(rows), mapping);
    for (const phase of phases) await first.run(phase);
    const other = await imports.upload(tenant, csvOf(['app1,SN0009Z,10.0.0.7,1 GB,,']), mapping);
    await other.runAll();
    await first.run('asset_inventory', { afterGate: 'asset_preview' });
    await markCompleted(first);
    const file = await complete(tenant);
    expect(await takenOver(file)).toEqual({ ...allFrom(first), preview: null });
  });

  test('of its preview when it changed an asset, for which values are then the newest', async () => {
    const tenant = await imports.tenant();
    await complete(tenant, ['web1,SN0001A,10.0.0.1,16 GB,Shop,Blue']);
    const second = await complete(tenant, ['web1,SN0001A,10.0.0.1,32 GB,Shop,Blue']);
    const file = await complete(tenant, ['web1,SN0001A,10.0.0.1,32 GB,Shop,Blue']);
    expect(await takenOver(file)).toEqual({ ...allFrom(second), preview: null });
    expect(await file.outcomes()).toEqual(['unchanged']);
  });

  test('of its preview when a person decided about a row', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    await asOwner(
      `update import_row_blocks set reviews = '{"1": {"selected": true}}' where data_import_id = $1`,
      [first.importId],
    );
    expect(await takenOver(await complete(tenant))).toEqual({ ...allFrom(first), preview: null });
  });

  test('after its approval when it is gone by then: the rows are settled from their own values', async () => {
    const tenant = await imports.tenant();
    const first = await complete(tenant);
    const file = await imports.upload(tenant, csvOf(rows), mapping);
    for (const phase of phases) await file.run(phase);
    expect(await takenOver(file)).toEqual(allFrom(first));
    await asOwner('update discovery_flows set deleted_at = now() where flow_id = $1', [first.flowId]);
    expect(await file.run('asset_inventory', { afterGate: 'asset_preview' })).toMatchObject({
      kind: 'succeeded',
      counts: { unchanged: 4, merged_duplicate: 1, rejected: 2 },
    });
  });
});
