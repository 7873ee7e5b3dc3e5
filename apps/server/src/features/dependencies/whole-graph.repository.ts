import type { DependencyStatus, DependencyType } from '@landfall/domain/dependencies/dependency-type';
import { type RawBuilder, sql } from 'kysely';
import { joinBySets } from '../../platform/join-by-sets.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { GraphAsset } from './graph.repository.ts';

/** An edge as it is stored, whether its ends are live or not. */
export interface WholeGraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly type: DependencyType;
  readonly status: DependencyStatus;
  readonly isNoise: boolean;
}

/** An asset with what lists of it are ordered by. */
export interface GraphEnd extends GraphAsset {
  readonly nameNormalized: string;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

const among = (ids: readonly string[]): RawBuilder<unknown> => sql`any (${[...ids]}::uuid[])`;

/** Every edge of the engagement in one scan: which of them count is cheaper to tell here than by joins. */
export async function everyEdge(scope: TenantScope): Promise<WholeGraphEdge[]> {
  const found = await sql<WholeGraphEdge>`
    select d.id, d.source_asset_id as source, d.target_asset_id as target, d.dependency_type as type, d.status,
      d.is_noise as "isNoise"
    from asset_dependencies d where ${tenant(scope, 'd')}`.execute(scope.tx);
  return found.rows;
}

/** Those of these assets that are live, ascending by id. */
export async function liveEnds(scope: TenantScope, ids: readonly string[]): Promise<GraphEnd[]> {
  const found = await sql<GraphEnd>`
    select a.id, a.name, a.asset_type, a.environment, a.name_normalized as "nameNormalized" from assets a
    where ${tenant(scope, 'a')} and a.deleted_at is null and a.id = ${among(ids)} order by a.id`.execute(
    scope.tx,
  );
  return found.rows;
}

const mostListed = 100;

/** Live assets other than these, the first hundred by name, and how many live assets the engagement has. */
export async function assetsBeside(
  scope: TenantScope,
  ids: readonly string[],
): Promise<{ readonly assets: GraphAsset[]; readonly live: number }> {
  const counted = await sql<{ live: number }>`
    select count(*) as live from assets a where ${tenant(scope, 'a')} and a.deleted_at is null`.execute(
    scope.tx,
  );
  const live = counted.rows[0]?.live ?? 0;
  // With none left over the whole order of names would be walked to find nothing.
  if (live === ids.length) return { assets: [], live };
  const found = await sql<GraphAsset>`
    select a.id, a.name, a.asset_type, a.environment from assets a
    where ${tenant(scope, 'a')} and a.deleted_at is null and a.id <> all (${[...ids]}::uuid[])
    order by a.name_normalized, a.id limit ${mostListed}`.execute(scope.tx);
  return { assets: found.rows, live };
}

/** Ids of the applications that these assets belong to, by asset; the last statement of a scope. */
export async function applicationsOf(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  await joinBySets(scope);
  const found = await sql<{ id: string; applications: string[] }>`
    select l.asset_id as id, array_agg(distinct l.canonical_application_id) as applications from asset_applications l
    where ${tenant(scope, 'l')} and l.asset_id = ${among(ids)} group by 1`.execute(scope.tx);
  return new Map(found.rows.map(({ id, applications }) => [id, applications] as const));
}

/** Names of applications by their ids, in the order of lists. */
export async function applicationNames(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: string; name: string }>`
    select a.id, a.name from canonical_applications a where ${tenant(scope, 'a')} and a.id = ${among(ids)}
    order by lower(a.name), a.id`.execute(scope.tx);
  return new Map(found.rows.map(({ id, name }) => [id, name] as const));
}
