import { holdsSeveral, type TargetField } from '../catalog/target-field.ts';
import { targetFields } from '../catalog/target-fields.ts';

/** Type of the column of `assets` that stores a field. */
export type StoredKind =
  | 'text'
  | 'text[]'
  | 'bigint'
  | 'float8'
  | 'numeric'
  | 'boolean'
  | 'date'
  | 'timestamptz';

/** A catalog field as it is written to `assets`. */
export interface StoredField {
  readonly field: string;
  readonly column: string;
  readonly kind: StoredKind;
}

// The record's own times have these names, so the times a source file states are stored under others.
const renamed: Readonly<Record<string, string>> = {
  created_at: 'source_created_at',
  updated_at: 'source_updated_at',
};

const kinds: Readonly<Partial<Record<TargetField['type'], StoredKind>>> = {
  integer: 'bigint',
  port: 'bigint',
  decimal: 'float8',
  percent: 'float8',
  money: 'numeric',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
};

/** Fields written from source columns, in catalog order; `name` and `asset_type` are settled apart. */
export const storedFields: readonly StoredField[] = targetFields
  .filter(({ key, storedOn }) => storedOn.includes('asset') && key !== 'name' && key !== 'asset_type')
  .map((field) => ({
    field: field.key,
    column: renamed[field.key] ?? field.key,
    kind: holdsSeveral(field) ? 'text[]' : (kinds[field.type] ?? 'text'),
  }));

/** Fields that may give an asset its name when none is mapped, best first. A name is never made up. */
export const nameFallbacks = [
  'hostname',
  'fqdn',
  'application_name',
  'external_id',
  'serial_number',
  'uuid',
  'ip_address',
] as const;
