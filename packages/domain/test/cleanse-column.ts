import type { TargetField, TargetFieldType } from '../src/catalog/target-field.ts';
import { cleanseValue } from '../src/cleansing/cleanse-value.ts';
import { EvidenceCollector } from '../src/cleansing/column-evidence.ts';
import { type ColumnOptions, planColumn } from '../src/cleansing/column-plan.ts';

/** A target field of a type, for tests. */
export function field(key: string, type: TargetFieldType, extra: Partial<TargetField> = {}): TargetField {
  return {
    key,
    label: key,
    group: 'technical',
    type,
    categories: [],
    storedOn: ['asset'],
    synonyms: [],
    description: '',
    ...extra,
  };
}

/** Cleanses a whole column: evidence of all values first, then each value. */
export function column(
  target: TargetField,
  values: readonly string[],
  given: { header?: string; options?: ColumnOptions } = {},
) {
  const evidence = new EvidenceCollector();
  for (const value of values) evidence.add(value, 1);
  const header = given.header ?? 'Column';
  const plan = planColumn(
    { position: 1, key: header, header, evidence: evidence.result() },
    target,
    given.options,
  );
  return values.map((value) => {
    const cleansed = cleanseValue(plan, value);
    return cleansed.issue ?? cleansed.value;
  });
}

/** A field that is stored in GB. */
export const gigabytes = (key = 'memory_gb'): TargetField => field(key, 'decimal', { unit: 'GB' });
