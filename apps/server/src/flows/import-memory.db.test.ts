import type { TenantPair } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport, type TestImports } from '../../test/imports.ts';
import { takeStrongKeys } from '../features/inventory/recent-keys.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

const { database, db } = usePools();
const batchRows = 32;
const roomy = importsIn(database, () => db, { batchRows });
/** Room for one decoded block at most, and for the values of one kind of key at a time. */
const tight = importsIn(database, () => db, { batchRows, memory: { decodedBytes: 1, valueBytes: 1 } });

const mapping = {
  Host: 'hostname',
  FQDN: 'fqdn',
  IP: 'ip_address',
  MAC: 'mac_address',
  Serial: 'serial_number',
  UUID: 'uuid',
  RAM: 'memory_gb',
  Env: 'environment',
  App: 'application_name',
  Team: 'custom:Team',
};
const machines = 300;
const uuidOf = (at: number): string => `6e1b5a00-0000-4000-9000-${String(at).padStart(12, '0')}`;

/** The cells of a machine, in the order of {@link mapping}. */
function machine(at: number, told: Partial<Record<keyof typeof mapping, string>> = {}): string {
  const cells = {
    Host: at % 11 === 0 ? '' : `web${at}`,
    FQDN: `web${at}.corp.example`,
    IP: `10.1.${at >> 8}.${at & 255}`,
    MAC: `00:16:3e:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
    Serial: at % 5 === 0 ? '' : `SN-${at}`,
    UUID: at % 7 === 0 ? uuidOf(at) : '',
    RAM: `${2 ** (at % 5)} GB`,
    Env: ['PROD', 'Test', ''][at % 3],
    App: at % 4 === 0 ? `App ${at % 9}` : '',
    Team: at % 6 === 0 ? '' : `Team "${at % 8}"`,
    ...told,
  };
  return Object.values(cells)
    .map((cell) => `"${(cell ?? '').replaceAll('"', '""')}"`)
    .join(',');
}

/** Machines with further rows of them near and far, copies, and identifiers that contradict each other. */
function firstFile(): string {
  const rows = Array.from({ length: machines }, (_, at) => machine(at));
  for (let at = 3; at < machines; at += 13) {
    rows.push(machine(at, { RAM: '', IP: `10.2.0.${at & 255}`, Env: 'DR', App: `Late ${at}` }));
    rows.splice(at * 2 - 1, 0, machine(at));
  }
  for (let at = 1; at < machines; at += 29) rows.push(machine(at));
  for (let at = 2; at < machines; at += 37)
    rows.push(machine(at, { Host: `clone${at}`, FQDN: `clone${at}.corp.example`, UUID: uuidOf(at + 5000) }));
  rows.push(
    ',,,,,,8 GB,PROD,,nobody',
    machine(1).replaceAll('"', '').replaceAll(' ', ''),
    ',,,,,,,,,,,,surplus',
  );
  return file(rows);
}

/** Most machines again: as they were, changed, under another name, and such that fit several. */
function secondFile(): string {
  const rows = Array.from({ length: machines }, (_, at) => {
    if (at % 4 === 0) return machine(at, { RAM: '96 GB' });
    if (at % 9 === 0)
      return machine(at, { Host: `web${at + 1}`, FQDN: '', Serial: `SN-${at + 2}`, UUID: '' });
    if (at % 10 === 0) return machine(at, { Host: '', FQDN: '', Serial: '', UUID: '', Team: 'unknown' });
    return at % 17 === 0 ? machine(at + machines) : machine(at);
  });
  for (let at = 4; at < machines; at += 31) rows.push(machine(at, { Env: 'DR', RAM: '' }));
  return file(rows);
}

function file(rows: readonly string[]): string {
  return `${[Object.keys(mapping).join(','), ...rows].join('\n')}\n`;
}

/** Everything a tenant has after its imports, with other ids for the ids of what was stored. */
async function stored(tenant: TenantPair, files: readonly TestImport[]) {
  const outcomes = await Promise.all(files.map((each) => each.outcomes()));
  return inTenantScope(db, tenant, async ({ client }) => {
    const assets = await client.query(
      `select to_jsonb(a) - '{id,client_account_id,engagement_id,created_at,updated_at}'::text[] as asset
       from assets a order by a.lead_row, a.name`,
    );
    const conflicts = await client.query(
      `select c.row_number, c.conflict_type, c.match_keys, c.incoming,
         array(select a.name from unnest(c.candidate_asset_ids) with ordinality as u (id, at)
           join assets a on a.id = u.id order by u.at) as candidates
       from asset_conflicts c order by c.row_number`,
    );
    const previews = await client.query(
      `select first_row, row_count, encode(actions, 'hex') as actions, encode(lead_rows, 'hex') as leads
       from import_row_blocks order by row_count, first_row, actions`,
    );
    const applications = await client.query(
      'select distinct variant_normalized as name from application_variant_evidence order by 1',
    );
    const text = JSON.stringify({
      assets: assets.rows,
      conflicts: conflicts.rows,
      previews: previews.rows,
      applications: applications.rows,
    });
    const known = text.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (id) =>
      id.startsWith('6e1b5a00') ? id : 'id',
    );
    return { outcomes, ...JSON.parse(known) };
  });
}

interface Courses {
  /** Whether the preview is told the keys that validation numbered. */
  readonly isRecent: boolean;
}

/** Two imports into one estate, each from its upload to its outcomes. */
async function course(imports: TestImports, { isRecent }: Courses) {
  const tenant = await imports.tenant();
  const files: TestImport[] = [];
  for (const text of [firstFile(), secondFile()]) {
    const uploaded = await imports.upload(tenant, text, mapping);
    await uploaded.run('data_validation');
    await uploaded.run('data_cleansing');
    if (!isRecent)
      await takeStrongKeys(
        (work) => inTenantScope(db, { ...tenant, readOnly: true }, work),
        uploaded.importId,
        null,
      );
    await uploaded.run('asset_inventory');
    await uploaded.run('asset_inventory', { afterGate: 'asset_preview' });
    files.push(uploaded);
  }
  return stored(tenant, files);
}

test('an import that is not held in memory says and stores what one says and stores that is', async () => {
  const expected = await course(roomy, { isRecent: true });
  expect(expected.conflicts.length).toBeGreaterThan(10);
  expect(new Set(expected.outcomes.flat())).toEqual(
    new Set(['created', 'merged_duplicate', 'rejected', 'updated', 'unchanged', 'pending']),
  );
  expect(await course(tight, { isRecent: true })).toEqual(expected);
  expect(await course(tight, { isRecent: false })).toEqual(expected);
});

test('a creation that goes on after the process was lost reads packed rows anew', async () => {
  const tenant = await tight.tenant();
  const whole = await roomy.tenant();
  const uploaded = await tight.upload(tenant, firstFile(), mapping);
  await uploaded.run('data_validation');
  await uploaded.run('data_cleansing');
  await expect(uploaded.run('asset_inventory', { diesAtBatch: 4 })).rejects.toThrow('power cut');
  await uploaded.run('asset_inventory');
  const creating = { afterGate: 'asset_preview', diesAtBatch: 3 } as const;
  await expect(uploaded.run('asset_inventory', creating)).rejects.toThrow('power cut');
  await uploaded.run('asset_inventory', { afterGate: 'asset_preview' });
  const straight = await roomy.upload(whole, firstFile(), mapping);
  await straight.runAll();
  expect(await stored(tenant, [uploaded])).toEqual(await stored(whole, [straight]));
});
