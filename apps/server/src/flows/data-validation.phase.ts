import { groupRows } from '@landfall/domain/entity-resolution/group-rows';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { hashOfIssues } from '../features/cleansing/decide-issue.service.ts';
import { profileIssues } from '../features/cleansing/detect-issues.ts';
import { type ImportShape, planOf } from '../features/cleansing/import-shape.ts';
import { loadShape } from '../features/cleansing/cleansing.repository.ts';
import {
  findUndecidedCritical,
  saveIssues,
  settleVanished,
} from '../features/cleansing/quality.repository.ts';
import { likelyEvidence, readIdentities } from '../features/cleansing/validate-import.service.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import {
  type DuplicateFindings,
  duplicateIssues,
  findDuplicates,
} from '../features/inventory/find-duplicates.ts';
import { rowsByStrongKeys, StrongKeys } from '../features/inventory/row-keys.ts';
import { readerOf } from './row-checkpoint.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';

const checks = ['format', 'duplicates', 'quality', 'schema'] as const;

/** Runs the checks of the category over all rows; critical findings wait for a person. */
export function dataValidationPhase(): Phase {
  return definePhase({ flowType: 'discovery', name: 'data_validation', run: validate });
}

async function validate(context: PhaseContext): Promise<PhaseResult> {
  const { importId } = context;
  const startedAt = performance.now();
  const stored = await context.read((scope) => loadShape(scope, importId));
  if (stored === undefined) throw new Error(`Import ${importId} has no stored rows`);
  const keys = new StrongKeys(stored.rowCount, stored.sourceSystem);
  const source = { shape: stored, read: readerOf(context) };
  const shape = { ...stored, evidence: await likelyEvidence(source) };
  await readIdentities(source, (block) => keys.add(block));
  const duplicates = lookForDuplicates(shape, keys);
  const issues = [
    ...profileIssues(shape, planOf(shape, 'suggested'), 'suggested'),
    ...duplicateIssues(duplicates),
  ];
  const rows = shape.rowCount;
  const outputs = checkOutputs(shape, duplicates);
  await context.batch({ rowsDone: rows, rowsTotal: rows }, async (scope) => {
    await saveIssues(scope, importId, issues);
    await settleVanished(scope, importId, issues);
    for (const [index, name] of checks.entries()) {
      await insertStep(scope, {
        flowId: context.flowId,
        runId: context.runId,
        name,
        order: index + 1,
        records: rows,
        durationMs: (performance.now() - startedAt) / checks.length,
        output: outputs[name],
      });
    }
  });
  return result(context, issues.length);
}

function lookForDuplicates({ rowCount }: ImportShape, strong: StrongKeys): DuplicateFindings {
  const keys = rowsByStrongKeys(rowCount, strong.result());
  return findDuplicates(keys, groupRows(keys));
}

function checkOutputs(
  shape: ImportShape,
  duplicates: DuplicateFindings,
): Record<(typeof checks)[number], object> {
  const plan = planOf(shape, 'suggested');
  const mapped = plan.columns.map(({ field }) => field);
  return {
    format: { verdict: 'done', evidence: shape.evidence },
    duplicates: { verdict: 'done', ...duplicates },
    quality: { verdict: 'done', columns: shape.columns.length },
    schema: { verdict: 'done', basis: 'suggested', mapped },
  };
}

async function result(context: PhaseContext, issueCount: number): Promise<PhaseResult> {
  const undecided = await context.read((scope) => findUndecidedCritical(scope, context.importId));
  const counts = { issues: issueCount, undecided_critical: undecided.length };
  if (undecided.length === 0) return { kind: 'succeeded', counts };
  return {
    kind: 'needs_decision',
    gateKind: 'validation_decision',
    subject: { critical: undecided.length, issue_ids: undecided.slice(0, 200).map(({ id }) => id) },
    subjectHash: hashOfIssues(undecided),
    counts,
  };
}
