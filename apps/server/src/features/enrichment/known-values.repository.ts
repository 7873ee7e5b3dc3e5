import type { KnownValues } from '@landfall/domain/inventory/value-policy';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What value policies look at, of live assets by id. */
export async function readKnownValues(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownValues>> {
  const found = await sql<KnownValues & { id: string }>`
    select a.id, to_char(a.last_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastSeen",
      a.data_classification as classification, a.pii_flag as pii, a.retention_period as retention,
      array(select u.key from jsonb_each(a.provenance -> 'updates') u
        where u.value ->> 'import' is null or u.value ? 'by') as "byPerson"
    from assets a where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.deleted_at is null and a.id = any (${[...ids]}::uuid[])`.execute(scope.tx);
  return new Map(found.rows.map((row) => [row.id, row] as const));
}
