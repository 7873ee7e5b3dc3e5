import type { MergeRule, TargetField } from '../catalog/target-field.ts';
import type { Amendment } from './amendment.ts';
import type { ColumnPlan } from './column-plan.ts';

/** Everything that decides how an import is cleansed. Plain data, stored with the run that used it. */
export interface ImportPlan {
  readonly columns: readonly ColumnPlan[];
  /** Rule of each field fed by more than one column. */
  readonly mergeRules: Readonly<Record<string, MergeRule>>;
  /** Fields filled from the operating system text because no column is mapped to them. */
  readonly derivedFields: readonly string[];
  /** What persons had done to the cleansed values, in this order; none unless told. */
  readonly amendments?: readonly Amendment[];
}

/** Prefix of the fields that hold custom attributes; the rest is the attribute's name. */
export const customFieldPrefix = 'custom:';

/** The plan of an import from the plans of its columns; columns without a target are left out before. */
export function planImport(
  columns: readonly ColumnPlan[],
  fields: ReadonlyMap<string, TargetField>,
): ImportPlan {
  const mapped = new Set<string>();
  const shared = new Set<string>();
  for (const { field } of columns) (mapped.has(field) ? shared : mapped).add(field);
  const mergeRules: Record<string, MergeRule> = {};
  for (const field of mapped) {
    const rule = fields.get(field)?.mergeRule;
    if (rule !== undefined) mergeRules[field] = rule;
  }
  const derivedFields = ['os_family', 'os_version'].filter(
    (field) => mapped.has('operating_system') && !mapped.has(field),
  );
  const plans = columns.map((column) => (shared.has(column.field) ? withoutMissing(column) : column));
  return { columns: plans, mergeRules, derivedFields };
}

/** Where several columns feed a field, none of them alone says that it is missing. */
function withoutMissing(plan: ColumnPlan): ColumnPlan {
  const { missingAs: _missingAs, ...options } = plan.options;
  return { ...plan, options };
}
