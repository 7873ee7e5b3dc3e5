import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { issueRules } from '@landfall/domain/quality/issue-rules';
import { hashOfIssues } from '../features/cleansing/decide-issue.service.ts';
import { findUndecidedCritical } from '../features/cleansing/quality.repository.ts';
import type { PhaseContext } from './define-phase.ts';

type Counts = Extract<PhaseResult, { kind: 'succeeded' }>['counts'];

/** How many issues the question about critical ones names. */
const mostNamed = 200;

/** What comes of a phase that looked for issues of these rules: a question to a person while critical ones are undecided. */
export async function criticalQuestion(
  context: PhaseContext,
  found: Counts,
  rules: readonly string[] = issueRules,
): Promise<Extract<PhaseResult, { kind: 'succeeded' | 'needs_decision' }>> {
  const critical = await context.read((scope) => findUndecidedCritical(scope, context.importId));
  const undecided = critical.filter(({ ruleCode }) => rules.includes(ruleCode));
  const counts = { ...found, undecided_critical: undecided.length };
  if (undecided.length === 0) return { kind: 'succeeded', counts };
  return {
    kind: 'needs_decision',
    gateKind: 'validation_decision',
    subject: { critical: undecided.length, issue_ids: undecided.slice(0, mostNamed).map(({ id }) => id) },
    subjectHash: hashOfIssues(undecided),
    counts,
  };
}
