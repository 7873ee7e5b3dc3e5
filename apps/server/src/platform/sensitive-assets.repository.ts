import { sql } from 'kysely';
import type { TenantScope } from './tenant-scope.ts';

/** Those of the assets that an import of sensitive data made or gave values to. */
export async function assetsOfSensitiveData(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { tx, clientAccountId, engagementId } = scope;
  const { rows } = await sql<{ id: string }>`
    select a.id from assets a
    where a.client_account_id = ${clientAccountId} and a.engagement_id = ${engagementId} and a.id = any(${[...ids]}::uuid[])
      and exists (select from data_imports i
        where i.client_account_id = a.client_account_id and i.engagement_id = a.engagement_id
          and i.import_category = 'sensitive_data'
          and (i.id = a.lead_import_id or exists (select from jsonb_each(coalesce(a.provenance -> 'updates', '{}')) u
            where u.value ->> 'import' = i.id::text)))`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** True for an import of sensitive data. */
export async function isOfSensitiveData(scope: TenantScope, importId: string): Promise<boolean> {
  const { tx, clientAccountId, engagementId } = scope;
  const { rows } = await sql`
    select from data_imports where client_account_id = ${clientAccountId} and engagement_id = ${engagementId}
      and id = ${importId} and import_category = 'sensitive_data'`.execute(tx);
  return rows.length > 0;
}
