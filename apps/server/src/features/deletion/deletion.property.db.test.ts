import { storedFields } from '@landfall/domain/inventory/stored-fields';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { array, assert, asyncProperty, integer, nat, pre, record, subarray } from 'fast-check';
import { expect, test } from 'vitest';
import { useDeletions } from '../../../test/deletion.ts';
import type { TestImport } from '../../../test/imports.ts';
import { findTraces } from '../../../test/traces.ts';

const deletions = useDeletions();
const { server, imports } = deletions;

const optional = {
  Name: 'name',
  Host: 'hostname',
  RAM: 'memory_gb',
  Env: 'environment',
  IP: 'ip_address',
  Type: 'asset_type',
  OS: 'operating_system',
  App: 'application_name',
  Team: 'custom:Team',
  Tag: 'custom:Tag',
} as const;
type Column = keyof typeof optional;
const columnNames = ['Name', 'Host', 'RAM', 'Env', 'IP', 'Type', 'OS', 'App', 'Team', 'Tag'] as const;

interface Row {
  readonly machine: number;
  readonly cells: Readonly<Record<Column, number>>;
}
interface File {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const choices: Readonly<Record<Column, (machine: number, choice: number) => string>> = {
  Name: (machine, choice) => [`host${machine}`, `HOST${machine}`, `Host${machine}`][choice] ?? '',
  Host: (machine) => `host${machine}`,
  RAM: (_machine, choice) => `${2 ** choice} GB`,
  Env: (_machine, choice) => ['PROD', 'Test', 'Staging'][choice] ?? '',
  IP: (machine, choice) => `10.0.${machine}.${choice + 1}`,
  Type: (_machine, choice) => ['server', 'database', 'storage'][choice] ?? '',
  OS: (_machine, choice) => ['Windows Server 2019', 'Ubuntu 22.04', 'AIX 7.2'][choice] ?? '',
  App: (machine, choice) => ['Payroll', 'PAYROLL prod', `Ledger ${machine}`][choice] ?? '',
  Team: (_machine, choice) => ['Blue', 'Red', 'Green'][choice] ?? '',
  Tag: (_machine, choice) => ['x', 'y', 'z'][choice] ?? '',
};

/** Every cell is one of three values or blank, so that imports agree and disagree about machines. */
const choice = integer({ min: 0, max: 3 });
const cells = record({
  Name: choice,
  Host: choice,
  RAM: choice,
  Env: choice,
  IP: choice,
  Type: choice,
  OS: choice,
  App: choice,
  Team: choice,
  Tag: choice,
});
const fileOf = record({
  // A machine is known by serial number and host name in every file, so that no import asks a person who it is.
  columns: subarray([...columnNames]).map((names) => [...new Set<Column>(['Host', ...names])]),
  rows: array(record({ machine: integer({ min: 0, max: 4 }), cells }), {
    minLength: 1,
    maxLength: 7,
  }),
});
const engagement = record({
  files: array(fileOf, { minLength: 1, maxLength: 4 }),
  doomed: nat(),
});

function csvOf({ columns, rows }: File): string {
  const line = ({ machine, cells: chosen }: Row): string =>
    [
      `SN000${machine}X`,
      ...columns.map((name) =>
        chosen[name] === 3 && name !== 'Host' ? '' : choices[name](machine, chosen[name]),
      ),
    ].join(',');
  return `${[['Serial', ...columns].join(','), ...rows.map(line)].join('\n')}\n`;
}

const mappingOf = ({ columns }: File): Record<string, string> => ({
  Serial: 'serial_number',
  ...Object.fromEntries(columns.map((name) => [name, optional[name]])),
});

/** Imports files one after the other; an engagement in which one would ask a person is not looked at. */
async function importAll(tenant: TenantPair, files: readonly File[]): Promise<TestImport[]> {
  const done: TestImport[] = [];
  for (const file of files) {
    const made = await deletions.tryComplete(tenant, csvOf(file), mappingOf(file));
    pre(made !== undefined);
    if (made !== undefined) done.push(made);
  }
  return done;
}

function value(item: unknown): unknown {
  return Array.isArray(item) ? item.map(String).toSorted() : item;
}

/** What the inventory says, without what tells how it came about: ids, versions, times, rows. */
async function contents({ engagementId }: TenantPair): Promise<Record<string, unknown>[]> {
  const { rows } = await server.database.admin.query<Record<string, unknown>>(
    'select * from assets where engagement_id = $1 order by key_serial',
    [engagementId],
  );
  const told = [
    'name',
    'name_normalized',
    'asset_type',
    'type_source',
    'custom_attributes',
    'key_serial',
    'key_hostname',
  ];
  return rows.map((row) =>
    Object.fromEntries(
      [...told, ...storedFields.map(({ column }) => column)].map((key) => [key, value(row[key])]),
    ),
  );
}

/** What the inventory calls applications, with the spellings of each. */
async function applications({ engagementId }: TenantPair): Promise<unknown[]> {
  const { rows } = await server.database.admin.query(
    `select a.name, a.name_normalized, array_agg(v.variant order by v.variant_normalized) as variants
     from canonical_applications a left join canonical_application_variants v on v.engagement_id = a.engagement_id
       and v.canonical_application_id = a.id
     where a.engagement_id = $1 group by 1, 2 order by 2`,
    [engagementId],
  );
  return rows;
}

/** Tables that a deletion may add to: journals, trails and counters. */
const appended = new Set([
  'audit_log',
  'audit_heads',
  'flow_events',
  'flow_deletions',
  'asset_changes',
  'estate_versions',
  'idempotency_keys',
  'memberships',
  'users',
]);

/** Every row of every tenant table as text, by table. */
async function snapshot(): Promise<Map<string, Set<string>>> {
  const { rows: tables } = await server.database.admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'client_account_id'
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
  );
  const found = new Map<string, Set<string>>();
  for (const { name } of tables) {
    if (appended.has(name)) continue;
    const { rows } = await server.database.admin.query<{ row: string }>(
      `select t::text as row from ${name} t`,
    );
    found.set(name, new Set(rows.map(({ row }) => row)));
  }
  return found;
}

