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
  /** Values that persons set for missing cells of fields fed by more than one column; none unless told. */
  readonly fills?: readonly MissingFill[];
  /** What persons had done to the cleansed values, in this order; none unless told. */
  readonly amendments?: readonly Amendment[];
}

/** The value of a field in rows in which none of its columns has one. */
export interface MissingFill {
  readonly field: string;
  /** Position of the column for whose missing cells a person set the value. */
  readonly position: number;
  /** Canonical text. */
  readonly value: string;
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
  const fills = [...shared].flatMap((field) => fillOf(columns, field));
  return { columns: plans, mergeRules, derivedFields, ...(fills.length === 0 ? {} : { fills }) };
}

/** Where several columns feed a field, none of them alone says that it is missing. */
function withoutMissing(plan: ColumnPlan): ColumnPlan {
  const { missingAs: _missingAs, ...options } = plan.options;
  return { ...plan, options };
}

/** The value for rows without one: that of the first column for which a person set any. */
function fillOf(columns: readonly ColumnPlan[], field: string): MissingFill[] {
  for (const { field: fed, position, options } of columns) {
    const { missingAs, skip } = options;
    if (fed === field && missingAs !== undefined && skip !== true)
      return [{ field, position, value: missingAs }];
  }
  return [];
}
