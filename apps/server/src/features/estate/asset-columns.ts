import type { TargetField } from '@landfall/domain/catalog/target-field';
import { targetFields } from '@landfall/domain/catalog/target-fields';

/** How a stored value is compared in the database and written in an answer. */
export type AssetColumnKind =
  | 'text'
  | 'text[]'
  | 'int8'
  | 'float8'
  | 'numeric'
  | 'boolean'
  | 'date'
  | 'timestamptz';

/** A catalog field as the assets table stores it. */
export interface AssetColumn {
  /** Key of the catalog field, which requests and answers use. */
  readonly field: string;
  readonly column: string;
  readonly kind: AssetColumnKind;
}

/** Fields a list shows when the request names none. */
export const DEFAULT_FIELDS = [
  'name',
  'asset_type',
  'hostname',
  'ip_address',
  'operating_system',
  'environment',
  'business_criticality',
  'status',
  'cpu_cores',
  'memory_gb',
  'storage_gb',
  'location',
  'application_name',
  'business_owner',
] as const;

// The record's own times have these names, so the times a source file states are stored under others.
const RENAMED: Readonly<Record<string, string>> = {
  created_at: 'source_created_at',
  updated_at: 'source_updated_at',
};

/** Every catalog field stored on assets, in catalog order. */
export const assetColumns: readonly AssetColumn[] = targetFields
  .filter(({ storedOn }) => storedOn.includes('asset'))
  .map((field) => ({ field: field.key, column: RENAMED[field.key] ?? field.key, kind: kindOf(field) }));

const byField: ReadonlyMap<string, AssetColumn> = new Map(assetColumns.map((entry) => [entry.field, entry]));

/** The column that stores a catalog field; `undefined` for a field assets do not have. */
export function findAssetColumn(field: string): AssetColumn | undefined {
  return byField.get(field);
}

function kindOf({ type, mergeRule }: TargetField): AssetColumnKind {
  if (type.endsWith('_list') || mergeRule === 'list') return 'text[]';
  if (type === 'integer' || type === 'port') return 'int8';
  if (type === 'decimal' || type === 'percent') return 'float8';
  if (type === 'money') return 'numeric';
  if (type === 'timestamp') return 'timestamptz';
  return type === 'boolean' || type === 'date' ? type : 'text';
}
