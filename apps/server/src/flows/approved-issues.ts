import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { type IssueDraft, profileRules } from '@landfall/domain/quality/issue-rules';
import { profileIssues } from '../features/cleansing/detect-issues.ts';
import { type ImportShape, planOf } from '../features/cleansing/import-shape.ts';
import { findIssues, saveIssues, settleVanished } from '../features/cleansing/quality.repository.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { criticalQuestion } from './critical-question.ts';
import type { PhaseContext } from './define-phase.ts';

/**
 * What the profiles show about the columns as they were approved, in place of what they showed about the likely mapping.
 * Answers a question when something critical has come up by a mapping that a person chose, such as dates that can be
 * read in two ways: cleansed without an answer those values would be lost.
 */
export async function questionOfApproved(
  context: PhaseContext,
  shape: ImportShape,
): Promise<PhaseResult | undefined> {
  const { importId } = context;
  const thresholds = await context.read(checkThresholds);
  const found = profileIssues(shape, planOf(shape, 'approved'), { basis: 'approved', thresholds });
  await context.batch({ rowsDone: 0, rowsTotal: shape.rowCount }, async (scope) => {
    await saveIssues(scope, importId, await withoutKnownWords(scope, importId, found));
    await settleVanished(scope, importId, { found, rules: profileRules, staysDecided: profileRules });
  });
  const asked = [...profileRules, 'unknown_classification'];
  const result = await criticalQuestion(context, { issues: found.length }, asked);
  return result.kind === 'needs_decision' ? result : undefined;
}

/** Profiles know the most frequent words only: where the check of all rows listed those of a column, its list stays. */
async function withoutKnownWords(
  scope: TenantScope,
  importId: string,
  found: readonly IssueDraft[],
): Promise<IssueDraft[]> {
  const known = await findIssues(scope, { importId });
  const listed = new Set(
    known.flatMap(({ ruleCode, columnId, rowCount }) =>
      ruleCode === 'unknown_classification' && rowCount > 0 ? [columnId] : [],
    ),
  );
  return found.filter(({ rule, columnId }) => rule !== 'unknown_classification' || !listed.has(columnId));
}
