import { describe, expect, test } from 'vitest';
import { type Person, useDeletions } from '../../../test/deletion.ts';
import { findTraces } from '../../../test/traces.ts';

const deletions = useDeletions();
const { imports, server } = deletions;

const mapping = {
  Host: 'hostname',
  Serial: 'serial_number',
  RAM: 'memory_gb',
  Env: 'environment',
  IP: 'ip_address',
  Team: 'custom:Team',
};
const header = 'Host,Serial,RAM,Env,IP,Team';
const first = `${header}\nweb1,SN0001A,8 GB,PROD,10.0.0.1,Blue\nweb2,SN0002B,16 GB,Test,10.0.0.2,\n`;
const second = `${header}\nweb1,SN0001A,32 GB,,10.0.0.9,Red\nweb3,SN0003C,4 GB,PROD,,\n`;

async function place(role: Parameters<typeof deletions.person>[0] = 'engagement_manager') {
  const tenant = await imports.tenant();
  return deletions.person(role, tenant);
}

async function assets({ tenant }: Person): Promise<Record<string, unknown>[]> {
  const { rows } = await server.database.admin.query(
    'select * from assets where engagement_id = $1 order by key_serial',
    [tenant.engagementId],
  );
  return rows;
}

function undated(asset: Record<string, unknown>): Record<string, unknown> {
  return { ...asset, version: null, updated_at: null };
}

