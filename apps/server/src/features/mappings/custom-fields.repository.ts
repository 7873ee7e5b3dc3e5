import { asId, type EngagementId } from '@landfall/domain/shared/ids';
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

/** Defines a field; false when the client account has one of this key. */
export async function insertCustomField(scope: TenantScope, field: CustomField): Promise<boolean> {
  const done = await sql`
    insert into custom_target_fields (client_account_id, key, label, data_type, unit, created_by)
    values (${scope.clientAccountId}, ${field.key}, ${field.label}, ${field.dataType}, ${field.unit},
      ${scope.actor.userId}) on conflict do nothing`.execute(scope.tx);
  return done.numAffectedRows === 1n;
}

/** Takes a field away; false when there is none. */
export async function deleteCustomField(scope: TenantScope, key: string): Promise<boolean> {
  const done = await sql`
    delete from custom_target_fields where client_account_id = ${scope.clientAccountId} and key = ${key}`.execute(
    scope.tx,
  );
  return done.numAffectedRows === 1n;
}

/** Columns of the engagement that are mapped to a field. */
export async function countMappedTo(scope: TenantScope, key: string): Promise<number> {
  const { rows } = await sql<{ columns: number }>`
    select count(*)::int as columns from import_field_mappings
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and target_field = ${key} and status in ('approved', 'custom_attribute')`.execute(scope.tx);
  return rows[0]?.columns ?? 0;
}

/** Every engagement of the client account. */
export async function engagementIds(scope: TenantScope): Promise<EngagementId[]> {
  const { rows } = await sql<{ id: string }>`
    select id from engagements where client_account_id = ${scope.clientAccountId} order by id`.execute(
    scope.tx,
  );
  return rows.map(({ id }) => asId(id));
}
