import type { DependencyStatus, DependencyType } from '@landfall/domain/dependencies/dependency-type';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An edge a person makes. */
export interface OwnEdge {
  readonly sourceId: string;
  readonly targetId: string;
  readonly type: DependencyType;
  readonly port: number | null;
  readonly protocol: string | null;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

/** Inserts a confirmed edge without a confidence; `undefined` when the inventory has it. */
export async function insertOwnEdge(scope: TenantScope, edge: OwnEdge): Promise<string | undefined> {
  const { clientAccountId, engagementId, actor } = scope;
  const { sourceId, targetId, type, port, protocol } = edge;
  const made = await sql<{ id: string }>`
    insert into asset_dependencies (client_account_id, engagement_id, source_asset_id, target_asset_id, dependency_type,
      port, protocol, status, created_by_user, decided_by, decided_at)
    values (${clientAccountId}, ${engagementId}, ${sourceId}, ${targetId}, ${type}, ${port}, ${protocol}, 'confirmed',
      ${actor.userId}, ${actor.userId}, now())
    on conflict do nothing returning id`.execute(scope.tx);
  return made.rows[0]?.id;
}

/** Id of the edge with these ends, kind, port and protocol. */
export async function findSameEdge(scope: TenantScope, edge: OwnEdge): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    select d.id from asset_dependencies d where ${tenant(scope, 'd')} and d.source_asset_id = ${edge.sourceId}
      and d.target_asset_id = ${edge.targetId} and d.dependency_type = ${edge.type}
      and d.port is not distinct from ${edge.port}::int and d.protocol is not distinct from ${edge.protocol}::text`.execute(
    scope.tx,
  );
  return found.rows[0]?.id;
}

/** What decides whether an edge may be changed or removed. */
export interface EdgeState {
  readonly version: number;
  /** True when an import states it. */
  readonly hasEvidence: boolean;
}

/** The state of an edge, locked until the transaction ends; `undefined` when the engagement has none with this id. */
export async function lockEdge(scope: TenantScope, id: string): Promise<EdgeState | undefined> {
  const found = await sql<EdgeState>`
    select d.version, d.created_by_import_id is not null or exists (select from dependency_evidence e
      where ${tenant(scope, 'e')} and e.dependency_id = d.id) as "hasEvidence"
    from asset_dependencies d where ${tenant(scope, 'd')} and d.id = ${id} for update of d`.execute(scope.tx);
  return found.rows[0];
}

/** Gives an edge the status a person decided. */
export async function setEdgeStatus(scope: TenantScope, id: string, status: DependencyStatus): Promise<void> {
  await sql`
    update asset_dependencies d set status = ${status}, decided_by = ${scope.actor.userId}, decided_at = now(),
      version = d.version + 1, updated_at = now()
    where ${tenant(scope, 'd')} and d.id = ${id}`.execute(scope.tx);
}

/** Removes an edge that nothing but a person states. */
export async function removeOwnEdge(scope: TenantScope, id: string): Promise<void> {
  await sql`delete from asset_dependencies d where ${tenant(scope, 'd')} and d.id = ${id}`.execute(scope.tx);
}