describe('a deleted flow', () => {
  test('counts no rows as results that were only cleansed ahead of the approval', async () => {
    const person = await place();
    const file = await imports.upload(person.tenant, first, mapping);
    await file.run('data_validation');
    const { rows } = await server.database.admin.query(
      'select sum(row_count)::int as ahead from import_cleansed_blocks where data_import_id = $1',
      [file.importId],
    );
    expect(rows).toEqual([{ ahead: 2 }]);
    await deletions.settle(file);

    const { body: impact } = await deletions.impact(person, file.flowId);
    const progress = await deletions.remove(person, file.flowId);

    expect(impact.data_to_delete).toMatchObject({ raw_records: 2, row_results: 0 });
    expect(progress).toMatchObject({ status: 'done', removed: { raw_records: 2, row_results: 0 } });
  });

  test('F29 F30 S16 leaves nothing but tombstone, journal and audit, and what went is what the impact said', async () => {
    const person = await place();
    const file = await deletions.complete(person.tenant, first, mapping);
    const { rows: stored } = await server.database.admin.query(
      'select storage_key from import_files where data_import_id = $1',
      [file.importId],
    );
    const { status, body: impact } = await deletions.impact(person, file.flowId);
    expect(status).toBe(200);
    expect(impact.data_to_delete).toEqual({
      raw_records: 2,
      field_mappings: 6,
      quality_issues: expect.any(Number),
      row_results: 2,
      assets: 2,
      asset_values_rolled_back: 0,
      dependencies: 0,
      applications: 0,
      insights: 0,
      files: 1,
      file_bytes: Buffer.byteLength(first),
      total_records: 2 + 6 + impact.data_to_delete.quality_issues + 2 + 2 + 1,
    });
    expect(impact).toMatchObject({ requires_force: false, data_recovery_possible: false });
    expect(await deletions.files.has(stored[0].storage_key)).toBe(true);

    const progress = await deletions.remove(person, file.flowId);

    expect(progress).toMatchObject({
      status: 'done',
      error: null,
      planned: impact.data_to_delete,
      removed: impact.data_to_delete,
    });
    expect(await assets(person)).toEqual([]);
    expect(await deletions.files.has(stored[0].storage_key)).toBe(false);
    const traces = await findTraces(server.database.admin, [file.flowId, file.importId]);
    expect(traces).toEqual([
      'audit_log',
      'data_imports',
      'discovery_flows',
      'flow_deletions',
      'flow_events',
      'master_flows',
    ]);
  });

  test('F30 gives values on shared assets back to the best other origin, and says so on the asset', async () => {
    const person = await place();
    const older = await deletions.complete(person.tenant, first, mapping);
    const before = await assets(person);
    const newer = await deletions.complete(person.tenant, second, mapping);
    expect((await assets(person))[0]).toMatchObject({ memory_gb: 32, custom_attributes: { Team: 'Red' } });
    const { body: impact } = await deletions.impact(person, newer.flowId);
    expect(impact.data_to_delete).toMatchObject({ assets: 1, asset_values_rolled_back: 3 });
    expect(impact.data_kept.assets_shared).toBe(1);

    const { removed } = await deletions.remove(person, newer.flowId);

    expect(removed).toEqual(impact.data_to_delete);
    expect((await assets(person)).map(undated)).toEqual(before.map(undated));
    const { rows } = await server.database.admin.query(
      'select fields from asset_changes where asset_id = $1',
      [before[0]?.['id']],
    );
    expect(rows).toEqual([{ fields: ['ip_address', 'memory_gb', 'custom:Team'] }]);
    const history = await deletions.send(person, `GET /assets/${String(before[0]?.['id'])}/history`);
    expect(history.body).toMatchObject({ total: 1, next_cursor: null });
    expect(history.body.items[0]).toMatchObject({
      change: 'values_rolled_back',
      fields: ['ip_address', 'memory_gb', 'custom:Team'],
      actor: { user_id: person.userId, name: expect.any(String) },
    });
    expect(await findTraces(server.database.admin, [newer.importId])).not.toContain('assets');
    expect((await deletions.impact(person, older.flowId)).body.data_to_delete.assets).toBe(2);
  });

  test('keeps an asset it made while another import stands behind it', async () => {
    const person = await place();
    const older = await deletions.complete(person.tenant, first, mapping);
    const newer = await deletions.complete(person.tenant, second, mapping);
    const progress = await deletions.remove(person, older.flowId);
    expect(progress.removed).toEqual(progress.planned);
    expect(await assets(person)).toMatchObject([
      {
        key_serial: 'SN0001A',
        memory_gb: 32,
        environment: null,
        ip_address: ['10.0.0.9'],
        custom_attributes: { Team: 'Red' },
        lead_import_id: newer.importId,
        created_by_import_id: newer.importId,
        lead_row: '1',
        provenance: null,
      },
      { key_serial: 'SN0003C' },
    ]);
    await deletions.remove(person, newer.flowId);
    expect(await assets(person)).toEqual([]);
  });

  test('is invisible in lists and refused by every command with 410', async () => {
    const person = await place();
    const file = await deletions.complete(person.tenant, first, mapping);
    await deletions.send(person, `DELETE /discovery/flows/${file.flowId}`);
    const list = await deletions.send(person, 'GET /flows');
    expect(list.body).toMatchObject({ items: [], total: 0 });
    expect((await deletions.send(person, 'GET /data-imports')).body).toMatchObject({ items: [] });
    for (const command of ['pause', 'retry', 'cancel', 'resume']) {
      const answer = await deletions.send(person, `POST /flows/${file.flowId}/${command}`, {});
      expect([command, answer.status, answer.body.code]).toEqual([command, 410, 'flow_deleted']);
    }
    const views = [
      `/flows/${file.flowId}`,
      `/discovery/flows/${file.flowId}/details`,
      `/discovery/flows/${file.flowId}/deletion-impact`,
    ];
    for (const view of views) expect((await deletions.send(person, `GET ${view}`)).status).toBe(410);
    await deletions.work();
  });

  test('S17 is not deleted when its audit row cannot be written', async () => {
    const person = await place();
    const file = await deletions.complete(person.tenant, first, mapping);
    await server.database.admin.query(`
      create function refuse_audit() returns trigger language plpgsql as $$ begin
        if new.action = 'flow.delete' and new.result = 'success' then raise exception 'no audit'; end if; return new; end $$;
      create trigger refuse before insert on audit_log for each row execute function refuse_audit()`);
    try {
      expect((await deletions.send(person, `DELETE /discovery/flows/${file.flowId}`)).status).toBe(500);
    } finally {
      await server.database.admin.query('drop trigger refuse on audit_log; drop function refuse_audit');
    }
    expect((await deletions.send(person, `GET /flows/${file.flowId}`)).status).toBe(200);
    expect(deletions.waiting).toEqual([]);
    expect(await assets(person)).toHaveLength(2);
  });
});

