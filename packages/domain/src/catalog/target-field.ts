import type { ImportCategory } from './import-category.ts';

/** How a value of a target field is parsed and stored. `*_list` fields hold several values. */
export type TargetFieldType =
  | 'text'
  | 'text_list'
  | 'integer'
  | 'decimal'
  | 'money'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'enum'
  | 'uuid'
  | 'ip'
  | 'ip_list'
  | 'mac_list'
  | 'port';

/** What happens when several source columns are approved for one field; absent: a second one is refused. */
export type MergeRule =
  | 'list'
  | 'concat'
  | 'union'
  | 'max'
  | 'sum'
  | 'latest'
  | 'most_restrictive'
  | 'any_true'
  | 'longest';

export type TargetFieldGroup =
  | 'identification'
  | 'technical'
  | 'performance'
  | 'place_and_state'
  | 'application'
  | 'business'
  | 'sensitive_data'
  | 'migration'
  | 'dependency'
  | 'assessment';

/** True for a field that keeps several values of one row, each on its own. */
export function holdsSeveral({ type, mergeRule }: Pick<TargetField, 'type' | 'mergeRule'>): boolean {
  return mergeRule === 'list' || type === 'text_list' || type === 'ip_list' || type === 'mac_list';
}

/** Stored unit of a numeric field; source values in another unit of the same family are converted. */
export type StoredUnit =
  | 'GB'
  | 'percent'
  | 'MB/s'
  | 'Mbit/s'
  | 'ops/s'
  | 'hours'
  | 'bytes'
  | 'cores'
  | 'sockets'
  | 'disks'
  | 'users'
  | 'connections';

/** A field of the canonical catalog that a source column can be mapped to (data-model section 8). */
export interface TargetField {
  readonly key: string;
  readonly label: string;
  readonly group: TargetFieldGroup;
  readonly type: TargetFieldType;
  readonly unit?: StoredUnit;
  /** Allowed values of an `enum` field, in the order a list shows them. */
  readonly vocabulary?: readonly string[];
  readonly mergeRule?: MergeRule;
  readonly categories: readonly ImportCategory[];
  readonly storedOn: readonly ('asset' | 'dependency')[];
  /** Header texts that mean this field, any language, before normalisation. */
  readonly synonyms: readonly string[];
  /** Longest text, in characters, that is plausible for the field; storage itself has no limit. */
  readonly maxLength?: number;
  readonly description: string;
}
