import type { KeyColumn, RowGroups, RowKeys } from './group-rows.ts';

/** Keys of rows with the name of each, also where another identifier stands for it. */
export interface NamedKeys extends RowKeys {
  readonly interned: { readonly name: KeyColumn };
}

/**
 * Joins groups whose assets go by their name, such as applications: those of one name that do not contradict each
 * other in a strong key. The group that says most leads.
 */
export function joinByName(
  groups: RowGroups,
  keys: NamedKeys,
  goesByName: (row: number) => boolean,
): RowGroups {
  const leadOfName = new Map<number, number>();
  const newLead = Int32Array.from({ length: keys.rows }, (_, row) => row);
  for (let row = 0; row < keys.rows; row++) {
    const name = keys.interned.name.ids[row]!;
    if (groups.leadOf[row] !== row || name < 0 || keys.eligible[row] !== 1 || !goesByName(row)) continue;
    const other = leadOfName.get(name);
    if (other === undefined) leadOfName.set(name, row);
    else if (!contradict(keys, row, other)) {
      const [lead, rest] = keys.filled[row]! > keys.filled[other]! ? [row, other] : [other, row];
      newLead[rest] = lead;
      leadOfName.set(name, lead);
    }
  }
  return { ...groups, leadOf: groups.leadOf.map((lead) => followed(newLead, lead)) };
}

function followed(newLead: Int32Array, lead: number): number {
  let at = lead;
  while (newLead[at] !== at) at = newLead[at]!;
  return at;
}

function contradict({ strong }: RowKeys, left: number, right: number): boolean {
  return strong.some(({ ids }) => ids[left]! >= 0 && ids[right]! >= 0 && ids[left] !== ids[right]);
}
