import type { FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { FlowEventRow } from './flow-summary.repository.ts';
import { ofFlow } from './lock-flow.repository.ts';

/** A person's decision about a gate, with what was shown. */
export interface DecisionRow {
  readonly id: string;
  readonly gateId: string;
  readonly gateKind: string;
  readonly phase: string;
  readonly decision: string;
  readonly revision: number;
  readonly subjectHash: string;
  readonly userId: string;
  readonly userName: string;
  readonly decidedAt: Date;
  readonly note: string | null;
  readonly shown: Record<string, unknown>;
}

/** Decisions about the gates of a flow, newest first, at most 100. */
export async function listDecisions(scope: TenantScope, flowId: FlowId): Promise<DecisionRow[]> {
  const { rows } = await sql<DecisionRow>`
    select d.id, d.gate_id as "gateId", g.kind as "gateKind", g.phase, d.decision, d.revision,
      d.subject_hash as "subjectHash", d.actor_user_id as "userId", u.display_name as "userName",
      d.created_at as "decidedAt", d.note, d.shown
    from gate_decisions d
    join flow_gates g on g.client_account_id = d.client_account_id and g.engagement_id = d.engagement_id
      and g.id = d.gate_id
    join users u on u.id = d.actor_user_id
    where g.client_account_id = ${scope.clientAccountId} and g.engagement_id = ${scope.engagementId}
      and g.flow_id = ${flowId}
    order by d.created_at desc, d.id desc limit 100`.execute(scope.tx);
  return rows;
}

/** A failure of a phase run as the journal has it. */
export interface FailureRow {
  readonly seq: number;
  readonly type: string;
  readonly phase: string | null;
  readonly payload: Record<string, unknown>;
  readonly createdAt: Date;
}

/** Failures of a flow's phase runs, newest first, at most 50. */
export async function listFailures(scope: TenantScope, flowId: FlowId): Promise<FailureRow[]> {
  const { rows } = await sql<FailureRow>`
    select seq, type, phase, payload, created_at as "createdAt" from flow_events
    where ${ofFlow(scope, flowId)} and type in ('phase_failed', 'retry_scheduled')
    order by seq desc limit 50`.execute(scope.tx);
  return rows;
}

/** The last journal rows of a flow, oldest of them first. */
export async function listLastEvents(
  scope: TenantScope,
  flowId: FlowId,
  count: number,
): Promise<FlowEventRow[]> {
  const { rows } = await sql<FlowEventRow>`
    select * from (
      select e.seq, e.type, e.actor_user_id as "actorUserId", e.actor_kind as "actorKind",
        u.display_name as "actorName", e.phase, e.epoch, e.from_status as "fromStatus", e.to_status as "toStatus",
        e.payload, e.request_id as "requestId", e.created_at as "createdAt"
      from flow_events e left join users u on u.id = e.actor_user_id
      where ${ofFlow(scope, flowId)}
      order by e.seq desc limit ${count}) last
    order by seq`.execute(scope.tx);
  return rows;
}
