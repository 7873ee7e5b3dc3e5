import type { RowGroups, RowKeys } from './group-rows.ts';

/** What a person may decide about rows that share a strong key and contradict each other in another. */
export const contradictionChoices = ['keep', 'first_value', 'skip'] as const;
export type ContradictionChoice = (typeof contradictionChoices)[number];

/** True when a strong key of the row is shared by rows that contradict each other in another. */
export function isContradicted(keys: RowKeys, groups: RowGroups, row: number): boolean {
  return keys.strong.some((column, kind) => groups.contradicted[kind]?.[column.ids[row] ?? -1] === 1);
}

/**
 * The contradicting rows a choice leaves out, ascending, counted from 0.
 *
 * `skip` leaves out all of them; `first_value` keeps, for each shared key, the group of the first row that states it.
 */
export function contradictingRowsLeftOut(
  keys: RowKeys,
  groups: RowGroups,
  choice: ContradictionChoice,
): number[] {
  if (choice === 'keep') return [];
  const leftOut: number[] = [];
  const holders = keys.strong.map(() => new Map<number, number>());
  for (let row = 0; row < keys.rows; row++) {
    if (keys.eligible[row] === 0 || !isContradicted(keys, groups, row)) continue;
    if (choice === 'skip' || !holdsItsKeys(keys, groups, { row, holders })) leftOut.push(row);
  }
  return leftOut;
}

interface Claim {
  readonly row: number;
  /** Group that stated each contradicted value first, by kind. */
  readonly holders: readonly Map<number, number>[];
}

/** True when no earlier group states a contradicted key of the row; its group then holds them. */
function holdsItsKeys(keys: RowKeys, groups: RowGroups, { row, holders }: Claim): boolean {
  const lead = groups.leadOf[row]!;
  const stated = keys.strong.flatMap((column, kind) => {
    const value = column.ids[row]!;
    return groups.contradicted[kind]?.[value] === 1 ? [{ kind, value }] : [];
  });
  if (stated.some(({ kind, value }) => (holders[kind]!.get(value) ?? lead) !== lead)) return false;
  for (const { kind, value } of stated) holders[kind]!.set(value, lead);
  return true;
}
