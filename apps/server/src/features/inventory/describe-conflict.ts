import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import type { ConflictType } from '@landfall/domain/entity-resolution/match-groups';
import { identityKinds, keyTexts } from '@landfall/domain/entity-resolution/identity-keys';
import { type StoredField, storedFields } from '@landfall/domain/inventory/stored-fields';
import type { NewConflict } from './conflicts.repository.ts';
import type { ImportGroups } from './group-plan.ts';
import { nameOfGroup } from './group-names.ts';

/** A conflict with the keys and values of its group, for a person to decide. */
export function describeConflict(
  plan: ImportGroups,
  lead: number,
  found: { readonly conflict: ConflictType; readonly candidates: readonly string[] },
): NewConflict {
  return {
    rowNumber: lead + 1,
    type: found.conflict,
    matchKeys: keysOf(plan, lead),
    candidates: found.candidates,
    incoming: {
      name: nameOfGroup(plan, lead) ?? `Row ${lead + 1}`,
      ...offeredValues(plan, lead),
    },
  };
}

/** Identifying values of a group in their normal forms. */
function keysOf(plan: ImportGroups, lead: number): { kind: string; value: string }[] {
  return identityKinds.flatMap((kind) => {
    const text = plan.value(kind, lead);
    return text === null ? [] : keyTexts(kind, text).map((value) => ({ kind, value }));
  });
}

/** Values a group offers by catalog field, typed as answers show them; unknown ones are left out. */
export function offeredValues(plan: ImportGroups, lead: number): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of storedFields) {
    const text = plan.rows.fields.has(field.field) ? plan.value(field.field, lead) : null;
    if (text !== null) values[field.field] = typedValue(field, text);
  }
  return values;
}

/** A canonical text as the value it stands for. */
export function typedValue(
  { kind }: Pick<StoredField, 'kind'>,
  text: string,
): string | number | boolean | string[] {
  if (kind === 'text[]') return text.split(listSeparator);
  if (kind === 'boolean') return text === 'true';
  return numericKinds.has(kind) ? Number(text) : text;
}

const numericKinds = new Set(['bigint', 'float8', 'numeric']);
