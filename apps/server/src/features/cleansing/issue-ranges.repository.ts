import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** The row ranges stored with an issue, ascending, both ends included; none for an issue without any. */
export async function readIssueRanges(scope: TenantScope, issueId: string): Promise<[number, number][]> {
  const found = await sql<{ ranges: [number, number][] | null }>`
    select (select jsonb_agg(jsonb_build_array(lower(r), upper(r) - 1) order by lower(r)) from unnest(i.row_ranges) r)
      as ranges
    from quality_issues i
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${issueId}`.execute(scope.tx);
  return found.rows[0]?.ranges ?? [];
}
