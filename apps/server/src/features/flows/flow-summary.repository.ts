import type { FlowId } from '@landfall/domain/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { ofFlow } from './lock-flow.repository.ts';

/** Everything a list row of a flow is computed from. */
export interface FlowSummaryRow {
  flowId: string;
  flowName: string;
  flowType: string;
  flowTypeVersion: number;
  importCategory: string;
  importId: string;
  status: string;
  masterStatus: string;
  phase: string;
  epoch: number;
  waitingReason: string | null;
  failureCode: string | null;
  failureDetail: string | null;
  failureRetryable: boolean | null;
  createdBy: string;
  owner: string;
  createdAt: Date;
  startedAt: Date | null;
  lastActivityAt: Date;
  deletedAt: Date | null;
  version: number;
  rowsDone: number | null;
  rowsTotal: number | null;
  runLive: boolean | null;
  runStatus: string | null;
  runAt: Date | null;
  heartbeatAt: Date | null;
  /** Columns, critical issues or conflicts the open gate still waits for; null where it counts nothing. */
  undecided: number | null;
  now: Date;
}

const selection = sql`
  select c.flow_id as "flowId", m.flow_name as "flowName", c.flow_type as "flowType",
    m.flow_type_version as "flowTypeVersion", c.import_category as "importCategory",
    c.data_import_id as "importId", c.status, m.status as "masterStatus", c.current_phase as phase, c.epoch,
    c.waiting_reason as "waitingReason", c.failure_code as "failureCode", c.failure_detail as "failureDetail",
    c.failure_retryable as "failureRetryable", m.created_by as "createdBy", u.display_name as owner,
    c.created_at as "createdAt", c.started_at as "startedAt", c.last_activity_at as "lastActivityAt",
    c.deleted_at as "deletedAt", c.version, r.rows_done as "rowsDone", r.rows_total as "rowsTotal",
    r.status as "runStatus", r.run_at as "runAt", r.heartbeat_at as "heartbeatAt",
    r.status = 'queued' or (r.status = 'executing' and r.lease_until > clock_timestamp()) as "runLive",
    case c.waiting_reason
      when 'mapping_approval' then (
        select count(*) from import_field_mappings f where f.client_account_id = c.client_account_id
          and f.engagement_id = c.engagement_id and f.data_import_id = c.data_import_id
          and f.status in ('suggested', 'unmapped'))
      when 'validation_decision' then (
        select count(*) from quality_issues q where q.client_account_id = c.client_account_id
          and q.engagement_id = c.engagement_id and q.data_import_id = c.data_import_id and q.severity = 'critical'
          and not exists (select from quality_decisions d where d.client_account_id = q.client_account_id
            and d.engagement_id = q.engagement_id and d.issue_id = q.id)
          and not exists (select from import_field_mappings f where f.client_account_id = q.client_account_id
            and f.engagement_id = q.engagement_id and f.data_import_id = q.data_import_id
            and f.column_id = q.column_id and f.status in ('ignored', 'rejected')))
      when 'asset_conflict' then (
        select count(*) from asset_conflicts a where a.client_account_id = c.client_account_id
          and a.engagement_id = c.engagement_id and a.flow_id = c.flow_id and a.status = 'pending')
    end as undecided,
    clock_timestamp() as now
  from discovery_flows c
  join master_flows m using (client_account_id, engagement_id, flow_id)
  join users u on u.id = m.created_by
  left join lateral (
    select p.rows_done, p.rows_total, p.status, p.run_at, p.heartbeat_at, p.lease_until from phase_runs p
    where p.client_account_id = c.client_account_id and p.engagement_id = c.engagement_id
      and p.flow_id = c.flow_id and p.phase = c.current_phase and p.epoch = c.epoch
    order by p.attempt desc limit 1) r on true`;

/** One flow, a deleted one included. */
export async function findFlowSummary(
  scope: TenantScope,
  flowId: FlowId,
): Promise<FlowSummaryRow | undefined> {
  const { rows } = await sql<FlowSummaryRow>`
    select * from (${selection} where c.client_account_id = ${scope.clientAccountId}
      and c.engagement_id = ${scope.engagementId} and c.flow_id = ${flowId}) f`.execute(scope.tx);
  return rows[0];
}

export interface FlowListFilter {
  readonly statuses?: readonly string[] | undefined;
  /** Statuses left out; a word outside the vocabulary stays in, so that no flow is ever out of sight. */
  readonly withoutStatuses?: readonly string[] | undefined;
  readonly flowType?: string | undefined;
  readonly category?: string | undefined;
  /** User who started the flow. */
  readonly createdBy?: string | undefined;
  readonly limit: number;
  /** Last activity and id of the last row of the page before. */
  readonly after?: { readonly at: string; readonly id: string } | undefined;
}

