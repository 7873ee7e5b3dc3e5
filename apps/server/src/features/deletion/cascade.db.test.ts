import type { FlowId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { type Person, useDeletions } from '../../../test/deletion.ts';
import type { DeletionJob } from '../../platform/flow-engine.ts';

const deletions = useDeletions();
const { imports, server } = deletions;

const mapping = { Host: 'hostname', Serial: 'serial_number', RAM: 'memory_gb', IP: 'ip_address' };
const older = 'Host,Serial,RAM,IP\nweb1,SN0001A,8 GB,10.0.0.1\nweb2,SN0002B,16 GB,10.0.0.2\n';
const newer = 'Host,Serial,RAM,IP\nweb1,SN0001A,32 GB,\nweb3,SN0003C,4 GB,10.0.0.3\n';

async function place(): Promise<Person> {
  return deletions.person('engagement_manager', await imports.tenant());
}

/** Gives a flow its tombstone; the job is left to the test. */
async function entomb(person: Person, flowId: FlowId): Promise<DeletionJob> {
  expect((await deletions.send(person, `DELETE /discovery/flows/${flowId}`)).status).toBe(202);
  const job = deletions.waiting.pop();
  if (job === undefined) throw new Error('Nothing was enqueued');
  return job;
}

async function progressOf(person: Person, flowId: FlowId) {
  return (await deletions.send(person, `GET /discovery/flows/${flowId}/deletion`)).body;
}

/** A process that is asked to stop after so many batches. */
function stopAfter(batches: number): AbortSignal {
  let left = batches;
  const { signal } = new AbortController();
  Object.defineProperty(signal, 'aborted', { get: () => left-- <= 0 });
  return signal;
}

async function memoryOf({ tenant }: Person): Promise<Record<string, number | null>> {
  const { rows } = await server.database.admin.query<{ host: string; memory: number | null }>(
    'select hostname as host, memory_gb as memory from assets where engagement_id = $1 order by hostname',
    [tenant.engagementId],
  );
  return Object.fromEntries(rows.map(({ host, memory }) => [host, memory] as const));
}

describe('the job of a deletion', () => {
  test('F10 goes on where it was when the process is stopped again and again, each time a batch later, and removes what was planned', async () => {
    const person = await place();
    await deletions.complete(person.tenant, older, mapping);
    const { flowId } = await deletions.complete(person.tenant, newer, mapping);
    const job = await entomb(person, flowId);
    let batches = 0;
    while ((await deletions.deliver(job, { signal: stopAfter(batches) })) === 'hand_over') batches += 1;
    expect(batches).toBeGreaterThan(3);
    const progress = await progressOf(person, flowId);
    expect(progress).toMatchObject({ status: 'done', removed: progress.planned });
    expect(progress.planned).toMatchObject({ assets: 1, asset_values_rolled_back: 1 });
    expect(await memoryOf(person)).toEqual({ web1: 8, web2: 16 });
  });

  test('removes nothing twice when two processes have it at once', async () => {
    const person = await place();
    await deletions.complete(person.tenant, older, mapping);
    const { flowId } = await deletions.complete(person.tenant, newer, mapping);
    const job = await entomb(person, flowId);
    await Promise.all([deletions.deliver(job), deletions.deliver(job), deletions.deliver(job)]);
    await deletions.deliver(job);
    const progress = await progressOf(person, flowId);
    expect(progress).toMatchObject({ status: 'done', removed: progress.planned });
  });

  test('F10 that cannot remove a file says why, keeps its record and goes on later', async () => {
    const person = await place();
    const { flowId, importId } = await deletions.complete(person.tenant, older, mapping);
    const job = await entomb(person, flowId);
    const stuck = { has: async () => true, remove: () => Promise.reject(new Error('disk is gone')) };
    await expect(deletions.deliver(job, { files: stuck })).rejects.toThrow('disk is gone');
    const failed = await progressOf(person, flowId);
    expect(failed).toMatchObject({ status: 'running', step: 9, error: 'Error: disk is gone' });
    const { rows } = await server.database.admin.query('select from import_files where data_import_id = $1', [
      importId,
    ]);
    expect(rows).toHaveLength(1);
    await expect(
      deletions.deliver(job, { files: { has: async () => true, remove: async () => {} } }),
    ).rejects.toThrow('still there');
    expect(await deletions.deliver(job)).toBe('done');
    expect(await progressOf(person, flowId)).toMatchObject({ status: 'done', error: null });
  });

  test('goes through its list again when something is found left at the end', async () => {
    const person = await place();
    const { flowId, importId } = await deletions.complete(person.tenant, older, mapping);
    const job = await entomb(person, flowId);
    const stuck = { has: async () => true, remove: () => Promise.reject(new Error('not now')) };
    await expect(deletions.deliver(job, { files: stuck })).rejects.toThrow('not now');
    const stray = `insert into quality_issues (client_account_id, engagement_id, data_import_id, issue_key, rule_code,
      severity, row_count) select client_account_id, engagement_id, id, 'stray', 'stray', 'info', 1
      from data_imports where id = $1`;
    await server.database.admin.query(stray, [importId]);
    await deletions.deliver(job);
    const progress = await progressOf(person, flowId);
    expect(progress.status).toBe('done');
    expect(progress.removed.quality_issues).toBe(progress.planned.quality_issues + 1);
    const { rows } = await server.database.admin.query(
      'select round from flow_deletions where flow_id = $1',
      [flowId],
    );
    expect(rows).toEqual([{ round: 2 }]);
  });
});

describe('other flows of the engagement', () => {
  test('one that had matched an asset of the deleted flow is matched anew, and its rows reach the inventory', async () => {
    const person = await place();
    const gone = await deletions.complete(person.tenant, older, mapping);
    const waiting = await imports.upload(person.tenant, newer, mapping);
    await waiting.run('data_validation');
    await waiting.run('data_cleansing');
    await waiting.run('asset_inventory');
    await deletions.settle(waiting, 'waiting_for_approval');
    await deletions.remove(person, gone.flowId);
    expect(await memoryOf(person)).toEqual({});
    const { body } = await deletions.send(person, `GET /flows/${waiting.flowId}`);
    expect(body).toMatchObject({ status: 'running', current_phase: 'asset_inventory', epoch: 2 });
    await waiting.run('asset_inventory');
    expect(await waiting.run('asset_inventory', { afterGate: 'asset_preview' })).toMatchObject({
      counts: { created: 2 },
    });
    expect(await memoryOf(person)).toEqual({ web1: 32, web3: 4 });
  });

  test('one that writes to an asset after the rollback and before the removal keeps it', async () => {
    const person = await place();
    const { flowId } = await deletions.complete(person.tenant, older, mapping);
    const job = await entomb(person, flowId);
    expect(await deletions.deliver(job, { signal: stopAfter(1) })).toBe('hand_over');
    expect((await progressOf(person, flowId)).step).toBe(3);
    const late = await deletions.complete(person.tenant, newer, mapping);
    expect(await deletions.deliver(job)).toBe('done');
    const progress = await progressOf(person, flowId);
    expect(progress).toMatchObject({ status: 'done', planned: { assets: 2 }, removed: { assets: 1 } });
    expect(await memoryOf(person)).toEqual({ web1: 32, web3: 4 });
    const { rows } = await server.database.admin.query(
      'select count(*)::int as owned from assets where created_by_import_id = $1',
      [late.importId],
    );
    expect(rows).toEqual([{ owned: 2 }]);
  });

  test('one that is complete can be matched again after its sibling is gone, and nothing changes', async () => {
    const person = await place();
    const gone = await deletions.complete(person.tenant, older, mapping);
    const kept = await deletions.complete(person.tenant, newer, mapping);
    await deletions.remove(person, gone.flowId);
    await kept.run('asset_inventory');
    expect(await kept.run('asset_inventory', { afterGate: 'asset_preview' })).toMatchObject({
      kind: 'succeeded',
      counts: { created: 0, updated: 0, unchanged: 2 },
    });
    expect(await memoryOf(person)).toEqual({ web1: 32, web3: 4 });
  });
});

test('rows of a flow without a tombstone cannot be deleted by the application', async () => {
  const person = await place();
  const { importId } = await deletions.complete(person.tenant, older, mapping);
  const client = await server.database.app.connect();
  try {
    await client.query('begin');
    await client.query(
      `select set_config('app.client_account_id', $1, true), set_config('app.engagement_id', $2, true)`,
      [person.tenant.clientAccountId, person.tenant.engagementId],
    );
    for (const table of ['import_chunks', 'import_files', 'import_field_mappings']) {
      const { rowCount } = await client.query(`delete from ${table} where data_import_id = $1`, [importId]);
      expect([table, rowCount]).toEqual([table, 0]);
    }
    expect((await client.query('delete from assets')).rowCount).toBe(0);
  } finally {
    await client.query('rollback');
    client.release();
  }
});
