import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Live assets of the engagement, counted no further than `most`. */
export async function countAssetsUpTo(scope: TenantScope, most: number): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from (select from assets
      where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
        and deleted_at is null limit ${most}) counted`.execute(scope.tx);
  return found.rows[0]?.count ?? 0;
}

/** Share of existing assets from which on an approval has to be confirmed; `undefined` while the engagement sets none. */
export async function readLargeChangeShare(scope: TenantScope): Promise<number | undefined> {
  const found = await sql<{ share: number | null }>`
    select (settings ->> 'large_change_share')::float8 as share from engagements
    where client_account_id = ${scope.clientAccountId} and id = ${scope.engagementId}`.execute(scope.tx);
  return found.rows[0]?.share ?? undefined;
}

export async function storeLargeChangeShare(scope: TenantScope, share: number): Promise<void> {
  await sql`
    update engagements set settings = settings || jsonb_build_object('large_change_share', ${share}::float8),
      version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and id = ${scope.engagementId}`.execute(scope.tx);
}
