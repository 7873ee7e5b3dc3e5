import type { AssetId } from '@landfall/domain/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { AssetColumn } from './asset-columns.ts';

/** Which assets a list holds; an absent member does not narrow it. */
export interface AssetFilter {
  readonly search?: string | undefined;
  readonly asset_type?: string | undefined;
  readonly environment?: string | undefined;
  readonly business_criticality?: string | undefined;
  readonly operating_system?: string | undefined;
  readonly flow_id?: string | undefined;
}

export interface AssetSort {
  readonly by: AssetColumn;
  readonly descending: boolean;
}

/** The assets of the scope that are not deleted and pass the filter, as a WHERE condition. */
function matching({ clientAccountId, engagementId }: TenantScope, filter: AssetFilter): RawBuilder<boolean> {
  const conditions = [
    sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and deleted_at is null`,
  ];
  for (const column of ['asset_type', 'environment', 'business_criticality', 'operating_system'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) conditions.push(sql`${sql.ref(column)} = ${wanted}`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** How many assets pass the filter. */
export async function countAssets(scope: TenantScope, filter: AssetFilter): Promise<number> {
  const counted = await sql<{ total: number }>`
    select count(*) as total from assets where ${matching(scope, filter)}`.execute(scope.tx);
  return counted.rows[0]?.total ?? 0;
}

/** Ids of one page in the wanted order. */
export async function pageOfIds(
  scope: TenantScope,
  filter: AssetFilter,
  page: AssetSort & { readonly offset: number; readonly limit: number },
): Promise<AssetId[]> {
  const key = sql.ref(page.by.field === 'name' ? 'name_normalized' : page.by.column);
  const direction = page.descending ? sql`desc` : sql`asc`;
  const found = await sql<{ id: AssetId }>`
    select id from assets where ${matching(scope, filter)}
    order by ${key} ${direction} nulls last, id ${direction} limit ${page.limit} offset ${page.offset}`.execute(
    scope.tx,
  );
  return found.rows.map(({ id }) => id);
}
