import type { DependencyStatus, DependencyType } from '@landfall/domain/dependencies/dependency-type';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Which edges are wanted. */
export interface DependencyFilter {
  readonly assetId: string | undefined;
  readonly type: DependencyType | undefined;
  readonly status: DependencyStatus | undefined;
  readonly importId: string | undefined;
  readonly applicationId: string | undefined;
  readonly includesNoise: boolean;
}

interface ListedEnd {
  readonly id: string;
  readonly name: string;
  readonly asset_type: string;
  readonly environment: string | null;
}

/** An edge as the list shows it. */
export interface ListedDependency {
  readonly id: string;
  readonly source: ListedEnd;
  readonly target: ListedEnd;
  readonly type: DependencyType;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly status: DependencyStatus;
  readonly isNoise: boolean;
  readonly confidence: number | null;
  readonly connectionCount: number | null;
  readonly bytes: string | null;
  readonly firstSeen: Date | null;
  readonly lastSeen: Date | null;
  readonly evidenceCount: number;
  readonly version: number;
}

const end = (alias: 's' | 't') =>
  sql`jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)},
    'asset_type', ${sql.ref(`${alias}.asset_type`)}, 'environment', ${sql.ref(`${alias}.environment`)})`;

function joined({ clientAccountId, engagementId }: TenantScope) {
  return sql`asset_dependencies d
    join assets s on s.client_account_id = d.client_account_id and s.engagement_id = d.engagement_id
      and s.id = d.source_asset_id and s.deleted_at is null
    join assets t on t.client_account_id = d.client_account_id and t.engagement_id = d.engagement_id
      and t.id = d.target_asset_id and t.deleted_at is null
    where d.client_account_id = ${clientAccountId} and d.engagement_id = ${engagementId}`;
}

/** Only what is asked for is looked at. */
function conditionOf(scope: TenantScope, filter: DependencyFilter) {
  const { assetId, type, status, includesNoise } = filter;
  const conditions = [sql`(${includesNoise} or not d.is_noise)`, ...supportOf(scope, filter)];
  if (assetId !== undefined) conditions.push(sql`${assetId}::uuid in (d.source_asset_id, d.target_asset_id)`);
  if (type !== undefined) conditions.push(sql`d.dependency_type = ${type}`);
  if (status !== undefined) conditions.push(sql`d.status = ${status}`);
  return sql.join(conditions, sql` and `);
}

/** By what is said of an edge or of its ends elsewhere. */
function supportOf(
  { clientAccountId, engagementId }: TenantScope,
  { importId, applicationId }: DependencyFilter,
) {
  const conditions = [];
  if (importId !== undefined)
    conditions.push(sql`exists (select from dependency_evidence e where e.client_account_id = d.client_account_id
      and e.engagement_id = d.engagement_id and e.dependency_id = d.id and e.data_import_id = ${importId})`);
  if (applicationId !== undefined) {
    const members = sql`(select l.asset_id from asset_applications l where l.client_account_id = ${clientAccountId}
      and l.engagement_id = ${engagementId} and l.canonical_application_id = ${applicationId})`;
    conditions.push(sql`(d.source_asset_id in ${members} or d.target_asset_id in ${members})`);
  }
  return conditions;
}

/** Edges between live assets, by the names of their ends. */
export async function listDependencies(
  scope: TenantScope,
  filter: DependencyFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ dependencies: ListedDependency[]; total: number }> {
  const where = conditionOf(scope, filter);
  const found = await sql<ListedDependency>`
    select d.id, ${end('s')} as source, ${end('t')} as target, d.dependency_type as type, d.port, d.protocol, d.status,
      d.is_noise as "isNoise", d.confidence, d.connection_count as "connectionCount", d.bytes::text as bytes,
      d.first_seen as "firstSeen", d.last_seen as "lastSeen", d.version,
      (select count(*) from dependency_evidence e where e.client_account_id = d.client_account_id
        and e.engagement_id = d.engagement_id and e.dependency_id = d.id) as "evidenceCount"
    from ${joined(scope)} and ${where}
    order by s.name_normalized, t.name_normalized, d.id offset ${page.offset} limit ${page.limit}`.execute(
    scope.tx,
  );
  const counted = await sql<{ total: number }>`
    select count(*) as total from ${joined(scope)} and ${where}`.execute(scope.tx);
  return { dependencies: found.rows, total: counted.rows[0]?.total ?? 0 };
}

/** Gives edges the status a person decided; answers those the engagement has. */
export async function decideEdges(
  scope: TenantScope,
  ids: readonly string[],
  status: DependencyStatus,
): Promise<ReadonlySet<string>> {
  const done = await sql<{ id: string }>`
    update asset_dependencies set status = ${status}, decided_by = ${scope.actor.userId}, decided_at = now(),
      version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = any (${[...ids]}::uuid[])
    returning id`.execute(scope.tx);
  return new Set(done.rows.map(({ id }) => id));
}
