import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { type StoredField, storedFields } from '@landfall/domain/inventory/stored-fields';

/** Fields a list shows when the request names none. */
export const defaultFields: readonly string[] = [
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
];

/** A catalog field with the column that stores it and, for an enum, its values in the order of a list. */
export interface AssetColumn extends StoredField {
  readonly vocabulary?: readonly string[] | undefined;
}

/** Every catalog field assets have a value of. */
export const assetColumns: readonly AssetColumn[] = [
  { field: 'name', column: 'name', kind: 'text' } as const,
  { field: 'asset_type', column: 'asset_type', kind: 'text' } as const,
  ...storedFields,
].map((stored) => ({ ...stored, vocabulary: findTargetField(stored.field)?.vocabulary }));

const byField: ReadonlyMap<string, AssetColumn> = new Map(assetColumns.map((entry) => [entry.field, entry]));

/** The column of a catalog field; `undefined` for a field assets do not have. */
export function findAssetColumn(field: string): AssetColumn | undefined {
  return byField.get(field);
}
