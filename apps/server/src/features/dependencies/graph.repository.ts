import type { GraphDirection } from '@landfall/domain/dependencies/dependency-graph';
import type { DependencyStatus, DependencyType } from '@landfall/domain/dependencies/dependency-type';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An asset as the graph shows it. */
export interface GraphAsset {
  readonly id: string;
  readonly name: string;
  readonly asset_type: string;
  readonly environment: string | null;
}

/** An edge of the graph between live assets. */
export interface StoredGraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly type: DependencyType;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly status: DependencyStatus;
  readonly isNoise: boolean;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

/** Edges that say something, as `d`: between live assets, and not rejected. */
function countingEdges(scope: TenantScope, includesNoise: boolean): RawBuilder<unknown> {
  return sql`${tenant(scope, 'd')} and d.status <> 'rejected' and (${includesNoise} or not d.is_noise)
    and not exists (select from assets g where ${tenant(scope, 'g')}
      and g.id in (d.source_asset_id, d.target_asset_id) and g.deleted_at is not null)`;
}

const edgeColumns = sql`d.id, d.source_asset_id as source, d.target_asset_id as target, d.dependency_type as type, d.port,
  d.protocol, d.status, d.is_noise as "isNoise"`;

/** Edges that begin or end at one of these assets, by direction. */
export async function edgesAt(
  scope: TenantScope,
  ids: readonly string[],
  { direction, includesNoise }: { readonly direction: GraphDirection; readonly includesNoise: boolean },
): Promise<StoredGraphEdge[]> {
  const sides = [
    ...(direction === 'upstream' ? [] : ['d.source_asset_id']),
    ...(direction === 'downstream' ? [] : ['d.target_asset_id']),
  ].map(
    (side) => sql`select ${edgeColumns} from asset_dependencies d
      where ${countingEdges(scope, includesNoise)} and ${sql.ref(side)} = any (${[...ids]}::uuid[])`,
  );
  const found = await sql<StoredGraphEdge>`${sql.join(sides, sql` union `)}`.execute(scope.tx);
  return found.rows;
}

/** Every edge that says something, by its ends: a hundred bytes each. */
export async function allEdges(scope: TenantScope, includesNoise: boolean) {
  const found = await sql<{ id: string; source: string; target: string }>`
    select d.id, d.source_asset_id as source, d.target_asset_id as target from asset_dependencies d
    where ${countingEdges(scope, includesNoise)}`.execute(scope.tx);
  return found.rows;
}

/** The assets with most edges, at most `limit`, and how many assets have edges at all. */
export async function mostConnected(
  scope: TenantScope,
  { includesNoise, limit }: { readonly includesNoise: boolean; readonly limit: number },
): Promise<{ readonly ids: string[]; readonly assets: number; readonly edges: number }> {
  const found = await sql<{ id: string; assets: number; edges: number }>`
    with e as materialized (select d.source_asset_id as s, d.target_asset_id as t from asset_dependencies d
      where ${countingEdges(scope, includesNoise)})
    select x.id, count(*) over () as assets, (select count(*) from e) as edges
    from (select s as id from e union all select t from e) x
    group by x.id order by count(*) desc, x.id limit ${limit}`.execute(scope.tx);
  const [first] = found.rows;
  return { ids: found.rows.map(({ id }) => id), assets: first?.assets ?? 0, edges: first?.edges ?? 0 };
}