describe('a delete', () => {
  test('again answers already_deleted and audits nothing new', async () => {
    const person = await place();
    const file = await deletions.complete(person.tenant, first, mapping);
    const once = await deletions.send(person, `DELETE /discovery/flows/${file.flowId}`, {
      reason: 'wrong file',
    });
    expect(once).toMatchObject({
      status: 202,
      body: { outcome: 'deleted', status: 'deleted', deletion: { status: 'pending' } },
    });
    expect(once.body.audit_seq).toBeGreaterThan(0);
    const again = await deletions.send(person, `DELETE /discovery/flows/${file.flowId}`);
    expect(again).toMatchObject({ status: 200, body: { outcome: 'already_deleted', audit_seq: null } });
    expect(deletions.waiting).toHaveLength(1);
    await deletions.work();
  });

  test('by a plan that no longer holds is 409 impact_changed with the new impact', async () => {
    const person = await place();
    const file = await deletions.complete(person.tenant, first, mapping);
    const { body: impact } = await deletions.impact(person, file.flowId);
    await deletions.complete(person.tenant, second, mapping);
    const path = `/discovery/flows/${file.flowId}`;
    const refused = await deletions.send(person, `DELETE ${path}?plan_hash=${impact.plan_hash}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'impact_changed' } });
    const shown = refused.body.impact.plan_hash;
    expect(shown).not.toBe(impact.plan_hash);
    expect((await deletions.send(person, `DELETE ${path}`, { plan_hash: shown })).status).toBe(202);
    await deletions.work();
  });

  test('F113 of somebody else’s flow needs more than an analyst', async () => {
    const manager = await place();
    const file = await deletions.complete(manager.tenant, first, mapping);
    const analyst = await deletions.person('analyst', manager.tenant);
    const viewer = await deletions.person('viewer', manager.tenant);
    const path = `/discovery/flows/${file.flowId}`;
    for (const person of [analyst, viewer])
      expect(await deletions.send(person, `DELETE ${path}`)).toMatchObject({
        status: 403,
        body: { code: 'permission_denied' },
      });
    await server.database.admin.query('update master_flows set created_by = $2 where flow_id = $1', [
      file.flowId,
      analyst.userId,
    ]);
    expect((await deletions.send(analyst, `DELETE ${path}`)).status).toBe(202);
    await deletions.work();
  });

  test('of a flow of another tenant is 404', async () => {
    const person = await place();
    const other = await place();
    const file = await deletions.complete(other.tenant, first, mapping);
    for (const method of ['GET', 'DELETE'] as const) {
      const path = `/discovery/flows/${file.flowId}${method === 'GET' ? '/deletion-impact' : ''}`;
      expect(await deletions.send(person, `${method} ${path}`)).toMatchObject({
        status: 404,
        body: { code: 'flow_not_found' },
      });
    }
  });

  test('of several flows answers each id, shares one batch and is not stopped by one that fails', async () => {
    const person = await place();
    const flows = [
      await deletions.complete(person.tenant, first, mapping),
      await deletions.complete(person.tenant, second, mapping),
    ];
    const unknown = crypto.randomUUID();
    const flow_ids = [flows[0]!.flowId, unknown, flows[1]!.flowId];
    const answer = await deletions.send(person, 'POST /discovery/flows/batch-delete', {
      flow_ids,
      reason: 'clean up',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        succeeded: 2,
        failed: 1,
        results: [{ outcome: 'deleted' }, { id: unknown, code: 'flow_not_found' }, { outcome: 'deleted' }],
      },
    });
    const { rows } = await server.database.admin.query(
      `select count(*)::int as audited from audit_log where action = 'flow.delete' and result = 'success' and details ->> 'batch_id' = $1`,
      [answer.body.batch_id],
    );
    expect(rows).toEqual([{ audited: 2 }]);
    await deletions.work();
    expect(await assets(person)).toEqual([]);
    expect(
      (await deletions.send(person, 'POST /discovery/flows/batch-delete', { flow_ids: [] })).status,
    ).toBe(422);
    expect(
      (
        await deletions.send(person, 'POST /discovery/flows/batch-delete', {
          flow_ids: Array.from({ length: 101 }, () => crypto.randomUUID()),
        })
      ).status,
    ).toBe(422);
  });
});
