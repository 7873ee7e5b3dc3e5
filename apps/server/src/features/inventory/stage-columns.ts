import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import { type StoredField, storedFields } from '@landfall/domain/inventory/stored-fields';

/** Columns of the staging table that every import has, in COPY order, with their types. */
export const fixedColumns = [
  ['lead_row', 'bigint'],
  ['asset_id', 'uuid'],
  ['name', 'text'],
  ['name_normalized', 'text'],
  ['asset_type', 'text'],
  ['type_source', 'text'],
  ['type_rule', 'text'],
  ['type_confidence', 'float8'],
  ['key_external_id', 'text'],
  ['key_uuid', 'text'],
  ['key_serial', 'text'],
  ['key_fqdn', 'text'],
  ['key_hostname', 'text'],
  ['custom_attributes', 'jsonb'],
  ['provenance', 'jsonb'],
] as const;

/** What an import stages: the fields it has, and whether it names its assets itself. */
export interface StageShape {
  readonly fields: readonly StoredField[];
  /** Custom attributes by field key of the cleansed rows, with the name they are stored under. */
  readonly custom: readonly { readonly field: string; readonly name: string }[];
  readonly hasName: boolean;
}

/** The stage of an import whose cleansed rows have these fields. */
export function stageShape(fields: ReadonlySet<string>): StageShape {
  return {
    fields: storedFields.filter(({ field }) => fields.has(field)),
    custom: [...fields]
      .filter((field) => field.startsWith(customFieldPrefix))
      .map((field) => ({ field, name: field.slice(customFieldPrefix.length) })),
    hasName: fields.has('name'),
  };
}
