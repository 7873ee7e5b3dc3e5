import { sql } from 'kysely';
import type { AssetId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';

export interface AssetChangeRow {
  readonly id: string;
  readonly change: string;
  readonly fields: readonly string[];
  readonly assetVersion: number;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly actorKind: string;
  readonly at: Date;
}

/** Changes of an asset that its journal holds, newest first, before a row of it; `total` is exact. */
export async function listAssetChanges(
  scope: TenantScope,
  assetId: AssetId,
  page: { readonly beforeId: string | undefined; readonly limit: number },
): Promise<{ rows: AssetChangeRow[]; total: number }> {
  const ofAsset = sql`c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
    and c.asset_id = ${assetId}`;
  const { rows } = await sql<AssetChangeRow>`
    select c.id, c.change, c.fields, c.asset_version as "assetVersion", c.actor_user_id as "actorId",
      u.display_name as "actorName", c.actor_kind as "actorKind", c.created_at as at
    from asset_changes c left join users u on u.id = c.actor_user_id
    where ${ofAsset} and (${page.beforeId ?? null}::uuid is null or c.id < ${page.beforeId ?? null}::uuid)
    order by c.id desc limit ${page.limit}`.execute(scope.tx);
  const counted = await sql<{ total: number }>`
    select count(*) as total from asset_changes c where ${ofAsset}`.execute(scope.tx);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}
