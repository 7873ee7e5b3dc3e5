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

/** An edge of the graph. */
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

/** Edges that say something, as `d`, whether their ends are live or not: not rejected, and noise only when wanted. */
function countingEdges(scope: TenantScope, includesNoise: boolean): RawBuilder<unknown> {
  return sql`${tenant(scope, 'd')} and d.status <> 'rejected' and (${includesNoise} or not d.is_noise)`;
}

const edgeColumns = sql`d.id, d.source_asset_id as source, d.target_asset_id as target, d.dependency_type as type, d.port,
  d.protocol, d.status, d.is_noise as "isNoise"`;

/** Edges that begin or end at one of these assets, by direction; the other end may be in the trash. */
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
