/** What a person chose: the id of an asset, or null for none of those that fit. */
export type ChosenAsset = string | null;

/**
 * What was chosen for each group, by its lead row. A group whose rows were given different assets has no choice: only
 * a person knows which one is right.
 */
export function choicesOfGroups(
  leadOf: Int32Array,
  ofRow: ReadonlyMap<number, ChosenAsset>,
): Map<number, ChosenAsset> {
  const chosen = new Map<number, ChosenAsset>();
  const contradicted = new Set<number>();
  for (const [row, asset] of ofRow) {
    const lead = leadOf[row] ?? row;
    if (chosen.has(lead) && chosen.get(lead) !== asset) contradicted.add(lead);
    chosen.set(lead, asset);
  }
  for (const lead of contradicted) chosen.delete(lead);
  return chosen;
}

/** Groups by the row that leads each row's, and what was chosen for those that have a choice. */
export interface ChosenGroups {
  readonly leadOf: Int32Array;
  readonly chosen: ReadonlyMap<number, ChosenAsset>;
}

/**
 * Joins the groups of one chosen asset, because they describe one thing; the one that says most leads, the first of
 * equals. Groups that are none of the assets stay apart.
 */
export function joinChosen({ leadOf, chosen }: ChosenGroups, filled: ArrayLike<number>): ChosenGroups {
  const leadOfAsset = new Map<string, number>();
  for (const [lead, asset] of chosen) {
    if (asset === null) continue;
    const other = leadOfAsset.get(asset);
    const isFuller =
      other === undefined ||
      filled[lead]! > filled[other]! ||
      (filled[lead] === filled[other] && lead < other);
    if (isFuller) leadOfAsset.set(asset, lead);
  }
  const ledBy = (lead: number): number => leadOfAsset.get(chosen.get(lead) ?? '') ?? lead;
  return {
    leadOf: leadOf.map(ledBy),
    chosen: new Map([...chosen].filter(([lead]) => ledBy(lead) === lead)),
  };
}
