import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn } from '../../test/imports.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

/** Two files of one category; the second is killed. */
interface KilledCase {
  readonly category: ImportCategory;
  readonly mapping: Readonly<Record<string, string>>;
  readonly known: string;
  readonly file: string;
}

const connections: KilledCase = {
  category: 'app_discovery',
  mapping: {
    App: 'application_name',
    Host: 'hostname',
    From: 'source_name',
    To: 'target_name',
    Port: 'target_port',
    Calls: 'connection_count',
  },
  known: 'App,Host,From,To,Port,Calls\nCRM,app01,,,,\n',
  file: `App,Host,From,To,Port,Calls
CRM,app01,,Ledger; Billing,,
Billing,app02,,,,
,,app01,db01,5432,60
,,app01,db01,5432,60
,,db01,app01,9999,1
,,lone,lone,1,1
,,lone,,1,1
`,
};

const machines: KilledCase = {
  category: 'infrastructure',
  mapping: {
    Host: 'hostname',
    On: 'virtual_host',
    OS: 'operating_system',
    Peak: 'cpu_utilization_peak_percent',
  },
  known: 'Host,On,OS,Peak\nvm1,esx1,Windows Server 2012 R2,20\n',
  file: 'Host,On,OS,Peak\nvm1,esx1,Windows Server 2012 R2,95\nvm2,esx2,AIX 7.2,3\nvm2,esx2,AIX 7.2,3\n,,,40\n',
};

const dataSets: KilledCase = {
  category: 'sensitive_data',
  mapping: {
    Set: 'name',
    Level: 'data_classification',
    Owner: 'data_owner',
    App: 'application_name',
    From: 'source_name',
  },
  known: 'Set,Level,Owner,App,From\nAccounts,restricted,Ann,Bank,\n',
  file: 'Set,Level,Owner,App,From\nAccounts,internal,Bob,Bank,\nOrders,confidential,Cy,Shop,Accounts\n,public,Di,,\n',
};

/** Everything an import leaves, by names, so that two tenants can be compared. */
async function leftIn({ engagementId }: TenantPair) {
  const ask = async (text: string) => (await database.admin.query(text, [engagementId])).rows;
  return {
    assets: await ask(
      'select name, asset_type, hostname, data_classification, data_owner, version from assets where engagement_id = $1 order by name',
    ),
    edges:
      await ask(`select s.name as source, t.name as target, d.dependency_type, d.port, d.confidence, d.connection_count,
      (select string_agg(e.effect || e.lead_row || e.row_ranges::text, ' ' order by e.lead_row, e.effect)
        from dependency_evidence e where e.dependency_id = d.id) as evidence
      from asset_dependencies d join assets s on s.id = d.source_asset_id join assets t on t.id = d.target_asset_id
      where d.engagement_id = $1 order by 1, 2, 3, 4`),
    applications: await ask(
      `select a.name, v.variant, (select count(*) from application_variant_evidence e where e.engagement_id = v.engagement_id
        and e.variant_normalized = v.variant_normalized) as imports
      from canonical_applications a join canonical_application_variants v on v.canonical_application_id = a.id
      where a.engagement_id = $1 order by 1, 2`,
    ),
    findings:
      await ask(`select a.name, f.check_code, f.status, f.value from asset_findings f join assets a on a.id = f.asset_id
      where f.engagement_id = $1 order by 1, 2, 3, f.evidence_hash`),
  };
}

/**
 * Imports both files; the second is killed before its n-th batch commits, and then goes on where it was. When it asks
 * before it writes, nothing is written by then, and it is approved.
 */
async function importKilledAt({ category, mapping, known, file }: KilledCase, batch: number) {
  const tenant = await imports.tenant();
  const first = await imports.upload(tenant, known, mapping, category);
  await first.run('enrichment');
  const second = await imports.upload(tenant, file, mapping, category);
  await second.run('validation');
  const before = await leftIn(tenant);
  const fuse = { batches: batch };
  let died = false;
  const goOn = (options: { readonly afterGate?: 'asset_preview' }) =>
    second.run('enrichment', { ...options, fuse }).catch(async (error: Error) => {
      died = error.message === 'power cut';
      if (!died) throw error;
      return second.run('enrichment', options);
    });
  const asks = (await goOn({})).kind === 'needs_decision';
  const atGate = asks ? await leftIn(tenant) : before;
  if (asks) await goOn({ afterGate: 'asset_preview' });
  return { died, asks, before, atGate, outcomes: await second.outcomes(), left: await leftIn(tenant) };
}

test.each([
  [connections, ['updated', 'created', 'created', 'merged_duplicate', 'created', 'rejected', 'rejected']],
  [machines, ['updated', 'created', 'merged_duplicate', 'rejected']],
  [dataSets, ['updated', 'created', 'rejected']],
] as const)(
  'an enrichment of $category that is killed before any of its batches commits ends as one that was not',
  {
    timeout: 600_000,
  },
  async (killedCase, outcomes) => {
    const whole = await importKilledAt(killedCase, Number.POSITIVE_INFINITY);
    expect(whole.outcomes).toEqual(outcomes);
    expect(whole.left.edges.length).toBeGreaterThan(0);
    // Most of what the engagement has would change in the others.
    expect(whole.asks).toBe(killedCase !== connections);
    expect(whole.left.applications.length).toBe(killedCase === machines ? 0 : 2);
    let kills = 0;
    for (let batch = 1; ; batch++) {
      const killed = await importKilledAt(killedCase, batch);
      expect({ batch, outcomes: killed.outcomes, left: killed.left }).toEqual({
        batch,
        outcomes: whole.outcomes,
        left: whole.left,
      });
      expect(killed.atGate).toEqual(killed.before);
      if (!killed.died) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(10);
  },
);
