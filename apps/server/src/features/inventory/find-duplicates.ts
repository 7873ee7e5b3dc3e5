import { isContradicted } from '@landfall/domain/entity-resolution/contradicting-rows';
import type { RowGroups, RowKeys } from '@landfall/domain/entity-resolution/group-rows';
import type { IssueDraft } from '@landfall/domain/quality/issue-rules';

/** Duplicates inside one file, counted over all rows. */
export interface DuplicateFindings {
  readonly groups: number;
  /** Rows that are led by another row of the file. */
  readonly duplicate_rows: number;
  /** Rows whose strong identifier is shared by rows that contradict them. */
  readonly contradicting_rows: number;
  readonly contradicting_ranges: readonly (readonly [number, number])[];
}

const maxRanges = 1000;

/** Counts duplicates, contradictions and shared addresses of grouped rows. */
export function findDuplicates(keys: RowKeys, groups: RowGroups): DuplicateFindings {
  const ranges: [number, number][] = [];
  let leads = 0;
  let eligible = 0;
  let contradicting = 0;
  for (let row = 0; row < keys.rows; row++) {
    if (keys.eligible[row] === 0) continue;
    eligible++;
    if (groups.leadOf[row] === row) leads++;
    if (!isContradicted(keys, groups, row)) continue;
    contradicting++;
    addRow(ranges, row + 1);
  }
  return {
    groups: leads,
    duplicate_rows: eligible - leads,
    contradicting_rows: contradicting,
    contradicting_ranges: ranges,
  };
}

function addRow(ranges: [number, number][], row: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === row - 1) last[1] = row;
  else if (ranges.length < maxRanges) ranges.push([row, row]);
}

/** Issues of whole rows that duplicates raise. */
export function duplicateIssues(found: DuplicateFindings): IssueDraft[] {
  const base = { columnId: null, targetField: null, sample: [] };
  const issues: IssueDraft[] = [];
  if (found.contradicting_rows > 0) {
    const { contradicting_rows: rowCount, contradicting_ranges: ranges } = found;
    issues.push({
      ...base,
      rule: 'contradictory_duplicate',
      severity: 'critical',
      rowCount,
      ranges,
      detail: {},
    });
  }
  return issues;
}
