import {
  type CheckedColumn,
  type CheckInput,
  type CheckIssue,
  type CheckResult,
  type KnownSubject,
  type MatchedSubjects,
  runCheck,
} from '@landfall/domain/checks/check';
import { type CheckThresholds, thresholdsOfCheck } from '@landfall/domain/checks/check-thresholds';
import { checksOf } from '@landfall/domain/checks/check-registry';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { cleanseValue } from '@landfall/domain/cleansing/cleanse-value';
import type { ReadableRows } from '@landfall/domain/dependencies/dependency-rows';
import type { PiiScan } from '@landfall/domain/sensitive/pii-scan';
import { checkRules, type IssueDraft } from '@landfall/domain/quality/issue-rules';
import {
  type ImportShape,
  type MappingBasis,
  planOfColumn,
  type ShapedColumn,
  targetOf,
} from '../features/cleansing/import-shape.ts';
import type { BlockNotes } from '../features/cleansing/block-notes.ts';
import { runInTurns } from '../features/cleansing/run-in-turns.ts';
import { saveIssues, settleVanished } from '../features/cleansing/quality.repository.ts';
import { type MatchedEnd, readSubjects, type SubjectRow } from '../features/enrichment/ends.repository.ts';
import { type NewFinding, saveFindings } from '../features/enrichment/findings.repository.ts';
import { insertStep } from '../features/imports/import-store.repository.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { itemsOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';

/** Rows to check, with how they were mapped. */
export interface CheckedImport {
  readonly category: ImportCategory;
  readonly shape: ImportShape;
  readonly basis: MappingBasis;
  readonly rows: ReadableRows;
  /** What became of the cells when these rows were cleansed. */
  readonly notes: BlockNotes;
  readonly matched?: MatchedSubjects;
  /** Time of the import, ISO 8601. */
  readonly at: string;
  /** Limits the engagement has set, or the defaults. */
  readonly thresholds: CheckThresholds;
  readonly pii?: PiiScan | undefined;
  /** Addresses of several live assets; unknown before the rows are written. */
  readonly sharedAddresses?: ReadonlyMap<string, readonly string[]>;
  /** Rows that stand for all rows about their asset. */
  readonly leads?: (row: number) => boolean;
  /** What all rows about the asset of a row say of a field together. */
  readonly ofSubject?: (field: string, row: number) => string | null;
}

/** A check that was run, and how long it took in milliseconds. */
export interface TimedCheck {
  readonly result: CheckResult;
  readonly durationMs: number;
}

/** Runs the checks of the category over all rows; what a stop throws ends them. */
export async function runChecks(checked: CheckedImport, atStop: () => Promise<void>): Promise<TimedCheck[]> {
  const input = inputOf(checked);
  const results: TimedCheck[] = [];
  for (const check of checksOf(checked.category)) {
    const startedAt = performance.now();
    const result = await runInTurns(runCheck(check, input), atStop);
    results.push({ result, durationMs: performance.now() - startedAt });
    await atStop();
  }
  return results;
}

/** A column with the field it feeds, what a text means there, and the cells the field could not take. */
function checkedColumn({ shape, basis, notes }: CheckedImport, column: ShapedColumn): CheckedColumn {
  const { header, position, profile } = column;
  const field = targetOf(column, basis);
  if (field === undefined) return { header, field: null, profile };
  const plan = planOfColumn(shape, column, field);
  return {
    header,
    field: field.key,
    profile,
    unread: notes.columns.find((each) => each.position === position)?.issues ?? [],
    read: (text) => cleanseValue(plan, text).value,
  };
}

function inputOf(checked: CheckedImport): CheckInput {
  const { shape, rows, matched, at, thresholds, pii, leads, ofSubject, sharedAddresses } = checked;
  const profile = shape.columns.map((column) => checkedColumn(checked, column));
  const mapping = new Set(profile.flatMap(({ field }) => (field === null ? [] : [field])));
  return {
    profile,
    rows,
    mapping,
    thresholds,
    at,
    ...(matched === undefined ? {} : { matched }),
    ...(pii === undefined ? {} : { pii }),
    ...(leads === undefined ? {} : { leads }),
    ...(ofSubject === undefined ? {} : { ofSubject }),
    ...(sharedAddresses === undefined ? {} : { sharedAddresses }),
  };
}

