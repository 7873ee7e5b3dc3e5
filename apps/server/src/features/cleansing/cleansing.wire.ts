import type { cleansingSummary, qualityAnswer, qualityIssue } from '@landfall/contract/quality';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { issueActions, issueTitle } from '@landfall/domain/quality/issue-rules';
import type { z } from 'zod';
import { hiddenText } from '../../platform/hidden-text.ts';
import type { BlockNotes, ColumnNotes } from './block-notes.ts';
import { decisionsOf, ruleOf } from './decide-issue.service.ts';
import type { ImportShape } from './import-shape.ts';
import { cleansingFigures, type QualityFigures, type ScoreBasis } from './quality-scores.ts';
import type { StoredIssue } from './quality.repository.ts';

/**
 * An issue as the API answers it; samples of sensitive columns and of files about sensitive data are masked unless the
 * caller may see them. Words of such a file that wait for a meaning are told: without them nobody could give one.
 */
export function issueOnWire(issue: StoredIssue, maySeeSensitive: boolean): z.infer<typeof qualityIssue> {
  const rule = ruleOf(issue.ruleCode);
  const isSensitive = issue.sensitiveKind !== null || issue.importCategory === 'sensitive_data';
  const masked = isSensitive && !maySeeSensitive;
  const decisions = decisionsOf(issue);
  const asksForMeanings =
    issue.sensitiveKind === null && decisions.some(({ action }) => action === 'map_values');
  return {
    id: issue.id,
    rule_code: issue.ruleCode,
    severity: issue.severity,
    title: rule === undefined ? issue.ruleCode : issueTitle(rule),
    column_id: issue.columnId,
    column: issue.column,
    target_field: issue.targetField,
    row_count: issue.rowCount,
    sample: issue.sample.map(({ row_number, value }) => ({ row_number, value: masked ? hiddenText : value })),
    detail: masked && !asksForMeanings ? withoutValues(issue.detail) : { ...issue.detail },
    allowed_decisions: decisions.map(({ action, label, parameters }) => ({
      action,
      label,
      parameters: { ...parameters },
    })),
    decision: decisionOf(issue),
  };
}

function withoutValues(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail).filter(([key]) => key !== 'values'));
}

function decisionOf(issue: StoredIssue): z.infer<typeof qualityIssue>['decision'] {
  const action = issueActions.find((word) => word === issue.action);
  const { decidedBy, decidedAt } = issue;
  if (action === undefined || decidedBy === null || decidedAt === null) return null;
  return {
    action,
    parameters: { ...issue.parameters },
    decided_by: decidedBy,
    decided_by_name: issue.decidedByName ?? '',
    decided_at: decidedAt.toISOString(),
    note: issue.note,
  };
}

/** Scores with their formulas and the mapping they rest on. */
export function qualityOnWire(
  figures: QualityFigures,
  { basis, undecided }: { readonly basis: ScoreBasis | null; readonly undecided: number },
): z.infer<typeof qualityAnswer> {
  const { completeness, validity, uniqueness, conformity, overall } = figures;
  return {
    completeness: { value: completeness, formula: 'filled cells / cells of columns with a target' },
    validity: { value: validity, formula: 'readable cells / filled cells' },
    uniqueness: { value: uniqueness, formula: 'rows without a duplicate in the file / rows' },
    conformity: { value: conformity, formula: 'cells without an issue / filled cells' },
    overall: {
      value: overall,
      formula: '0.35 completeness + 0.35 validity + 0.15 uniqueness + 0.15 conformity',
    },
    basis,
    undecided_critical: undecided,
  };
}

/** What cleansing told of an import, and who asks. */
interface ToldCleansing {
  readonly notes: BlockNotes;
  readonly filledByRecommendations: number;
  readonly maySeeSensitive: boolean;
}

/**
 * What cleansing did to each column, and which columns were left out; cells of sensitive columns and of files about
 * sensitive data are masked unless the caller may see them.
 */
export function summaryOnWire(
  shape: ImportShape,
  { notes, filledByRecommendations, maySeeSensitive }: ToldCleansing,
): z.infer<typeof cleansingSummary> {
  const { completeness, uniformity } = cleansingFigures(shape.rowCount, notes, filledByRecommendations);
  return {
    rows: shape.rowCount,
    rejected: notes.rejected,
    completeness: { ...completeness, formula: 'cells with a value / cells of imported columns' },
    uniformity: { ...uniformity, formula: 'values in the form of the inventory / values of the file' },
    columns: notes.columns.flatMap((column) => columnOnWire(shape, column, maySeeSensitive)),
    not_imported: shape.columns
      .filter(({ status }) => status === 'ignored' || status === 'rejected' || status === 'unmapped')
      .map(({ key, status, decisionNote }) => ({ column: key, reason: decisionNote ?? status })),
  };
}

function columnOnWire(
  shape: ImportShape,
  notes: ColumnNotes,
  maySeeSensitive: boolean,
): z.infer<typeof cleansingSummary>['columns'] {
  const column = shape.columns.find(({ position }) => position === notes.position);
  if (column === undefined) return [];
  const isSensitive = column.isSensitive === true || shape.category === 'sensitive_data';
  const shown = (text: string | undefined): string =>
    text === undefined || text === '' ? '' : isSensitive && !maySeeSensitive ? hiddenText : text;
  const target = column.targetField ?? column.key;
  const example = notes.examples[0];
  const converted = {
    rule: 'converted',
    count: notes.converted,
    before: shown(example?.before),
    after: shown(example?.after),
  };
  const failures = notes.issues.map(({ issue, count, samples }) => ({
    rule: issue,
    count,
    before: shown(samples[0]?.value),
    after: '',
  }));
  return [
    {
      column: column.key,
      target_field: target,
      target_label: findTargetField(target)?.label ?? target,
      filled_before: notes.filledBefore,
      filled_after: notes.filledAfter,
      converted: notes.converted,
      placeholders_removed: notes.placeholders,
      failed: notes.failed,
      rules: [...(notes.converted > 0 ? [converted] : []), ...failures],
    },
  ];
}
