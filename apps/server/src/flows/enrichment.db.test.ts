import type { TenantPair } from '@landfall/domain/shared/ids';
import { beforeAll, expect, test } from 'vitest';
import { useDatabase } from '../../test/database.ts';
import { importsIn } from '../../test/imports.ts';
import { createPools, type Db } from '../platform/db.ts';

const database = useDatabase();
let db: Db;
beforeAll(() => {
  db = createPools({ appUrl: database.appUrl });
  return () => db.close();
});
const imports = importsIn(database, () => db);

const mapping = {
  App: 'application_name',
  Host: 'hostname',
  From: 'source_name',
  To: 'target_name',
  Port: 'target_port',
  Calls: 'connection_count',
};
const known = 'App,Host,From,To,Port,Calls\nCRM,app01,,,,\n';
const file = `App,Host,From,To,Port,Calls
CRM,app01,,Ledger; Billing,,
Billing,app02,,,,
,,app01,db01,5432,60
,,app01,db01,5432,60
,,db01,app01,9999,1
,,lone,lone,1,1
,,lone,,1,1
`;

/** Everything an import leaves, by names, so that two tenants can be compared. */
async function leftIn({ engagementId }: TenantPair) {
  const ask = async (text: string) => (await database.admin.query(text, [engagementId])).rows;
  return {
    assets: await ask(
      'select name, asset_type, hostname, version from assets where engagement_id = $1 order by name',
    ),
    edges:
      await ask(`select s.name as source, t.name as target, d.dependency_type, d.port, d.confidence, d.connection_count,
      (select string_agg(e.effect || e.lead_row || e.row_ranges::text, ' ' order by e.lead_row, e.effect)
        from dependency_evidence e where e.dependency_id = d.id) as evidence
      from asset_dependencies d join assets s on s.id = d.source_asset_id join assets t on t.id = d.target_asset_id
      where d.engagement_id = $1 order by 1, 2, 3, 4`),
    findings:
      await ask(`select a.name, f.check_code, f.status, f.value from asset_findings f join assets a on a.id = f.asset_id
      where f.engagement_id = $1 order by 1, 2, 3, f.evidence_hash`),
  };
}

/** Imports both files; the second is killed before its n-th batch commits, and then goes on where it was. */
async function importKilledAt(batch: number) {
  const tenant = await imports.tenant();
  const first = await imports.upload(tenant, known, mapping, 'app_discovery');
  await first.run('enrichment');
  const second = await imports.upload(tenant, file, mapping, 'app_discovery');
  await second.run('validation');
  const died = await second.run('enrichment', { diesAtBatch: batch }).then(
    () => false,
    (error: Error) => error.message === 'power cut',
  );
  if (died) await second.run('enrichment');
  return { died, outcomes: await second.outcomes(), left: await leftIn(tenant) };
}

test('an enrichment that is killed before any of its batches commits ends as one that was not', {
  timeout: 300_000,
}, async () => {
  const whole = await importKilledAt(Number.POSITIVE_INFINITY);
  expect(whole.outcomes).toEqual([
    'updated',
    'created',
    'created',
    'merged_duplicate',
    'created',
    'rejected',
    'rejected',
  ]);
  expect(whole.left.edges).toHaveLength(6);
  let kills = 0;
  for (let batch = 1; ; batch++) {
    const killed = await importKilledAt(batch);
    expect({ batch, outcomes: killed.outcomes, left: killed.left }).toEqual({
      batch,
      outcomes: whole.outcomes,
      left: whole.left,
    });
    if (!killed.died) break;
    kills++;
  }
  expect(kills).toBeGreaterThan(10);
});
