import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** The flow whose data goes. */
export interface Doomed {
  readonly flowId: string;
  readonly importId: string;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias = 't') =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

/** Tables of an import that are emptied by its id. */
export type ImportTable =
  | 'asset_findings'
  | 'import_ends'
  | 'asset_conflicts'
  | 'import_row_blocks'
  | 'import_cleansed_blocks'
  | 'cleansing_recommendations'
  | 'quality_issues'
  | 'import_field_mappings'
  | 'import_columns'
  | 'import_chunks';

/** Tables of a flow that are emptied by its id. */
export type FlowTable = 'import_processing_steps' | 'phase_runs' | 'flow_gates' | 'doctor_findings';

/** How many records of a table went, and how many source rows they held where a record holds several. */
export interface Emptied {
  readonly records: number;
  readonly rows: number;
}

/** Source rows that a record holds, where that is not one; what was cleansed ahead of the approval is no result. */
const rowsHeld: Readonly<Record<string, RawBuilder<number>>> = {
  import_row_blocks: sql`row_count`,
  import_cleansed_blocks: sql`case when epoch > ${aheadEpoch} then row_count else 0 end`,
  import_chunks: sql`row_count`,
};

async function emptySome(
  scope: TenantScope,
  table: string,
  { condition, limit }: { readonly condition: RawBuilder<unknown>; readonly limit: number },
): Promise<Emptied> {
  const rows = rowsHeld[table] ?? sql`1`;
  const found = await sql<Emptied>`
    with gone as (
      delete from ${sql.table(table)} where ctid = any (array(
        select t.ctid from ${sql.table(table)} t where ${tenant(scope)} and ${condition} limit ${limit}))
      returning ${rows} as held)
    select count(*) as records, coalesce(sum(held), 0)::bigint as rows from gone`.execute(scope.tx);
  return found.rows[0] ?? { records: 0, rows: 0 };
}

/** Removes at most `limit` records of an import from a table. */
export function emptyImportTable(
  scope: TenantScope,
  table: ImportTable,
  { importId, limit }: { readonly importId: string; readonly limit: number },
): Promise<Emptied> {
  return emptySome(scope, table, { condition: sql`t.data_import_id = ${importId}`, limit });
}

/** Removes at most `limit` records of a flow from a table. */
export function emptyFlowTable(
  scope: TenantScope,
  table: FlowTable,
  { flowId, limit }: { readonly flowId: string; readonly limit: number },
): Promise<Emptied> {
  return emptySome(scope, table, { condition: sql`t.flow_id = ${flowId}`, limit });
}

/** Removes the decisions about quality issues and recommendations of an import and about gates of its flow. */
export async function removeDecisions(scope: TenantScope, { flowId, importId }: Doomed): Promise<void> {
  await sql`
    delete from quality_decisions t where ${tenant(scope)} and t.issue_id in (
      select q.id from quality_issues q where ${tenant(scope, 'q')} and q.data_import_id = ${importId})`.execute(
    scope.tx,
  );
  await sql`
    delete from cleansing_applications t where ${tenant(scope)} and t.recommendation_id in (
      select r.id from cleansing_recommendations r where ${tenant(scope, 'r')} and r.data_import_id = ${importId})`.execute(
    scope.tx,
  );
  await sql`
    delete from gate_decisions t where ${tenant(scope)} and t.gate_id in (
      select g.id from flow_gates g where ${tenant(scope, 'g')} and g.flow_id = ${flowId})`.execute(scope.tx);
}

/** A stored file of an import. */
export interface DoomedFile {
  readonly id: string;
  readonly storageKey: string;
  readonly sizeBytes: number;
}

/** Stored files of an import, all versions. */
export async function listFiles(scope: TenantScope, importId: string): Promise<DoomedFile[]> {
  const found = await sql<DoomedFile>`
    select t.id, t.storage_key as "storageKey", t.size_bytes as "sizeBytes" from import_files t
    where ${tenant(scope)} and t.data_import_id = ${importId} order by t.revision`.execute(scope.tx);
  return found.rows;
}