/** Flows that are not deleted, newest activity first. */
export async function listFlowSummaries(
  scope: TenantScope,
  filter: FlowListFilter,
): Promise<{ rows: FlowSummaryRow[]; total: number }> {
  const conditions = listConditions(scope, filter);
  const { after } = filter;
  const page = after
    ? sql`${conditions} and (c.last_activity_at, c.flow_id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : conditions;
  const { rows } = await sql<FlowSummaryRow>`
    ${selection} where ${page} order by c.last_activity_at desc, c.flow_id desc
    limit ${filter.limit}`.execute(scope.tx);
  const counted = await sql<{ total: number }>`
    select count(*) as total from discovery_flows c where ${conditions}`.execute(scope.tx);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

function listConditions(
  scope: TenantScope,
  { statuses, withoutStatuses, flowType, category, createdBy }: FlowListFilter,
): RawBuilder<unknown> {
  return sql`c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
    and c.deleted_at is null
    and (${statuses === undefined ? null : [...statuses]}::text[] is null or c.status = any (${[...(statuses ?? [])]}::text[]))
    and c.status <> all (${[...(withoutStatuses ?? [])]}::text[])
    and (${flowType ?? null}::text is null or c.flow_type = ${flowType ?? null})
    and (${category ?? null}::text is null or c.import_category = ${category ?? null})
    and (${createdBy ?? null}::uuid is null or exists (select from master_flows o
      where o.client_account_id = c.client_account_id and o.engagement_id = c.engagement_id
        and o.flow_id = c.flow_id and o.created_by = ${createdBy ?? null}::uuid))`;
}

export interface FlowOwner {
  userId: string;
  name: string;
  flows: number;
}

/** Everybody who started flows that are not deleted, most flows first. */
export async function listFlowOwners(scope: TenantScope): Promise<FlowOwner[]> {
  const { rows } = await sql<FlowOwner>`
    select u.id as "userId", u.display_name as name, count(*) as flows
    from discovery_flows c join master_flows m using (client_account_id, engagement_id, flow_id)
    join users u on u.id = m.created_by
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.deleted_at is null
    group by u.id order by count(*) desc, u.display_name, u.id`.execute(scope.tx);
  return rows;
}

export interface PhaseRunRow {
  id: string;
  phase: string;
  epoch: number;
  attempt: number;
  status: string;
  rowsTotal: number | null;
  rowsDone: number;
  errorCode: string | null;
  errorDetail: string | null;
  heartbeatAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** The newest 20 runs of a flow, oldest of them first. */
export async function listPhaseRuns(scope: TenantScope, flowId: FlowId): Promise<PhaseRunRow[]> {
  const { rows } = await sql<PhaseRunRow>`
    select * from (
      select id, phase, epoch, attempt, status, rows_total as "rowsTotal", rows_done as "rowsDone",
        error_code as "errorCode", error_detail as "errorDetail", heartbeat_at as "heartbeatAt",
        started_at as "startedAt", finished_at as "finishedAt"
      from phase_runs where ${ofFlow(scope, flowId)} order by id desc limit 20) newest
    order by id`.execute(scope.tx);
  return rows;
}

export interface GateViewRow {
  id: string;
  kind: string;
  phase: string;
  status: string;
  revision: number;
  subject: Record<string, unknown>;
  subjectHash: string;
  openedAt: Date;
}

/** The open gate with its subject. */
export async function findOpenGate(scope: TenantScope, flowId: FlowId): Promise<GateViewRow | undefined> {
  const { rows } = await sql<GateViewRow>`
    select id, kind, phase, status, revision, subject, subject_hash as "subjectHash", opened_at as "openedAt"
    from flow_gates where ${ofFlow(scope, flowId)} and status = 'open'`.execute(scope.tx);
  return rows[0];
}

/** Who decided a gate last, for a caller who comes too late. */
export async function findDecision(
  scope: TenantScope,
  gateId: string,
): Promise<{ decision: string; by: string; at: Date; status: string } | undefined> {
  const { rows } = await sql<{ decision: string; by: string; at: Date; status: string }>`
    select d.decision, u.display_name as by, d.created_at as at, g.status
    from gate_decisions d join users u on u.id = d.actor_user_id
    join flow_gates g using (client_account_id, engagement_id)
    where d.client_account_id = ${scope.clientAccountId} and d.engagement_id = ${scope.engagementId}
      and g.id = d.gate_id and d.gate_id = ${gateId}::uuid
    order by d.id desc limit 1`.execute(scope.tx);
  return rows[0];
}

export interface FlowEventRow {
  seq: number;
  type: string;
  actorUserId: string | null;
  actorKind: string;
  actorName: string | null;
  phase: string | null;
  epoch: number | null;
  fromStatus: string | null;
  toStatus: string | null;
  payload: Record<string, unknown>;
  requestId: string | null;
  createdAt: Date;
}

/** Journal rows after a sequence number, oldest first. */
export async function listEvents(
  scope: TenantScope,
  flowId: FlowId,
  range: { afterSeq: number; limit: number },
): Promise<FlowEventRow[]> {
  const { rows } = await sql<FlowEventRow>`
    select e.seq, e.type, e.actor_user_id as "actorUserId", e.actor_kind as "actorKind",
      u.display_name as "actorName", e.phase, e.epoch, e.from_status as "fromStatus", e.to_status as "toStatus",
      e.payload, e.request_id as "requestId", e.created_at as "createdAt"
    from flow_events e left join users u on u.id = e.actor_user_id
    where e.client_account_id = ${scope.clientAccountId} and e.engagement_id = ${scope.engagementId}
      and e.flow_id = ${flowId} and e.seq > ${range.afterSeq}
    order by e.seq limit ${range.limit}`.execute(scope.tx);
  return rows;
}

/** Stored status of a phase run or a gate of this flow. */
export async function statusOf(
  scope: TenantScope,
  flowId: FlowId,
  what: { readonly table: 'phase_runs' | 'flow_gates'; readonly id: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ status: string }>`
    select status from ${sql.table(what.table)}
    where ${ofFlow(scope, flowId)} and id = ${what.id}::uuid`.execute(scope.tx);
  return rows[0]?.status;
}
