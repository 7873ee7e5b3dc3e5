import type {
  ChildEvidence,
  GateEvidence,
  JournalEvidence,
  MasterEvidence,
  RunEvidence,
} from '@landfall/domain/doctor/flow-evidence';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Rows of one kind by the flow they belong to. */
export type ByFlow<Row> = ReadonlyMap<string, readonly Row[]>;

/** Groups rows by the flow they name. */
export function byFlow<Row extends { readonly flowId: string }>(rows: readonly Row[]): ByFlow<Row> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.flowId);
    if (group === undefined) groups.set(row.flowId, [row]);
    else group.push(row);
  }
  return groups;
}

/** Ids of every flow of the tenant that has at least one of its two records, after `after`, in order. */
export async function listFlowIds(
  scope: TenantScope,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const from = after ?? '00000000-0000-0000-0000-000000000000';
  const { rows } = await sql<{ flowId: string }>`
    select flow_id as "flowId" from (
      select flow_id from master_flows where ${ofTenant(scope)} and flow_id > ${from}::uuid
      union select flow_id from discovery_flows where ${ofTenant(scope)} and flow_id > ${from}::uuid) f
    order by flow_id limit ${limit}`.execute(scope.tx);
  return rows.map(({ flowId }) => flowId);
}

/** Condition on the tenant columns, said besides row-level security so that indexes are used. */
export function ofTenant({ clientAccountId, engagementId }: TenantScope) {
  return sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId}`;
}

/** Locks the records of a flow in the order every command does: child, then master. */
export async function lockPair(scope: TenantScope, flowId: string): Promise<void> {
  for (const table of ['discovery_flows', 'master_flows'] as const) {
    await sql`select 1 from ${sql.table(table)} where ${ofTenant(scope)} and flow_id = ${flowId}::uuid
      for update`.execute(scope.tx);
  }
}

export interface PairRow {
  readonly flowId: string;
  readonly master: MasterEvidence | null;
  readonly child: ChildEvidence | null;
  readonly ownerKnown: boolean;
  /** Other unfinished flows of the same slot. */
  readonly slotRivals: readonly string[];
}

/** Both records of each flow, word by word, and who else is in its slot. */
export async function readPairs(scope: TenantScope, ids: readonly string[]): Promise<PairRow[]> {
  const { rows } = await sql<PairRow>`
    select f.id as "flowId",
      case when m.flow_id is not null then jsonb_build_object('status', m.status, 'flowType', m.flow_type,
        'flowTypeVersion', m.flow_type_version, 'category', m.import_category, 'version', m.version,
        'hasCompletedAt', m.completed_at is not null, 'stampsInOrder', m.updated_at >= m.created_at) end as master,
      case when c.flow_id is not null then jsonb_build_object('status', c.status, 'phase', c.current_phase,
        'epoch', c.epoch, 'started', c.started_at is not null, 'deleted', c.deleted_at is not null,
        'importId', c.data_import_id, 'flowType', c.flow_type, 'category', c.import_category, 'version', c.version,
        'waitingReason', c.waiting_reason, 'failureCode', c.failure_code, 'failureDetail', c.failure_detail,
        'failureRetryable', c.failure_retryable, 'stampsInOrder', c.updated_at >= c.created_at) end as child,
      m.flow_id is not null or exists (select from data_imports i where i.client_account_id = c.client_account_id
        and i.engagement_id = c.engagement_id and (i.flow_id = f.id or i.id = c.data_import_id)) as "ownerKnown",
      array(select o.flow_id::text from discovery_flows o
        where o.client_account_id = ${scope.clientAccountId} and o.engagement_id = ${scope.engagementId}
          and o.flow_id <> f.id and o.flow_type = coalesce(c.flow_type, m.flow_type)
          and o.import_category = coalesce(c.import_category, m.import_category) and o.deleted_at is null
          and o.status not in ('completed', 'cancelled')) as "slotRivals"
    from unnest(${[...ids]}::uuid[]) f (id)
    left join master_flows m on m.client_account_id = ${scope.clientAccountId}
      and m.engagement_id = ${scope.engagementId} and m.flow_id = f.id
    left join discovery_flows c on c.client_account_id = ${scope.clientAccountId}
      and c.engagement_id = ${scope.engagementId} and c.flow_id = f.id`.execute(scope.tx);
  return rows;
}

/** Gates of each flow, oldest first. */
export async function readGates(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ByFlow<GateEvidence & { readonly flowId: string }>> {
  const { rows } = await sql<GateEvidence & { flowId: string }>`
    select flow_id as "flowId", id, kind, phase, status, revision, subject_hash as "subjectHash",
      to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "openedAt"
    from flow_gates where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    order by flow_id, opened_at, id`.execute(scope.tx);
  return byFlow(rows);
}

export type RunRow = Omit<RunEvidence, 'hasJob'> & { readonly flowId: string };

/** Runs of each flow, oldest first. */
export async function readRuns(scope: TenantScope, ids: readonly string[]): Promise<ByFlow<RunRow>> {
  const { rows } = await sql<RunRow>`
    select flow_id as "flowId", id, phase, epoch, attempt, status, after_gate as "afterGate",
      status = 'queued' or coalesce(lease_until > clock_timestamp(), false) as "leaseHolds"
    from phase_runs where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    order by flow_id, created_at, id`.execute(scope.tx);
  return byFlow(rows);
}

/** Journals, in order. */
export async function readJournals(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ByFlow<JournalEvidence & { readonly flowId: string }>> {
  const { rows } = await sql<JournalEvidence & { flowId: string }>`
    select flow_id as "flowId", seq, type, phase, epoch, from_status as "fromStatus", to_status as "toStatus",
      payload ->> 'journal_rebuilt' = 'true' as rebuilt,
      to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from flow_events where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    order by flow_id, seq`.execute(scope.tx);
  return byFlow(rows);
}

/** Which of these flows have rows under another tenant. */
export async function readElsewhere(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select flows_elsewhere(${[...ids]}::uuid[]) as id`.execute(scope.tx);
  return new Set(rows.map(({ id }) => id));
}
