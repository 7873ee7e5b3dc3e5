import type { DeletionMethod, DeletionStatus } from '@landfall/domain/deletion/deletion-step';
import type { DeletionCounts, KeptCounts } from '@landfall/domain/deletion/deletion-plan';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import type { DeletionJob } from '../../platform/flow-engine.ts';
import { inPlatformScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { asId } from '@landfall/domain/shared/ids';

/** A deletion as stored. */
export interface StoredDeletion {
  readonly id: string;
  readonly flowId: string;
  readonly importId: string;
  readonly status: DeletionStatus;
  /** Number of the step that runs or comes next, from 1. */
  readonly step: number;
  readonly round: number;
  readonly plan: DeletionCounts;
  readonly removed: Partial<DeletionCounts>;
  readonly kept: Partial<KeptCounts> & { readonly mark?: string };
  readonly error: string | null;
  readonly requestedBy: string | null;
  readonly requestedByName: string | null;
  readonly reason: string | null;
  readonly batchId: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A deletion to be stored with the tombstone it belongs to. */
export interface NewDeletion {
  readonly flowId: string;
  readonly importId: string;
  readonly method: DeletionMethod;
  readonly batchId: string | undefined;
  readonly plan: DeletionCounts;
  readonly kept: KeptCounts;
  readonly planHash: string;
  readonly reason: string | undefined;
}

/** Stores a deletion; answers its id, or `undefined` when the flow has one already. */
export async function insertDeletion(scope: TenantScope, deletion: NewDeletion): Promise<string | undefined> {
  const { flowId, importId, method, batchId, plan, kept, planHash, reason } = deletion;
  const found = await sql<{ id: string }>`
    insert into flow_deletions (client_account_id, engagement_id, flow_id, data_import_id, method, batch_id, status,
      plan, plan_hash, kept, requested_by, reason)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${flowId}, ${importId}, ${method}, ${batchId ?? null},
      'pending', ${JSON.stringify(plan)}::jsonb, ${planHash}, ${JSON.stringify(kept)}::jsonb, ${scope.actor.userId},
      ${reason ?? null})
    on conflict do nothing returning id`.execute(scope.tx);
  return found.rows[0]?.id;
}

const columns = sql`
  d.id, d.flow_id as "flowId", d.data_import_id as "importId", d.status, d.step, d.round, d.plan, d.removed, d.kept,
  d.error, d.requested_by as "requestedBy", u.display_name as "requestedByName", d.reason, d.batch_id as "batchId",
  d.created_at as "createdAt", d.finished_at as "finishedAt"`;

async function findWhere(
  scope: TenantScope,
  condition: RawBuilder<unknown>,
): Promise<StoredDeletion | undefined> {
  const found = await sql<StoredDeletion>`
    select ${columns} from flow_deletions d left join users u on u.id = d.requested_by
    where d.client_account_id = ${scope.clientAccountId} and d.engagement_id = ${scope.engagementId}
      and ${condition}`.execute(scope.tx);
  return found.rows[0];
}

/** The deletion of a flow. */
export function findDeletion(scope: TenantScope, flowId: string): Promise<StoredDeletion | undefined> {
  return findWhere(scope, sql`d.flow_id = ${flowId}`);
}

/** The deletion with an id. */
export function findDeletionById(scope: TenantScope, id: string): Promise<StoredDeletion | undefined> {
  return findWhere(scope, sql`d.id = ${id}`);
}

const own = ({ clientAccountId, engagementId }: TenantScope, id: string) =>
  sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and id = ${id}`;

/** Where a deletion is; work done for another place is stale. */
export interface Place {
  readonly id: string;
  readonly step: number;
  readonly round: number;
}

/** Locks a deletion; answers whether it is still at this place, unfinished. */
export async function lockDeletion(scope: TenantScope, { id, step, round }: Place): Promise<boolean> {
  const found = await sql<{ holds: boolean }>`
    select step = ${step} and round = ${round} and status in ('pending', 'running') as holds
    from flow_deletions where ${own(scope, id)} for update`.execute(scope.tx);
  return found.rows[0]?.holds === true;
}

/** Notes what a batch has removed, in its transaction. */
export async function addRemoved(
  scope: TenantScope,
  id: string,
  removed: Partial<DeletionCounts>,
): Promise<void> {
  await sql`
    update flow_deletions d set status = 'running', started_at = coalesce(started_at, clock_timestamp()),
      error = null, updated_at = clock_timestamp(),
      removed = removed || (select coalesce(jsonb_object_agg(key, coalesce((d.removed ->> key)::bigint, 0) + value::bigint), '{}')
        from jsonb_each_text(${JSON.stringify(removed)}::jsonb))
    where ${own(scope, id)}`.execute(scope.tx);
}

/** Moves a deletion to a step. */
export async function moveTo(
  scope: TenantScope,
  id: string,
  to: { readonly step: number; readonly round: number; readonly mark?: string | undefined },
): Promise<void> {
  const mark = to.mark === undefined ? '{}' : JSON.stringify({ mark: to.mark });
  await sql`
    update flow_deletions set step = ${to.step}, round = ${to.round}, kept = kept || ${mark}::jsonb,
      updated_at = clock_timestamp()
    where ${own(scope, id)}`.execute(scope.tx);
}

/** Ends a deletion: all gone, or given up with what is left. */
export async function endDeletion(
  scope: TenantScope,
  id: string,
  end: { readonly status: 'done' | 'failed'; readonly error: string | null },
): Promise<void> {
  await sql`
    update flow_deletions set status = ${end.status}, error = ${end.error}, updated_at = clock_timestamp(),
      finished_at = case when ${end.status} = 'done' then clock_timestamp() end
    where ${own(scope, id)}`.execute(scope.tx);
}

/** Notes why the last attempt ended early; it will be made again. */
export async function noteError(scope: TenantScope, id: string, error: string): Promise<void> {
  await sql`
    update flow_deletions set error = ${error.slice(0, 2000)}, updated_at = clock_timestamp()
    where ${own(scope, id)} and status in ('pending', 'running')`.execute(scope.tx);
}

/** Deletions of all tenants that are to be finished and have been silent for some seconds. */
export function listOverdueDeletions(db: Db): Promise<DeletionJob[]> {
  return inPlatformScope(db, { readOnly: true }, async ({ tx }) => {
    const { rows } = await sql<{ clientAccountId: string; engagementId: string; deletionId: string }>`
      select client_account_id as "clientAccountId", engagement_id as "engagementId", id as "deletionId"
      from deletions_to_finish() where overdue`.execute(tx);
    return rows.map(({ clientAccountId, engagementId, deletionId }) => ({
      clientAccountId: asId(clientAccountId),
      engagementId: asId(engagementId),
      deletionId,
    }));
  });
}
