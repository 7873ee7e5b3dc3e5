import { noEvidence } from '@landfall/domain/cleansing/column-evidence';
import type { ColumnPlan } from '@landfall/domain/cleansing/column-plan';
import { cleanseValue } from '@landfall/domain/cleansing/cleanse-value';
import { missingCells, placeholderCells } from '@landfall/domain/cleansing/placeholder-cells';
import { affectedCells } from '@landfall/domain/quality/affected-cells';
import { cellRules, type IssueRule } from '@landfall/domain/quality/issue-rules';
import { cellText } from '@landfall/domain/tabular/cell-value';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { issueNotFound } from '../features/cleansing/cleansing.errors.ts';
import { loadShape } from '../features/cleansing/cleansing.repository.ts';
import { ruleOf } from '../features/cleansing/decide-issue.service.ts';
import { type ImportShape, planOf, type ShapedColumn } from '../features/cleansing/import-shape.ts';
import { readIssueRanges } from '../features/cleansing/issue-ranges.repository.ts';
import { findIssues, type StoredIssue } from '../features/cleansing/quality.repository.ts';
import type { RowTest } from '../features/imports/find-rows.service.ts';
import type { IssueRanges, IssueRows } from '../features/imports/issue-rows.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';

/**
 * The rows an issue is about: those stored with it when all of them are, otherwise those that the rule of the issue
 * tells when the rows are read again.
 */
export async function issueRows(scope: TenantScope, issueId: string): Promise<IssueRows> {
  const [issue] = await findIssues(scope, { issueId });
  if (issue === undefined) throw issueNotFound();
  const { importId, column, rowCount } = issue;
  const ranges = await readIssueRanges(scope, issueId);
  const common = { importId, column, total: rowCount };
  if (rowsIn(ranges) === rowCount) return { ...common, rows: { ranges }, isComplete: true };
  const shape = await loadShape(scope, importId);
  const test = shape === undefined ? undefined : testOf(shape, issue);
  if (test === undefined) return { ...common, rows: { ranges }, isComplete: false };
  return { ...common, rows: { test }, isComplete: true };
}

function rowsIn(ranges: IssueRanges): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function testOf(shape: ImportShape, issue: StoredIssue): (() => RowTest) | undefined {
  const rule = ruleOf(issue.ruleCode);
  if (rule === 'short_rows') return () => ({ holds: ({ isShort }) => isShort, isLatest: false });
  const column = shape.columns.find(({ id }) => id === issue.columnId);
  if (rule === undefined || column === undefined) return undefined;
  return cleansingTest(shape, { rule, column }) ?? profileTest(shape, { rule, column, issue });
}

/** Cells that cleansing could not read; rows that cannot be taken at all are not cleansed. */
function cleansingTest(
  shape: ImportShape,
  { rule, column }: { readonly rule: IssueRule; readonly column: ShapedColumn },
): (() => RowTest) | undefined {
  if (!cellRules.some((known) => known === rule)) return undefined;
  // Before the mapping is approved, cells were read by the likely one.
  const [plan] = plansOf(shape, column);
  if (plan === undefined) return undefined;
  // Cells that have a value a person set for them are still those the issue is about.
  const { invalidAs: _set, ...options } = plan.options;
  const holds = (row: SourceRow): boolean =>
    row.fault === undefined && cleanseValue({ ...plan, options }, textAt(row, column)).issue === rule;
  return () => ({ holds, isLatest: true });
}

/** How a column is read by the approved mapping, and by the likely one. */
function plansOf(shape: ImportShape, { position }: ShapedColumn): ColumnPlan[] {
  return (['approved', 'suggested'] as const).flatMap((basis) =>
    planOf(shape, basis).columns.filter((plan) => plan.position === position),
  );
}

const wordCounts = { missing_values: missingCells, placeholder_values: placeholderCells } as const;

/** The reading of placeholder words by which an issue about them has the count it has; the mapping may be another since. */
function readingOf(shape: ImportShape, column: ShapedColumn, issue: StoredIssue): ColumnPlan | undefined {
  const { ruleCode, rowCount } = issue;
  if (ruleCode !== 'missing_values' && ruleCode !== 'placeholder_values') return undefined;
  return plansOf(shape, column).find((plan) => wordCounts[ruleCode](column.profile, plan) === rowCount);
}

/** Cells that the profile of the uploaded rows counted. */
function profileTest(
  shape: ImportShape,
  wanted: { readonly rule: IssueRule; readonly column: ShapedColumn; readonly issue: StoredIssue },
): (() => RowTest) | undefined {
  const { rule, column, issue } = wanted;
  const evidence = shape.evidence[String(column.position)] ?? column.profile.evidence ?? noEvidence;
  const reading = readingOf(shape, column, issue);
  const subject = { rule, detail: issue.detail, profile: { ...column.profile, evidence }, reading };
  if (affectedCells(subject) === undefined) return undefined;
  return () => {
    // A new one for each reading: some rules ask what came before.
    const holds = affectedCells(subject);
    return { holds: (row) => holds?.(textAt(row, column)) === true, isLatest: false };
  };
}

function textAt({ record }: SourceRow, { position }: ShapedColumn): string {
  return cellText(record, position - 1) ?? '';
}
