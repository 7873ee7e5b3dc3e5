import type { previewEnd } from '@landfall/contract/inventory';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Ends of connections of which the present course of an import makes assets. */
const plannedEnds = (scope: TenantScope, importId: string) => sql`
  from import_ends e
  where e.client_account_id = ${scope.clientAccountId} and e.engagement_id = ${scope.engagementId}
    and e.data_import_id = ${importId} and e.planned_asset is not null
    and e.epoch = (select f.epoch from discovery_flows f where f.client_account_id = e.client_account_id
      and f.engagement_id = e.engagement_id and f.data_import_id = e.data_import_id)`;

/** Assets that an import makes of ends of connections. */
export async function countPlannedEnds(scope: TenantScope, importId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count ${plannedEnds(scope, importId)}`.execute(scope.tx);
  return found.rows[0]?.count ?? 0;
}

/** The assets that an import makes of ends of connections, in the order of the rows that name them first. */
export async function listPlannedEnds(
  scope: TenantScope,
  importId: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<z.infer<typeof previewEnd>[]> {
  const found = await sql<z.infer<typeof previewEnd>>`
    select e.asset_id as id, e.row_number, e.planned_asset ->> 'name' as name,
      e.planned_asset ->> 'assetType' as asset_type, e.planned_asset ->> 'hostname' as hostname,
      e.planned_asset ->> 'fqdn' as fqdn, e.planned_asset -> 'addresses' as ip_address
    ${plannedEnds(scope, importId)}
    order by e.row_number, e.end_number offset ${offset} limit ${limit}`.execute(scope.tx);
  return found.rows;
}