/** Ids of the assets the rows of an import made or matched. */
async function touchedBy({ importId }: TestImport): Promise<Set<string>> {
  const { rows } = await server.database.admin.query<{ id: string }>(
    `select encode(substring(b.asset_ids from i * 16 + 1 for 16), 'hex')::uuid::text as id
     from import_row_blocks b, generate_series(0, b.row_count - 1) i where b.data_import_id = $1
     union select id::text from assets where created_by_import_id = $1`,
    [importId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Rows that a deletion changed although they were not the import's. */
function strangers(
  before: Map<string, Set<string>>,
  after: Map<string, Set<string>>,
  owned: { readonly ids: readonly string[]; readonly touched: ReadonlySet<string> },
): string[] {
  const isOwn = (table: string, row: string): boolean =>
    owned.ids.some((id) => row.includes(id)) ||
    table === 'quality_decisions' ||
    // Called by what is left of their spellings; the twin has the same.
    table.startsWith('canonical_application') ||
    table === 'gate_decisions' ||
    (table === 'assets' && [...owned.touched].some((id) => row.includes(id)));
  return [...before].flatMap(([table, rows]) => [
    ...[...rows]
      .filter((row) => after.get(table)?.has(row) !== true && !isOwn(table, row))
      .map((row) => `gone ${table} ${row}`),
    ...[...(after.get(table) ?? [])]
      .filter((row) => !rows.has(row) && !isOwn(table, row))
      .map((row) => `new ${table} ${row}`),
  ]);
}

const runs = 12;

test('F30 I16 for random engagements: the impact is what went, nothing else changed, and the inventory is as without the import', {
  timeout: 600_000,
}, async () => {
  await assert(
    asyncProperty(engagement, async ({ files, doomed }) => {
      const person = await deletions.person('engagement_manager', await imports.tenant());
      const made = await importAll(person.tenant, files);
      const place = doomed % made.length;
      const gone = made[place]!;
      const touched = await touchedBy(gone);
      const { body: impact } = await deletions.impact(person, gone.flowId);
      const inventoryBefore = (await contents(person.tenant)).length;
      const before = await snapshot();

      const progress = await deletions.remove(person, gone.flowId);

      expect(progress).toMatchObject({
        status: 'done',
        planned: impact.data_to_delete,
        removed: impact.data_to_delete,
      });
      const after = await snapshot();
      expect(strangers(before, after, { ids: [gone.flowId, gone.importId], touched })).toEqual([]);
      const left = await contents(person.tenant);
      const applicationsLeft = await applications(person.tenant);
      expect(inventoryBefore - left.length).toBe(impact.data_to_delete.assets);
      const { rows } = await server.database.admin.query<{ values: number }>(
        `select coalesce(sum(cardinality(fields)), 0)::int as values from asset_changes where engagement_id = $1`,
        [person.tenant.engagementId],
      );
      expect(rows[0]?.values).toBe(impact.data_to_delete.asset_values_rolled_back);
      expect(await findTraces(server.database.admin, [gone.flowId, gone.importId])).toEqual([
        'audit_log',
        'data_imports',
        'discovery_flows',
        'flow_deletions',
        'flow_events',
        'master_flows',
      ]);
      const twin = await imports.tenant();
      await importAll(
        twin,
        files.filter((_, index) => index !== place),
      );
      expect(left).toEqual(await contents(twin));
      expect(applicationsLeft).toEqual(await applications(twin));
    }),
    { numRuns: runs, endOnFailure: true },
  );
});
