import type { FlowTypeDefinition } from '@landfall/domain/flow/flow-type';
import type { ChildStatus } from '@landfall/domain/flow/flow-status';
import type { FreshIds } from '@landfall/domain/flow/flow-command';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { PairVersions } from './apply-transition.repository.ts';
import { ofFlow } from './lock-flow.repository.ts';

/** Where a healed flow begins: time and ids of the database, the last event, and the versions the records carry. */
export interface HealGround extends PairVersions {
  readonly at: string;
  readonly ids: FreshIds;
  /** Sequence number of the last event; 0 without a journal. */
  readonly lastSeq: number;
  readonly startedAt: Date | null;
}

/** Reads it under the locks the caller holds. */
export async function readGround(scope: TenantScope, flowId: FlowId): Promise<HealGround> {
  const { rows } = await sql<{
    at: Date;
    run: string;
    gate: string;
    lastSeq: number;
    child: number | null;
    master: number | null;
    startedAt: Date | null;
  }>`
    select clock_timestamp() as at, new_id() as run, new_id() as gate,
      (select coalesce(max(seq), 0) from flow_events where ${ofFlow(scope, flowId)}) as "lastSeq",
      (select version from discovery_flows where ${ofFlow(scope, flowId)}) as child,
      (select version from master_flows where ${ofFlow(scope, flowId)}) as master,
      (select min(started_at) from phase_runs where ${ofFlow(scope, flowId)}) as "startedAt"`.execute(
    scope.tx,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The database answered no time');
  const { lastSeq, startedAt } = row;
  return {
    at: row.at.toISOString(),
    ids: { run: asId(row.run), gate: asId(row.gate) },
    lastSeq,
    startedAt,
    child: row.child ?? lastSeq,
    master: row.master ?? lastSeq,
  };
}

/**
 * Makes import, mapping rows and conflicts name the flow, in one statement because their keys check each other at
 * its end. Mapping rows that name an import which is gone are moved to the columns of the same header.
 */
export async function linkImport(scope: TenantScope, flowId: FlowId, importId: string): Promise<void> {
  const { clientAccountId, engagementId } = scope;
  await sql`
    with mine as (select ${clientAccountId}::uuid as client, ${engagementId}::uuid as engagement,
        ${flowId}::uuid as flow, ${importId}::uuid as import),
      linked as (update data_imports i set flow_id = mine.flow from mine
        where i.client_account_id = mine.client and i.engagement_id = mine.engagement and i.id = mine.import),
      named as (update import_field_mappings f set flow_id = mine.flow from mine
        where f.client_account_id = mine.client and f.engagement_id = mine.engagement
          and f.data_import_id = mine.import and f.flow_id <> mine.flow),
      conflicts as (update asset_conflicts x set flow_id = mine.flow from mine
        where x.client_account_id = mine.client and x.engagement_id = mine.engagement
          and x.data_import_id = mine.import and x.flow_id <> mine.flow)
    update import_field_mappings f set data_import_id = mine.import, column_id = c.id
      from mine join import_columns c on c.client_account_id = mine.client and c.engagement_id = mine.engagement
        and c.data_import_id = mine.import
      where f.client_account_id = mine.client and f.engagement_id = mine.engagement and f.flow_id = mine.flow
        and f.data_import_id <> mine.import and c.key = f.source_field
        and not exists (select from import_field_mappings o where o.client_account_id = mine.client
          and o.engagement_id = mine.engagement and o.data_import_id = mine.import and o.column_id = c.id)`.execute(
    scope.tx,
  );
}

/** Makes the child name its import; the child's other words must be sound by now. */
export async function nameImport(scope: TenantScope, flowId: FlowId, importId: string): Promise<void> {
  await sql`
    update discovery_flows set data_import_id = ${importId} where ${ofFlow(scope, flowId)}
      and data_import_id is distinct from ${importId}::uuid`.execute(scope.tx);
}

/**
 * Gives a flow whose import is gone an empty record of it, for the tombstone to name; answers whether the import the
 * flow names is its own now.
 */
export async function ownsImport(scope: TenantScope, flowId: FlowId): Promise<boolean> {
  await sql`
    insert into data_imports (client_account_id, engagement_id, id, flow_id, import_category, import_name, imported_by)
    select c.client_account_id, c.engagement_id, c.data_import_id, c.flow_id, c.import_category, m.flow_name, m.created_by
    from discovery_flows c join master_flows m using (client_account_id, engagement_id, flow_id)
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.flow_id = ${flowId} on conflict do nothing`.execute(scope.tx);
  const { rows } = await sql`
    select from discovery_flows c join data_imports i on i.client_account_id = c.client_account_id
      and i.engagement_id = c.engagement_id and i.id = c.data_import_id and i.flow_id = c.flow_id
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.flow_id = ${flowId}`.execute(scope.tx);
  return rows.length > 0;
}

export interface BuiltRow {
  readonly flowId: FlowId;
  readonly importId: string;
  readonly definition: FlowTypeDefinition;
  readonly category: string;
  readonly version: number;
}

/** Inserts the missing master record; name and owner are those of the import. */
export async function buildMaster(scope: TenantScope, row: BuiltRow, status: string): Promise<void> {
  const { flowId, importId, definition, category, version } = row;
  await sql`
    insert into master_flows (client_account_id, engagement_id, flow_id, flow_type, flow_type_version,
      import_category, flow_name, status, created_by, completed_at, version, created_at)
    select i.client_account_id, i.engagement_id, ${flowId}, ${definition.name}, ${definition.version}, ${category},
      i.import_name, ${status}, i.imported_by, case when ${status} = 'completed' then clock_timestamp() end,
      ${version}, least(i.created_at, now())
    from data_imports i where i.client_account_id = ${scope.clientAccountId}
      and i.engagement_id = ${scope.engagementId} and i.id = ${importId}::uuid`.execute(scope.tx);
}

/** Inserts the missing child record with a status its reason columns allow; the standing follows with the event. */
export async function buildChild(
  scope: TenantScope,
  row: BuiltRow,
  standing: {
    readonly status: ChildStatus;
    readonly phase: string;
    readonly epoch: number;
    readonly startedAt: Date | null;
  },
): Promise<void> {
  const { flowId, importId, definition, category, version } = row;
  const { phase, epoch, startedAt } = standing;
  // Words that need a reason beside them get both with the event; a terminal one must not hold the slot till then.
  const status =
    standing.status === 'completed' || standing.status === 'cancelled' ? standing.status : 'running';
  await sql`
    insert into discovery_flows (client_account_id, engagement_id, flow_id, data_import_id, flow_type,
      import_category, status, current_phase, epoch, started_at, version, created_at)
    select i.client_account_id, i.engagement_id, ${flowId}, i.id, ${definition.name}, ${category}, ${status},
      ${phase}, ${epoch}, ${startedAt}::timestamptz, ${version}, least(i.created_at, now())
    from data_imports i where i.client_account_id = ${scope.clientAccountId}
      and i.engagement_id = ${scope.engagementId} and i.id = ${importId}::uuid`.execute(scope.tx);
}

/** Takes the time of creation of both records from the first event, or from the earlier of their own times. */
export async function settleStamps(scope: TenantScope, flowId: FlowId): Promise<void> {
  for (const table of ['discovery_flows', 'master_flows'] as const) {
    await sql`
      update ${sql.table(table)} f set created_at = least(coalesce(
          (select min(e.created_at) from flow_events e where e.client_account_id = f.client_account_id
            and e.engagement_id = f.engagement_id and e.flow_id = f.flow_id), f.created_at), f.updated_at),
        updated_at = least(f.updated_at, clock_timestamp())
      where ${ofFlow(scope, flowId)}`.execute(scope.tx);
  }
}
