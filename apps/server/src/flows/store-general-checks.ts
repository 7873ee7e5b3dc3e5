import { type ImportCategory, importCategories } from '@landfall/domain/catalog/import-category';
import {
  describeIdentityRequirement,
  meetsIdentityRequirement,
} from '@landfall/domain/catalog/identity-requirement';
import type { CheckIssue } from '@landfall/domain/checks/check';
import { type CheckThresholds, thresholdsOfCheck } from '@landfall/domain/checks/check-thresholds';
import {
  duplicateFields,
  type GeneralCheck,
  type GeneralFacts,
  generalChecks,
  generalResult,
} from '@landfall/domain/checks/general-checks';
import type { PlausibilityScan } from '@landfall/domain/checks/plausible-values';
import type { IssueDraft } from '@landfall/domain/quality/issue-rules';
import { attributeCoverage } from '@landfall/domain/schema-matching/attribute-coverage';
import type { BlockNotes } from '../features/cleansing/block-notes.ts';
import type { BlocksAhead } from '../features/cleansing/cleansing.repository.ts';
import { type ImportShape, targetOf } from '../features/cleansing/import-shape.ts';
import { qualityFigures, columnFigures } from '../features/cleansing/quality-scores.ts';
import { saveIssues, settleVanished } from '../features/cleansing/quality.repository.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import type { DuplicateFindings } from '../features/inventory/find-duplicates.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';
import { draftsOf } from './enrich-checks.ts';
import type { Made } from './made.ts';

/** What the general checks of an import have found. */
export interface GeneralChecks {
  readonly shape: ImportShape;
  readonly issues: readonly IssueDraft[];
  readonly notes: BlockNotes;
  readonly ahead: BlocksAhead;
  readonly duplicates: DuplicateFindings;
  readonly implausible: readonly CheckIssue[];
  readonly thresholds: CheckThresholds;
  readonly made: Made;
}

/** Fields that the likely mapping fills. */
function mappedFields({ columns }: ImportShape): string[] {
  return columns.flatMap((column) => targetOf(column, 'suggested')?.key ?? []);
}

/** The issue of a file whose likely mapping does not say what a row is about. */
export function identityIssues(shape: ImportShape): IssueDraft[] {
  const category = categoryOf(shape);
  if (category === undefined || meetsIdentityRequirement(category, new Set(mappedFields(shape)))) return [];
  return [
    {
      rule: 'identity_unreachable',
      severity: 'warning',
      columnId: null,
      targetField: null,
      rowCount: shape.rowCount,
      ranges: [],
      sample: [],
      detail: { needs: describeIdentityRequirement(category) },
    },
  ];
}

function categoryOf({ category }: ImportShape): ImportCategory | undefined {
  return importCategories.find((known) => known === category);
}

/** Labels of required facts for migration that no column feeds; only a register of machines is expected to state them. */
function recommendedUnmapped({ category, columns }: ImportShape): string[] {
  if (category !== 'cmdb_export') return [];
  const mapped = columns.map((column) => ({
    status: 'approved' as const,
    targetField: targetOf(column, 'suggested')?.key ?? null,
    confidence: column.confidence,
  }));
  return attributeCoverage(mapped)
    .filter(({ attribute, state }) => attribute.isRequired && state === 'unmapped')
    .map(({ attribute }) => attribute.label);
}

function factsOf({ shape, issues, notes, duplicates, ahead }: GeneralChecks): GeneralFacts {
  const sum = (of: (column: BlockNotes['columns'][number]) => number): number =>
    notes.columns.reduce((total, column) => total + of(column), 0);
  return {
    rows: shape.rowCount,
    columns: shape.columns.length,
    mapped: mappedFields(shape).length,
    filled: sum(({ filledBefore, placeholders }) => filledBefore - placeholders),
    unreadable: sum(({ failed }) => failed),
    issues,
    duplicateRows: identifiesRows(ahead) ? duplicates.duplicate_rows : null,
    recommended: recommendedUnmapped(shape),
  };
}

/** True when a column says by which rows are found to be about the same thing. */
function identifiesRows({ plan }: BlocksAhead): boolean {
  return plan.columns.some(({ field }) => duplicateFields.some((known) => known === field));
}

/** What each check says beside its verdict and counts. */
function moreOf(name: GeneralCheck, found: GeneralChecks, facts: GeneralFacts): object {
  const { shape, notes, ahead, duplicates, implausible, issues, made } = found;
  if (name === 'format') return { evidence: shape.evidence };
  if (name === 'duplicates') return duplicates;
  if (name === 'quality') {
    const { overall } = qualityFigures(shape, {
      duplicateRows: facts.duplicateRows,
      notes,
      issues: scored(issues),
    });
    return { overall, fields: columnFigures(shape, notes) };
  }
  const mapped = ahead.plan.columns.map(({ field }) => field);
  return { mapped, recommended: facts.recommended, implausible, ...ahead, made };
}

function scored(issues: readonly IssueDraft[]) {
  return issues.map(({ columnId, rule, rowCount }) => ({ columnId, ruleCode: rule, rowCount }));
}

/** Stores one processing step for each general check, with what it really computed. */
export async function storeGeneralChecks(
  scope: TenantScope,
  context: Pick<PhaseContext, 'flowId' | 'runId'>,
  { found, durationMs }: { readonly found: GeneralChecks; readonly durationMs: number },
): Promise<void> {
  const facts = factsOf(found);
  for (const [index, name] of generalChecks.entries()) {
    const { verdict, counts, missing } = generalResult(name, facts);
    await insertStep(scope, {
      flowId: context.flowId,
      runId: context.runId,
      name,
      order: index + 1,
      status: verdict === 'not_available' ? 'not_available' : 'completed',
      records: verdict === 'not_available' ? 0 : facts.rows,
      durationMs: durationMs / generalChecks.length,
      output: {
        verdict,
        basis: 'suggested',
        counts,
        missing,
        thresholds: thresholdsOfCheck(name, found.thresholds),
        ...moreOf(name, found, facts),
      },
    });
  }
}

const plausibilityRules = ['implausible_value', 'required_together'] as const;

/**
 * Stores what the approved mapping makes implausible, in place of what the likely one did. A scan that did not see all
 * rows, because a run before it wrote some or none had to be written, leaves what is known.
 */
export async function storePlausibility(
  scope: TenantScope,
  shape: ImportShape,
  scan: PlausibilityScan,
): Promise<void> {
  if (scan.rows < shape.rowCount) return;
  const found = draftsOf(scan.result(), { shape, basis: 'approved' });
  await saveIssues(scope, shape.importId, found);
  await settleVanished(scope, shape.importId, { found, rules: plausibilityRules });
}
