import { type ChildStatus, parseChildStatus } from '@landfall/domain/flow/flow-status';
import type { FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { ofFlow } from './lock-flow.repository.ts';

/** As much of a flow as can be read whatever state its rows are in. */
export interface FlowStanding {
  /** `failed` for a word outside the vocabulary: the doctor looks before the status decides anything. */
  readonly status: ChildStatus;
  readonly deleted: boolean;
  readonly version: number;
}

/** Locks what there is of a flow and reads it; `undefined` when the tenant has neither of its two records. */
export async function lockStanding(scope: TenantScope, flowId: FlowId): Promise<FlowStanding | undefined> {
  const child = await sql<{ status: string; deleted: boolean; version: number }>`
    select status, deleted_at is not null as deleted, version from discovery_flows
    where ${ofFlow(scope, flowId)} for update`.execute(scope.tx);
  const master = await sql<{ version: number }>`
    select version from master_flows where ${ofFlow(scope, flowId)} for update`.execute(scope.tx);
  const row = child.rows[0] ?? master.rows.map(({ version }) => ({ status: '', deleted: false, version }))[0];
  if (row === undefined) return undefined;
  return { status: parseChildStatus(row.status) ?? 'failed', deleted: row.deleted, version: row.version };
}

/** A gate as those who come too late ask about it. */
export interface LastGate {
  readonly id: string;
  readonly status: string;
}

/** The newest gate that was opened in an epoch of a flow. */
export async function findLastGate(
  scope: TenantScope,
  flowId: FlowId,
  epoch: number,
): Promise<LastGate | undefined> {
  const { rows } = await sql<LastGate>`
    select id, status from flow_gates where ${ofFlow(scope, flowId)} and opened_at >= (
      select min(created_at) from phase_runs where ${ofFlow(scope, flowId)} and epoch = ${epoch})
    order by opened_at desc limit 1`.execute(scope.tx);
  return rows[0];
}
