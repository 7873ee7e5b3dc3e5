import type { cleansingSummary, qualityAnswer, qualityIssue } from '@landfall/contract/quality';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { issueActions, issueTitle } from '@landfall/domain/quality/issue-rules';
import type { z } from 'zod';
import {
  shownCells,
  shownMembers,
  type ShownText,
  shownValues,
  shownWithin,
} from '../../platform/hidden-text.ts';
import type { BlockNotes, ColumnNotes } from './block-notes.ts';
import { decisionsOf, ruleOf } from './decide-issue.service.ts';
import type { ImportShape } from './import-shape.ts';
import { cleansingFigures, type QualityFigures, type ScoreBasis } from './quality-scores.ts';
import type { StoredIssue } from './quality.repository.ts';

/**
 * An issue as the API answers it; samples of sensitive columns and of files about sensitive data are masked unless the
 * caller may see them. Words of such a file that wait for a meaning are told, except those that are personal themselves:
 * without them nobody could give one.
 */
export function issueOnWire(issue: StoredIssue, maySeeSensitive: boolean): z.infer<typeof qualityIssue> {
  const rule = ruleOf(issue.ruleCode);
  const isSensitive = issue.sensitiveKind !== null || issue.importCategory === 'sensitive_data';
  const masked = isSensitive && !maySeeSensitive;
  const decisions = decisionsOf(issue);
  const asksForMeanings =
    issue.sensitiveKind !== 'secret' && decisions.some(({ action }) => action === 'map_values');
  const header = issue.column ?? '';
  const shown = shownCells({ maySee: maySeeSensitive, isSensitive, header });
  const shownWord = shownValues({ maySee: maySeeSensitive, isSensitive }, header);
  const isTold = !masked || asksForMeanings;
  return {
    id: issue.id,
    rule_code: issue.ruleCode,
    severity: issue.severity,
    title: rule === undefined ? issue.ruleCode : issueTitle(rule),
    column_id: issue.columnId,
    column: issue.column,
    target_field: issue.targetField,
    row_count: issue.rowCount,
    sample: issue.sample.map(({ row_number, value }) => ({ row_number, value: shown(value) })),
    detail: shownMembers(isTold ? issue.detail : withoutValues(issue.detail), shownWord),
    allowed_decisions: decisions.map(({ action, label, parameters }) => ({
      action,
      label,
      parameters: { ...parameters },
    })),
    decision: decisionOf(issue, isTold ? shownWord : shown),
  };
}

function withoutValues(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail).filter(([key]) => key !== 'values'));
}

/** Parameters of a decision with the texts that stand for cells shown so: words with their meanings, a value that is set. */
function shownParameters(parameters: Readonly<Record<string, unknown>>, shown: ShownText) {
  const entries = Object.entries(parameters).map(([key, value]) => [
    key,
    key === 'values' || key === 'value' ? shownWithin(value, shown) : value,
  ]);
  return Object.fromEntries(entries);
}

function decisionOf(issue: StoredIssue, shown: ShownText): z.infer<typeof qualityIssue>['decision'] {
  const action = issueActions.find((word) => word === issue.action);
  const { decidedBy, decidedAt } = issue;
  if (action === undefined || decidedBy === null || decidedAt === null) return null;
  return {
    action,
    parameters: shownParameters(issue.parameters ?? {}, shown),
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

interface SummaryContext {
  /** Missing values that recommendations filled afterwards. */
  readonly filledLater: number;
  readonly maySee: boolean;
}

/** What cleansing did to each column, and which columns were left out; examples as the caller may see them. */
export function summaryOnWire(
  shape: ImportShape,
  notes: BlockNotes,
  { filledLater, maySee }: SummaryContext,
): z.infer<typeof cleansingSummary> {
  const { completeness, uniformity } = cleansingFigures(shape.rowCount, notes, filledLater);
  return {
    rows: shape.rowCount,
    rejected: notes.rejected,
    completeness: { ...completeness, formula: 'cells with a value / cells of imported columns' },
    uniformity: { ...uniformity, formula: 'values in the form of the inventory / values of the file' },
    columns: notes.columns.flatMap((column) => columnOnWire(shape, column, maySee)),
    not_imported: shape.columns
      .filter(({ status }) => status === 'ignored' || status === 'rejected' || status === 'unmapped')
      .map(({ key, status, decisionNote }) => ({ column: key, reason: decisionNote ?? status })),
  };
}

function columnOnWire(
  shape: ImportShape,
  notes: ColumnNotes,
  maySee: boolean,
): z.infer<typeof cleansingSummary>['columns'] {
  const column = shape.columns.find(({ position }) => position === notes.position);
  if (column === undefined) return [];
  const target = column.targetField ?? column.key;
  const isSensitive = column.isSensitive === true || shape.category === 'sensitive_data';
  const shown = shownCells({ maySee, isSensitive, header: column.header });
  const shownExample = (text = ''): string => (text === '' ? '' : shown(text));
  const example = notes.examples[0];
  const converted = {
    rule: 'converted',
    count: notes.converted,
    before: shownExample(example?.before),
    after: shownExample(example?.after),
  };
  const failures = notes.issues.map(({ issue, count, samples }) => ({
    rule: issue,
    count,
    before: shownExample(samples[0]?.value),
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
