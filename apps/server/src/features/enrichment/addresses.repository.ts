import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/**
 * Those of these addresses that several live assets have, which are not retired, with the names of all of them. One look
 * at every asset of the engagement, each compared with a hash of the addresses: joined with a list of them, the database,
 * which believes a table small that was just filled, went through the whole list for every asset, for minutes.
 */
export async function sharedAddresses(
  scope: TenantScope,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (addresses.length === 0) return new Map();
  const found = await sql<{ address: string; names: readonly string[] }>`
    select ip.address, array_agg(a.name order by a.name, a.id) as names
    from assets a, unnest(a.ip_address) as ip (address)
    where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.deleted_at is null and a.status is distinct from 'retired'
      and ip.address = any(${[...addresses]}::text[])
    group by ip.address having count(distinct a.id) > 1`.execute(scope.tx);
  return new Map(found.rows.map(({ address, names }) => [address, names] as const));
}
