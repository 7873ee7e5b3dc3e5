import type { ImportGroups } from './group-plan.ts';
import type { Place } from './staged-field.ts';

/** A group that is written out: its lead row, where that is, and whether it is the only one. */
export interface StagedGroup extends Place {
  readonly lead: number;
  readonly isAlone: boolean;
}

/** The group of a lead row. */
export function stagedGroup(plan: ImportGroups, lead: number): StagedGroup {
  const { rows } = plan;
  const block = rows.blockOf(lead);
  return { lead, block, index: rows.indexIn(block, lead), isAlone: plan.memberCount(lead) === 1 };
}
