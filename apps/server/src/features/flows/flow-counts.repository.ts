import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What imports hold, counted now; nothing of it is stored. */
export interface FlowCounts {
  readonly rows: number;
  readonly mappings: number;
  readonly issues: number;
  /** Assets created or updated. */
  readonly assets: number;
}

/** Counts of each of some flows by flow id; a flow without an import has zeroes. */
export async function countFlows(
  scope: TenantScope,
  flowIds: readonly string[],
): Promise<ReadonlyMap<string, FlowCounts>> {
  if (flowIds.length === 0) return new Map();
  const { rows } = await sql<FlowCounts & { flowId: string }>`
    select c.flow_id as "flowId",
      coalesce((select sum(k.row_count) from import_chunks k where ${sameImport('k')} and k.revision = 0), 0)::int8
        as rows,
      (select count(*) from import_field_mappings f where ${sameImport('f')}) as mappings,
      (select count(*) from quality_issues q where ${sameImport('q')} and q.row_count > 0) as issues,
      coalesce((select sum(coalesce((b.counts #>> '{outcomes,created}')::int8, 0)
          + coalesce((b.counts #>> '{outcomes,updated}')::int8, 0))
        from import_row_blocks b where ${sameImport('b')}), 0)::int8 as assets
    from discovery_flows c
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.flow_id = any (${[...flowIds]}::uuid[])`.execute(scope.tx);
  return new Map(rows.map(({ flowId, ...counts }) => [flowId, counts]));
}

function sameImport(alias: 'k' | 'f' | 'q' | 'b') {
  const of = (column: string) => sql.ref(`${alias}.${column}`);
  return sql`${of('client_account_id')} = c.client_account_id and ${of('engagement_id')} = c.engagement_id
    and ${of('data_import_id')} = c.data_import_id`;
}
