import type { ImportPlan } from './import-plan.ts';

const systemField = 'operating_system';

/**
 * Fields whose values are the same by both plans, because the same columns feed them in the same way; what is
 * derived from another field counts with it.
 */
export function unchangedFields(before: ImportPlan, after: ImportPlan): ReadonlySet<string> {
  const old = recipes(before);
  const unchanged = [...recipes(after)].filter(([field, recipe]) => old.get(field) === recipe);
  return new Set(
    unchanged.flatMap(([field]) => (field === systemField ? [field, ...after.derivedFields] : [field])),
  );
}

/** True when both plans fill each of these fields from the same columns in the same way, or neither fills it. */
export function sameRecipes(before: ImportPlan, after: ImportPlan, fields: readonly string[]): boolean {
  const [old, fresh] = [recipes(before), recipes(after)];
  return fields.every((field) => old.get(field) === fresh.get(field));
}

/** True when everything cleansed by one plan is what the other gives, in each column and each field. */
export function isSamePlan(before: ImportPlan, after: ImportPlan): boolean {
  return (
    canonicalText(before.columns) === canonicalText(after.columns) &&
    canonicalText(before.fills ?? []) === canonicalText(after.fills ?? []) &&
    canonicalText(before.amendments ?? []) === canonicalText(after.amendments ?? []) &&
    sameRecipes(before, after, [systemField])
  );
}

/** The part of a plan that fills the fields which are not kept. */
export function planWithout(plan: ImportPlan, kept: ReadonlySet<string>): ImportPlan {
  return {
    ...plan,
    columns: plan.columns.filter(({ field }) => !kept.has(field)),
    derivedFields: plan.derivedFields.filter((field) => !kept.has(field)),
  };
}

/** The fields of a cleansed block in their order. */
export function fieldsOf({ columns, derivedFields }: ImportPlan): ReadonlySet<string> {
  return new Set([...columns.map(({ field }) => field), ...derivedFields]);
}

/** For each field everything that decides its values, as a text to compare. */
function recipes(plan: ImportPlan): Map<string, string> {
  const mapped = new Set(plan.columns.map(({ field }) => field));
  return new Map(
    [...mapped].map((field) => {
      const columns = plan.columns.filter((column) => column.field === field);
      const derived = field === systemField ? plan.derivedFields.toSorted() : [];
      const fill = plan.fills?.find((each) => each.field === field) ?? null;
      return [field, canonicalText({ columns, rule: plan.mergeRules[field] ?? null, fill, derived })];
    }),
  );
}

/** JSON whose members are in the order of their names: databases keep no other. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}
