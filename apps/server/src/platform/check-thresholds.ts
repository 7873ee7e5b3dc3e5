import { type CheckThresholds, thresholdsFrom } from '@landfall/domain/checks/check-thresholds';
import { sql } from 'kysely';
import type { TenantScope } from './tenant-scope.ts';

/** What persons set of the thresholds of checks, by name; what is not set has its default. */
export async function readSetThresholds(scope: TenantScope): Promise<Readonly<Record<string, unknown>>> {
  const found = await sql<{ thresholds: Record<string, unknown> | null }>`
    select settings -> 'check_thresholds' as thresholds from engagements
    where client_account_id = ${scope.clientAccountId} and id = ${scope.engagementId}`.execute(scope.tx);
  return found.rows[0]?.thresholds ?? {};
}

/** The thresholds of checks in force in the engagement. */
export async function checkThresholds(scope: TenantScope): Promise<CheckThresholds> {
  return thresholdsFrom(await readSetThresholds(scope));
}

/** Sets thresholds by name; those left out have their defaults again. */
export async function storeThresholds(
  scope: TenantScope,
  set: Readonly<Record<string, number>>,
): Promise<void> {
  await sql`
    update engagements set settings = settings || jsonb_build_object('check_thresholds', ${JSON.stringify(set)}::jsonb),
      version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and id = ${scope.engagementId}`.execute(scope.tx);
}
