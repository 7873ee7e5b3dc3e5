import { decodeUtf8 } from '@landfall/domain/tabular/utf8';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import type { ConflictType } from '@landfall/domain/entity-resolution/match-groups';
import { identityKinds, namespaceSeparator } from '@landfall/domain/entity-resolution/identity-keys';
import { type StoredField, storedFields } from '@landfall/domain/inventory/stored-fields';
import type { NewConflict } from './conflicts.repository.ts';
import type { GroupPlan } from './group-plan.ts';
import { StageRows } from './stage-rows.ts';
import { stageShape } from './stage-columns.ts';

/** A conflict with the keys and values of its group, for a person to decide. */
export function describeConflict(
  plan: GroupPlan,
  lead: number,
  found: { readonly conflict: ConflictType; readonly candidates: readonly string[] },
): NewConflict {
  return {
    rowNumber: lead + 1,
    type: found.conflict,
    matchKeys: keysOf(plan, lead),
    candidates: found.candidates,
    incoming: {
      name: new StageRows(plan, stageShape(plan.rows.fields)).nameOf(lead),
      ...offeredValues(plan, lead),
    },
  };
}

function keysOf(plan: GroupPlan, lead: number): { kind: string; value: string }[] {
  return identityKinds.flatMap((kind) => {
    const { ids, values } = plan.keys.interned[kind];
    const id = ids[lead] ?? -1;
    if (id < 0) return [];
    const text = decodeUtf8(values.bytes, values.startOf(id), values.ends[id]);
    return [{ kind, value: text.split(namespaceSeparator).at(-1) ?? text }];
  });
}

/** Values a group offers by catalog field, typed as answers show them; unknown ones are left out. */
export function offeredValues(plan: GroupPlan, lead: number): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of storedFields) {
    const text = plan.rows.fields.has(field.field) ? plan.value(field.field, lead) : null;
    if (text !== null) values[field.field] = typedValue(field, text);
  }
  return values;
}

/** A canonical text as the value it stands for. */
export function typedValue({ kind }: Pick<StoredField, 'kind'>, text: string): unknown {
  if (kind === 'text[]') return text.split(listSeparator);
  if (kind === 'boolean') return text === 'true';
  return numericKinds.has(kind) ? Number(text) : text;
}

const numericKinds = new Set(['bigint', 'float8', 'numeric']);
