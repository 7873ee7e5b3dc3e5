import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { allowedDecisions, type IssueDraft, type IssueRule } from '@landfall/domain/quality/issue-rules';
import { type DecidedIssue, type ImportShape, planOf } from './import-shape.ts';

/** Rules about how the cells of a column are to be read; none of them concerns what identifies a row. */
const readings: ReadonlySet<IssueRule> = new Set([
  'number_format_ambiguous',
  'date_order_ambiguous',
  'unit_unknown',
]);

/**
 * The plan that an import has when a person accepts everything as proposed: likely fields, custom attributes for the
 * rest, and the recommended reading of columns that can be read in several ways. What is cleansed by it is thrown away
 * where a person decides otherwise.
 */
export function assumedPlan(shape: ImportShape, issues: readonly IssueDraft[]): ImportPlan {
  const decided = new Set(shape.decisions.map(({ columnId, ruleCode }) => `${columnId} ${ruleCode}`));
  const open = issues.filter(
    ({ rule, severity, columnId }) =>
      severity === 'critical' && readings.has(rule) && !decided.has(`${columnId} ${rule}`),
  );
  return planOf({ ...shape, decisions: [...shape.decisions, ...open.flatMap(recommended)] }, 'assumed');
}

function recommended({ rule, columnId, detail }: IssueDraft): DecidedIssue[] {
  const [first] = allowedDecisions(rule, detail);
  return first === undefined
    ? []
    : [{ columnId, ruleCode: rule, action: first.action, parameters: first.parameters }];
}
