import { groupBy } from '@landfall/domain/shared/group-by';
import type { QualityIssue } from '../../api/entities.ts';

export type DecisionOption = QualityIssue['allowed_decisions'][number];

/** True for a decision that a dialog asks more about: what words mean, or the value that cells are to have. */
export function asksMore({ action, parameters }: DecisionOption): boolean {
  return action === 'map_values' || (action === 'set_value' && 'value' in parameters);
}

/** Undecided findings of one kind that can be decided together. */
export interface OpenKind {
  readonly rule: string;
  readonly title: string;
  readonly issues: readonly QualityIssue[];
  /** Decisions that each of them allows in the same way, without asking more. */
  readonly options: readonly DecisionOption[];
}

/** The kinds with several undecided findings, in the order they are listed. */
export function openKinds(issues: readonly QualityIssue[]): OpenKind[] {
  const byRule = groupBy(
    issues.filter(({ decision }) => decision === null),
    ({ rule_code: rule }) => rule,
  );
  return [...byRule]
    .map(([rule, found]) => ({
      rule,
      title: found[0]?.title ?? rule,
      issues: found,
      options: sharedOptions(found),
    }))
    .filter(({ issues: found, options }) => found.length > 1 && options.length > 0);
}

function sharedOptions([first, ...others]: readonly QualityIssue[]): DecisionOption[] {
  const options = first?.allowed_decisions.filter((option) => !asksMore(option)) ?? [];
  return options.filter((option) =>
    others.every((issue) => issue.allowed_decisions.some((other) => isSame(option, other))),
  );
}

function isSame(left: DecisionOption, right: DecisionOption): boolean {
  return left.action === right.action && JSON.stringify(left.parameters) === JSON.stringify(right.parameters);
}
