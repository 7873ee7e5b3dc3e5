import type { TenantPair } from '@landfall/domain/shared/ids';
import { asId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { PlatformScope, TenantScope } from '../../platform/tenant-scope.ts';
import { ofTenant } from './evidence-rows.repository.ts';

/** Every engagement of every client account; each is then visited in a scope of its own. */
export async function listEngagements({ tx }: PlatformScope): Promise<TenantPair[]> {
  const { rows } = await sql<{ clientAccountId: string; engagementId: string }>`
    select client_account_id as "clientAccountId", engagement_id as "engagementId" from engagements_to_examine()`.execute(
    tx,
  );
  return rows.map((row) => ({
    clientAccountId: asId(row.clientAccountId),
    engagementId: asId(row.engagementId),
  }));
}

/** Imported assets that do not say which row they came from. */
export async function countUnprovenAssets(scope: TenantScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from assets where ${ofTenant(scope)} and discovery_method = 'import'
      and (lead_import_id is null or lead_row is null)`.execute(scope.tx);
  return rows[0]?.count ?? 0;
}

/** Marks them as of unknown origin; answers how many. */
export async function markUnprovenAssets(scope: TenantScope): Promise<number> {
  const { numAffectedRows } = await sql`
    update assets set discovery_method = 'origin_unknown', version = version + 1, updated_at = clock_timestamp()
    where ${ofTenant(scope)} and discovery_method = 'import'
      and (lead_import_id is null or lead_row is null)`.execute(scope.tx);
  return Number(numAffectedRows ?? 0n);
}

export interface StoredImport {
  readonly importId: string;
  readonly name: string;
  /** `null` when the import has no file row at all. */
  readonly storageKey: string | null;
  /** Flow that has either of its records; `null` when nothing of the flow is there. */
  readonly flowId: string | null;
}

/** Imports that are not on their way out with a deleted flow. */
export async function listStoredImports(scope: TenantScope): Promise<StoredImport[]> {
  const { rows } = await sql<StoredImport>`
    select i.id as "importId", i.import_name as name, f.storage_key as "storageKey",
      coalesce(c.flow_id, m.flow_id) as "flowId"
    from data_imports i
    left join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.data_import_id = i.id and f.revision = 0
    left join discovery_flows c on c.client_account_id = i.client_account_id and c.engagement_id = i.engagement_id
      and c.flow_id = i.flow_id
    left join master_flows m on m.client_account_id = i.client_account_id and m.engagement_id = i.engagement_id
      and m.flow_id = i.flow_id
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and c.deleted_at is null`.execute(scope.tx);
  return rows;
}
