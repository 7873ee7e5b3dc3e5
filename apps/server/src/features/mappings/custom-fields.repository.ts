import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

export interface CustomField {
  readonly key: string;
  readonly label: string;
  readonly dataType: string;
  readonly unit: string | null;
}

/** Target fields the client account has defined itself, by key. */
export async function listCustomFields(scope: TenantScope): Promise<CustomField[]> {
  const { rows } = await sql<CustomField>`
    select key, label, data_type as "dataType", unit from custom_target_fields
    where client_account_id = ${scope.clientAccountId} order by key`.execute(scope.tx);
  return rows;
}