/** The issues of checks, each with the column its field is read from. */
export function draftsOf(
  issues: readonly CheckIssue[],
  mapped: Pick<CheckedImport, 'shape' | 'basis'>,
): IssueDraft[] {
  return issues.map(({ field, position, ...issue }) => ({
    ...issue,
    columnId: columnOf({ field, position }, mapped)?.id ?? null,
    targetField: field,
  }));
}

function columnOf(
  { field, position }: { readonly field: string | null; readonly position: number | undefined },
  { shape, basis }: Pick<CheckedImport, 'shape' | 'basis'>,
): ShapedColumn | undefined {
  return shape.columns.find((column) =>
    position === undefined
      ? field !== null && targetOf(column, basis)?.key === field
      : column.position === position,
  );
}

const firstOrder = 10;

/** Stores the issues of checks and one processing step each, with what was really computed. */
export async function storeChecks(
  scope: TenantScope,
  context: Pick<PhaseContext, 'importId' | 'flowId' | 'runId'>,
  found: { readonly results: readonly TimedCheck[]; readonly checked: CheckedImport },
): Promise<void> {
  const issues = draftsOf(
    found.results.flatMap(({ result }) => result.issues),
    found.checked,
  );
  await saveIssues(scope, context.importId, issues);
  await settleVanished(scope, context.importId, { found: issues, rules: checkRules });
  for (const [index, { result, durationMs }] of found.results.entries()) {
    const { name, verdict, counts, missing, lists, findings, records } = result;
    await insertStep(scope, {
      flowId: context.flowId,
      runId: context.runId,
      name,
      order: firstOrder + index,
      status: verdict === 'not_available' ? 'not_available' : 'completed',
      records,
      durationMs,
      output: {
        verdict,
        basis: found.checked.basis,
        counts,
        missing,
        findings: findings.length,
        thresholds: thresholdsOfCheck(name, found.checked.thresholds),
        ...lists,
      },
    });
  }
}

const idsPerRead = 5000;

/** What the inventory says of the ends of connections, as checks ask it. */
export async function matchedSubjects(
  context: PhaseContext,
  ends: readonly MatchedEnd[],
): Promise<MatchedSubjects> {
  const ids = [...new Set(ends.flatMap(({ assetId }) => (assetId === null ? [] : [assetId])))];
  const found = new Map<string, SubjectRow>();
  for (let at = 0; at < ids.length; at += idsPerRead) {
    const rows = await context.read((scope) => readSubjects(scope, ids.slice(at, at + idsPerRead)));
    for (const row of rows) found.set(row.id, row);
  }
  const byEnd = new Map(
    ends.flatMap((end) => {
      const asset = found.get(end.assetId ?? '');
      return asset === undefined ? [] : [[end.end, knownSubject(end, asset)] as const];
    }),
  );
  return { ofEnd: (end) => byEnd.get(end) };
}

function knownSubject({ match }: MatchedEnd, asset: SubjectRow): KnownSubject {
  const [only, ...others] = asset.applications ?? [];
  const stated = only !== undefined && others.length === 0 ? only : null;
  return {
    assetId: asset.id,
    assetType: asset.assetType,
    environment: asset.environment,
    classification: asset.classification,
    region: asset.region,
    application: asset.assetType === 'application' ? asset.name : stated,
    found: match === 'created' || match === 'subject' ? 'created' : 'matched',
  };
}

const findingsPerBatch = 1000;

/** Stores the findings of checks on the assets they are about; one about nobody known is left out. */
export async function storeFindings(
  context: PhaseContext,
  results: readonly TimedCheck[],
  assetOf: { readonly ofEnd: MatchedSubjects['ofEnd']; readonly ofRow: (row: number) => string | undefined },
): Promise<number> {
  const { importId, epoch } = context;
  const findings = results.flatMap(({ result }) =>
    result.findings.flatMap((finding): NewFinding[] => {
      const { subject, status, severity, value, evidence } = finding;
      const assetId = 'end' in subject ? assetOf.ofEnd(subject.end)?.assetId : assetOf.ofRow(subject.row);
      return assetId === undefined
        ? []
        : [{ assetId, check: result.name, status, severity, value, evidence }];
    }),
  );
  const perBatch = itemsOf(context, findingsPerBatch);
  for (let at = 0; at < findings.length; at += perBatch) {
    const batch = findings.slice(at, at + perBatch);
    await context.batch({ rowsDone: context.rowsDone }, (scope) =>
      saveFindings(scope, { importId, epoch }, batch),
    );
  }
  return findings.length;
}