/** Live assets by id. */
export async function assetsOf(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, GraphAsset>> {
  if (ids.length === 0) return new Map();
  const found = await sql<GraphAsset>`
    select a.id, a.name, a.asset_type, a.environment from assets a
    where ${tenant(scope, 'a')} and a.deleted_at is null and a.id = any (${[...ids]}::uuid[])`.execute(
    scope.tx,
  );
  return new Map(found.rows.map((asset) => [asset.id, asset] as const));
}

/** Counts of all edges between live assets. */
export interface EdgeStatistics {
  readonly edges: number;
  readonly suggested: number;
  readonly confirmed: number;
  readonly noise: number;
  readonly rejected: number;
}

export async function edgeStatistics(scope: TenantScope): Promise<EdgeStatistics> {
  const found = await sql<EdgeStatistics>`
    select count(*) filter (where d.status <> 'rejected' and not d.is_noise) as edges,
      count(*) filter (where d.status = 'suggested' and not d.is_noise) as suggested,
      count(*) filter (where d.status = 'confirmed' and not d.is_noise) as confirmed,
      count(*) filter (where d.status <> 'rejected' and d.is_noise) as noise,
      count(*) filter (where d.status = 'rejected') as rejected
    from asset_dependencies d where ${tenant(scope, 'd')}`.execute(scope.tx);
  return found.rows[0] ?? { edges: 0, suggested: 0, confirmed: 0, noise: 0, rejected: 0 };
}

const mostListed = 100;

const end = (alias: 's' | 't') =>
  sql`jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)},
    'asset_type', ${sql.ref(`${alias}.asset_type`)}, 'environment', ${sql.ref(`${alias}.environment`)})`;

/** Edges between assets of different known environments. */
export async function crossEnvironmentEdges(scope: TenantScope, includesNoise: boolean) {
  const found = await sql<{
    id: string;
    source: GraphAsset;
    target: GraphAsset;
    type: DependencyType;
    total: number;
  }>`
    select d.id, ${end('s')} as source, ${end('t')} as target, d.dependency_type as type, count(*) over () as total
    from asset_dependencies d
    join assets s on ${tenant(scope, 's')} and s.id = d.source_asset_id
    join assets t on ${tenant(scope, 't')} and t.id = d.target_asset_id
    where ${countingEdges(scope, includesNoise)} and s.environment <> t.environment
    order by s.name_normalized, t.name_normalized, d.id limit ${mostListed}`.execute(scope.tx);
  return { edges: found.rows, total: found.rows[0]?.total ?? 0 };
}

/** Live assets without any edge that says something. */
export async function orphanAssets(scope: TenantScope, includesNoise: boolean) {
  const found = await sql<GraphAsset & { total: number }>`
    select a.id, a.name, a.asset_type, a.environment, count(*) over () as total
    from assets a left join (
      select d.source_asset_id as id from asset_dependencies d where ${countingEdges(scope, includesNoise)}
      union select d.target_asset_id from asset_dependencies d where ${countingEdges(scope, includesNoise)}) e on e.id = a.id
    where ${tenant(scope, 'a')} and a.deleted_at is null and e.id is null
    order by a.name_normalized, a.id limit ${mostListed}`.execute(scope.tx);
  const total = found.rows[0]?.total ?? 0;
  return { assets: found.rows.map(({ total: _total, ...asset }) => asset), total };
}

/** Assets that many applications other than their own depend on, most first. */
export async function sharedServices(
  scope: TenantScope,
  { includesNoise, least }: { readonly includesNoise: boolean; readonly least: number },
) {
  const found = await sql<{ id: string; count: number; names: string[] }>`
    with l as materialized (select l.asset_id, l.canonical_application_id as application from asset_applications l
      where ${tenant(scope, 'l')}),
    u as (select distinct d.target_asset_id as id, l.application
      from asset_dependencies d join l on l.asset_id = d.source_asset_id
      where ${countingEdges(scope, includesNoise)} and d.dependency_type not in ('runs_on', 'hosted_by', 'member_of')
        and not exists (select from l own where own.asset_id = d.target_asset_id and own.application = l.application))
    select u.id, count(*) as count, (array_agg(a.name order by lower(a.name), a.id))[1:20] as names
    from u join canonical_applications a on ${tenant(scope, 'a')} and a.id = u.application
    group by u.id having count(*) >= ${least} order by 2 desc, u.id limit ${mostListed}`.execute(scope.tx);
  return found.rows;
}