/** Removes the record of a file that is gone from the store; answers how many. */
export async function removeFileRecord(scope: TenantScope, id: string): Promise<number> {
  const done = await sql`delete from import_files t where ${tenant(scope)} and t.id = ${id}`.execute(
    scope.tx,
  );
  return Number(done.numAffectedRows ?? 0n);
}

/** Waits until no batch of the flow is being written, and answers how many runs could still write. */
export async function waitForWork(scope: TenantScope, { flowId }: Doomed): Promise<number> {
  await sql`select from discovery_flows t where ${tenant(scope)} and t.flow_id = ${flowId} for update`.execute(
    scope.tx,
  );
  const found = await sql<{ live: number }>`
    select count(*) as live from phase_runs t where ${tenant(scope)} and t.flow_id = ${flowId}
      and t.status in ('queued', 'executing')`.execute(scope.tx);
  return found.rows[0]?.live ?? 0;
}

/** Whether a kept answer is about the thing with this id. */
function names(id: string): RawBuilder<unknown> {
  const pattern = `%${id}%`;
  return sql`t.route like ${pattern} or t.response::text like ${pattern}`;
}

/** Removes kept answers to requests about the flow, but for the answer to the deletion itself. */
export async function forgetAnswers(scope: TenantScope, { flowId, importId }: Doomed): Promise<void> {
  await sql`
    delete from idempotency_keys t where t.client_account_id = ${scope.clientAccountId}
      and (${names(flowId)} or ${names(importId)})
      and not (t.route like 'DELETE %' or t.route like 'POST %/batch-delete')`.execute(scope.tx);
}

/** Takes samples and texts out of the journal, and the content out of the records that stay as the tombstone. */
export async function scrubTombstone(scope: TenantScope, { flowId, importId }: Doomed): Promise<void> {
  await sql`
    update flow_events t set payload = '{}' where ${tenant(scope)} and t.flow_id = ${flowId}
      and t.type <> 'deleted' and t.payload <> '{}'`.execute(scope.tx);
  await sql`
    update master_flows t set flow_name = 'Deleted flow', configuration = '{}'
    where ${tenant(scope)} and t.flow_id = ${flowId}`.execute(scope.tx);
  await sql`
    update data_imports t set import_name = 'Deleted import', source_system = null, processing_config = '{}'
    where ${tenant(scope)} and t.id = ${importId}`.execute(scope.tx);
}

/** Records that still carry the ids of a deleted flow although they should not, by table. */
export async function findLeftovers(
  scope: TenantScope,
  { flowId, importId }: Doomed,
): Promise<Record<string, number>> {
  const byImport = (
    [
      'asset_findings',
      'dependency_evidence',
      'application_variant_evidence',
      'import_ends',
      'asset_conflicts',
      'import_row_blocks',
      'import_cleansed_blocks',
      'cleansing_recommendations',
      'quality_issues',
      'import_field_mappings',
      'import_columns',
      'import_chunks',
      'import_files',
    ] as const
  ).map((table) => ({ table, condition: sql`t.data_import_id = ${importId}` }));
  const byFlow = (
    ['import_processing_steps', 'phase_runs', 'flow_gates', 'doctor_findings', 'webhook_deliveries'] as const
  ).map((table) => ({ table, condition: sql`t.flow_id = ${flowId}` }));
  const inInventory = [
    { table: 'asset_dependencies', condition: sql`t.created_by_import_id = ${importId}` },
    {
      table: 'assets',
      condition: sql`(t.created_by_import_id = ${importId} or t.lead_import_id = ${importId}
        or t.provenance::text like ${`%${importId}%`})`,
    },
  ];
  const counts = [...byImport, ...byFlow, ...inInventory].map(
    ({ table, condition }) =>
      sql`select ${table}::text as "table", count(*) as count from ${sql.table(table)} t
        where ${tenant(scope)} and ${condition}`,
  );
  const found = await sql<{ table: string; count: number }>`${sql.join(counts, sql` union all `)}`.execute(
    scope.tx,
  );
  return Object.fromEntries(
    found.rows.filter(({ count }) => count > 0).map(({ table, count }) => [table, count] as const),
  );
}
