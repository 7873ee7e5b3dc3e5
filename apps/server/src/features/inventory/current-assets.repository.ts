import type { StoredProvenance } from '@landfall/domain/inventory/asset-offer';
import { type StoredField, storedFields } from '@landfall/domain/inventory/stored-fields';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An asset as it is now, values by catalog field. */
export interface CurrentAsset {
  readonly id: string;
  readonly name: string;
  readonly asset_type: string;
  readonly version: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly leadImportId: string | null;
  readonly leadRow: number | null;
  readonly provenance: StoredProvenance | null;
}

export type FieldValue = string | number | boolean | string[] | null;

interface AssetRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly asset_type: string;
  readonly version: number;
  readonly lead_import_id: string | null;
  readonly lead_row: number | null;
  readonly provenance: StoredProvenance | null;
}

/** Live assets by id. */
export async function readAssets(
  scope: TenantScope,
  ids: readonly string[],
): Promise<Map<string, CurrentAsset>> {
  if (ids.length === 0) return new Map();
  const found = await sql<AssetRow>`
    select * from assets where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and deleted_at is null and id = any (${[...new Set(ids)]}::uuid[])`.execute(scope.tx);
  return new Map(found.rows.map((row) => [row.id, currentOf(row)] as const));
}

function currentOf(row: AssetRow): CurrentAsset {
  const fields: Record<string, FieldValue> = { name: row.name };
  for (const field of storedFields) fields[field.field] = fieldValue(field, row[field.column]);
  return {
    id: row.id,
    name: row.name,
    asset_type: row.asset_type,
    version: row.version,
    fields,
    leadImportId: row.lead_import_id,
    leadRow: row.lead_row,
    provenance: row.provenance,
  };
}

function fieldValue({ kind }: StoredField, value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (kind === 'numeric') return Number(value);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the driver reads the column's type as one of these
  return value as FieldValue;
}
