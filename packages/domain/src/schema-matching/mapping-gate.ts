import { describeIdentityRequirement, meetsIdentityRequirement } from '../catalog/identity-requirement.ts';
import type { ImportCategory } from '../catalog/import-category.ts';
import { findTargetField } from '../catalog/target-fields.ts';

export type MappingStatus =
  | 'unmapped'
  | 'suggested'
  | 'approved'
  | 'rejected'
  | 'ignored'
  | 'custom_attribute';

/** What the gate needs to know about one column. */
export interface GateColumn {
  readonly column: string;
  readonly status: MappingStatus;
  readonly targetField: string | null;
  /** Undecided critical quality issues that concern the column. */
  readonly criticalIssues: number;
}

export type MappingGateCode =
  | 'undecided_column'
  | 'identity_missing'
  | 'target_collision'
  | 'critical_issue_undecided';

/** One unmet condition of the gate. */
export interface MappingGateReason {
  readonly code: MappingGateCode;
  /** Column it concerns; null when it concerns the file. */
  readonly column: string | null;
  readonly message: string;
}

export interface MappingGate {
  readonly satisfied: boolean;
  readonly reasons: readonly MappingGateReason[];
}

/** Whether a mapping can be approved, and each condition that is still unmet; the one rule server, page and flow share. */
export function mappingGate(category: ImportCategory, columns: readonly GateColumn[]): MappingGate {
  const reasons = [
    ...undecidedColumns(columns),
    ...missingIdentity(category, columns),
    ...collisions(columns),
    ...undecidedIssues(columns),
  ];
  return { satisfied: reasons.length === 0, reasons };
}

/** Whether a person has decided about the column. */
export function isDecided(status: MappingStatus): boolean {
  return status !== 'unmapped' && status !== 'suggested';
}

/** Whether several approved columns may feed the field. */
export function isMergeable(targetField: string): boolean {
  return findTargetField(targetField)?.mergeRule !== undefined;
}

function undecidedColumns(columns: readonly GateColumn[]): MappingGateReason[] {
  return columns
    .filter(({ status }) => !isDecided(status))
    .map(({ column }) => ({
      code: 'undecided_column',
      column,
      message: `Column "${column}" is not decided.`,
    }));
}

function missingIdentity(category: ImportCategory, columns: readonly GateColumn[]): MappingGateReason[] {
  const mapped = new Set(approvedTargets(columns).map(({ target }) => target));
  if (meetsIdentityRequirement(category, mapped)) return [];
  const message = `No approved column can tell rows apart: approve ${describeIdentityRequirement(category)}.`;
  return [{ code: 'identity_missing', column: null, message }];
}

function collisions(columns: readonly GateColumn[]): MappingGateReason[] {
  const first = new Map<string, string>();
  const reasons: MappingGateReason[] = [];
  for (const { column, target } of approvedTargets(columns)) {
    const other = first.get(target);
    if (other === undefined) first.set(target, column);
    else if (!isMergeable(target)) {
      const message = `Columns "${other}" and "${column}" are both approved for ${findTargetField(target)?.label ?? target}, which takes one.`;
      reasons.push({ code: 'target_collision', column, message });
    }
  }
  return reasons;
}

function undecidedIssues(columns: readonly GateColumn[]): MappingGateReason[] {
  return columns
    .filter(({ status, criticalIssues }) => status === 'approved' && criticalIssues > 0)
    .map(({ column, criticalIssues }) => ({
      code: 'critical_issue_undecided',
      column,
      message: `Column "${column}" has ${criticalIssues} critical quality ${criticalIssues === 1 ? 'issue' : 'issues'} without a decision.`,
    }));
}

function approvedTargets(columns: readonly GateColumn[]): { column: string; target: string }[] {
  return columns.flatMap(({ column, status, targetField }) =>
    status === 'approved' && targetField !== null ? [{ column, target: targetField }] : [],
  );
}
