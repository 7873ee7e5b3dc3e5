import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Source systems of the engagement, the most trusted first; those not listed come after all of them. */
export async function readSourcePrecedence(scope: TenantScope): Promise<string[]> {
  const found = await sql<{ systems: string[] | null }>`
    select settings -> 'source_precedence' as systems from engagements
    where client_account_id = ${scope.clientAccountId} and id = ${scope.engagementId}`.execute(scope.tx);
  return found.rows[0]?.systems ?? [];
}

export async function storeSourcePrecedence(scope: TenantScope, systems: readonly string[]): Promise<void> {
  await sql`
    update engagements set settings = settings || jsonb_build_object('source_precedence', ${JSON.stringify(systems)}::jsonb),
      version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and id = ${scope.engagementId}`.execute(scope.tx);
}

/** Imports whose values an import must not replace, because their source systems are trusted more than its own. */
export async function outrankingImports(scope: TenantScope, importId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    with ranks as (
      select lower(btrim(p.system)) as system, min(p.rank) as rank
      from engagements e, jsonb_array_elements_text(e.settings -> 'source_precedence') with ordinality as p (system, rank)
      where e.client_account_id = ${scope.clientAccountId} and e.id = ${scope.engagementId} group by 1)
    select other.id from data_imports own
    join data_imports other on other.client_account_id = own.client_account_id
      and other.engagement_id = own.engagement_id
    join ranks theirs on theirs.system = lower(btrim(other.source_system))
    left join ranks ours on ours.system = lower(btrim(own.source_system))
    where own.client_account_id = ${scope.clientAccountId} and own.engagement_id = ${scope.engagementId}
      and own.id = ${importId} and (ours.rank is null or theirs.rank < ours.rank)`.execute(scope.tx);
  return found.rows.map(({ id }) => id);
}

/** Source systems that imports of the engagement name, in the order of the alphabet. */
export async function namedSourceSystems(scope: TenantScope): Promise<string[]> {
  const found = await sql<{ system: string }>`
    select distinct btrim(source_system) as system from data_imports
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and btrim(source_system) <> '' order by 1`.execute(scope.tx);
  return found.rows.map(({ system }) => system);
}
