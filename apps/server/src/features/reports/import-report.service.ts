import type {
  ImportReportBody,
  reportCheck,
  reportDecision,
  reportMapping,
} from '@landfall/contract/import-report';
import { type processingStep, uploadOptions } from '@landfall/contract/imports';
import type { FieldMapping } from '@landfall/contract/mappings';
import { checkVerdicts } from '@landfall/domain/checks/check';
import { gateKinds } from '@landfall/domain/flow/gate-kind';
import { issueActions } from '@landfall/domain/quality/issue-rules';
import { z } from 'zod';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { shownCells, shownMembers } from '../../platform/hidden-text.ts';
import { isoTime } from '../../platform/wire.ts';
import {
  type AssetChoice,
  assetChoices,
  type GateDecision,
  gateDecisions,
  type IssueDecision,
  issueDecisions,
  type PhaseTimes,
  phaseTimes,
  type ReadingChoice,
  readingChoices,
  type RecommendationDecision,
  recommendationDecisions,
} from './import-report.repository.ts';
import type { ReportSources, ReportSubject } from './report-sources.ts';

/** Rejected rows a report lists; the failed-rows file has all. */
const mostRejectedRows = 10_000;

/** Everything that is stored about an import, as it is handed over. `at` is the time of the report, ISO 8601. */
export async function importReportOf(
  scope: TenantScope,
  sources: ReportSources,
  { at, ...subject }: ReportSubject & { readonly at: string },
): Promise<ImportReportBody> {
  const { importId, maySee } = subject;
  const details = await sources.details(scope, importId);
  const isRead = details.accounting !== null;
  const quality = isRead ? await sources.quality(scope, subject) : undefined;
  const steps = await sources.steps(scope, subject);
  const mappings = await sources.mappings(scope, importId);
  return {
    generated_at: at,
    import: importOf(details),
    files: details.files,
    detection: details.detection,
    skipped_lines: details.skipped_lines,
    profile: await sources.columns(scope, subject),
    quality: quality?.scores ?? null,
    quality_issues: (quality?.issues ?? []).map(({ rule_code, severity, column, row_count, decision }) => ({
      rule_code,
      severity,
      column,
      row_count,
      decided: decision !== null,
    })),
    decisions: inOrder([
      ...(await readingChoices(scope, importId)).flatMap(readingOf),
      ...(await gateDecisions(scope, importId)).flatMap(gateDecisionOf),
      ...(await issueDecisions(scope, importId)).flatMap((one) => issueDecisionOf(one, maySee)),
      ...(await assetChoices(scope, importId)).map(assetChoiceOf),
      ...(await recommendationDecisions(scope, importId)).map(recommendationDecisionOf),
    ]),
    mapping: mappings.map(mappingOf),
    checks: steps.filter(isCheck).map(checkOf),
    accounting: details.accounting,
    rejected_rows: await rejectedOf(scope, sources, subject),
    columns_not_taken: notTakenOf(mappings),
    phases: (await phaseTimes(scope, importId)).map(phaseOf),
    steps: steps.filter((step) => !isCheck(step)).map(stepOf),
    llm_use: { calls: 0, mappings: mappings.filter(({ match_type: type }) => type === 'llm').length },
  };
}

type Details = Awaited<ReturnType<ReportSources['details']>>;

function importOf(details: Details): ImportReportBody['import'] {
  const { flow } = details;
  return {
    id: details.id,
    name: details.import_name,
    import_category: details.import_category,
    source_system: details.source_system,
    imported_by: details.imported_by_name,
    created_at: details.created_at,
    flow_id: details.flow_id,
    flow_name: flow.flow_name,
    flow_type: flow.flow_type,
    status: flow.status,
    current_phase: flow.current_phase,
  };
}

type Decision = z.infer<typeof reportDecision>;

function inOrder(decisions: readonly Decision[]): Decision[] {
  return decisions.toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
}

function readingOf({ chosen, by, at }: ReadingChoice): Decision[] {
  const known = uploadOptions.safeParse(chosen);
  return known.success
    ? [{ about: 'reading', chosen: known.data, by, at: at.toISOString(), note: null }]
    : [];
}

function assetChoiceOf({ row, rowCount, assetId, assetName, by, at }: AssetChoice): Decision {
  const [row_number, row_count, asset_id, asset_name] = [row, rowCount, assetId, assetName];
  return {
    about: 'row_asset',
    row_number,
    row_count,
    asset_id,
    asset_name,
    by,
    at: at.toISOString(),
    note: null,
  };
}

function recommendationDecisionOf(one: RecommendationDecision): Decision {
  const { title, ruleCode, fields, decision, rowCount, by, at } = one;
  return {
    about: 'recommendation',
    title,
    rule_code: ruleCode,
    fields: [...fields],
    decision,
    row_count: rowCount,
    by,
    at: at.toISOString(),
    note: null,
  };
}

function gateDecisionOf({ kind, decision, revision, shown, by, at, note }: GateDecision): Decision[] {
  const gate = gateKinds.find((word) => word === kind);
  const word = decision === 'approve' || decision === 'reject' ? decision : undefined;
  if (gate === undefined || word === undefined) return [];
  return [{ about: 'gate', gate, decision: word, revision, shown, by, at: at.toISOString(), note }];
}

function issueDecisionOf(found: IssueDecision, maySee: boolean): Decision[] {
  const action = issueActions.find((word) => word === found.action);
  if (action === undefined) return [];
  // A value table or a constant repeats what the cells of its column hold.
  const shown = shownCells({ maySee, isSensitive: false, header: found.column ?? '' });
  const parameters = found.sensitiveKind === null || maySee ? shownMembers(found.parameters, shown) : {};
  const { ruleCode: rule_code, column, rowCount: row_count, by, note } = found;
  const at = found.at.toISOString();
  return [{ about: 'quality_issue', rule_code, column, action, parameters, row_count, by, at, note }];
}

function mappingOf(mapping: FieldMapping): z.infer<typeof reportMapping> {
  const { position, source_field: column, target_field, target_label, status, confidence, band } = mapping;
  return {
    position,
    column,
    target_field,
    target_label,
    status,
    confidence,
    band,
    match_type: mapping.match_type,
    decided_by: mapping.decided_by_name,
    decided_at: mapping.decided_at,
    note: mapping.decision_note,
  };
}

const whyNotTaken: Readonly<Partial<Record<FieldMapping['status'], string>>> = {
  ignored: 'ignored',
  rejected: 'its suggestion was rejected',
  unmapped: 'no target field was found or chosen',
  suggested: 'its suggestion is not decided yet',
};

function notTakenOf(mappings: readonly FieldMapping[]): ImportReportBody['columns_not_taken'] {
  return mappings.flatMap(({ source_field: column, status, decision_note: note, decided_by_name: by }) => {
    const why = whyNotTaken[status];
    return why === undefined ? [] : [{ column, status, reason: note ?? why, decided_by: by }];
  });
}

type Step = z.infer<typeof processingStep>;
const verdicts = [...checkVerdicts, 'done'] as const;
const numbers = z.record(z.string(), z.number());
const words = z.array(z.string());

function isCheck({ output }: Step): boolean {
  return typeof output['verdict'] === 'string';
}

function checkOf({ output, ...step }: Step): z.infer<typeof reportCheck> {
  return {
    name: step.step_name,
    phase: step.phase,
    status: step.status,
    verdict: verdicts.find((word) => word === output['verdict']) ?? null,
    // Checks of an inventory import have their counts beside the verdict.
    counts: numbers.safeParse(output['counts']).data ?? numbersIn(output),
    missing: words.safeParse(output['missing']).data ?? [],
    records_processed: step.records_processed,
    duration_ms: step.duration_ms,
  };
}

function numbersIn(output: Step['output']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(output).flatMap(([key, value]) => (typeof value === 'number' ? [[key, value]] : [])),
  );
}

function stepOf({ step_name, phase, status, records_processed, duration_ms }: Step) {
  return { step_name, phase, status, records_processed, duration_ms };
}

function phaseOf({ phase, runs, failedRuns, rows, startedAt, finishedAt, workingMs }: PhaseTimes) {
  return {
    phase,
    runs,
    failed_runs: failedRuns,
    rows,
    started_at: isoTime(startedAt),
    finished_at: isoTime(finishedAt),
    working_ms: workingMs,
  };
}

async function rejectedOf(
  scope: TenantScope,
  sources: ReportSources,
  { importId, maySee }: ReportSubject,
): Promise<ImportReportBody['rejected_rows']> {
  const shown = shownCells({ maySee, isSensitive: false });
  const { records, total } = await sources.rejected(scope, importId, mostRejectedRows);
  return {
    total,
    items: records.map(({ row_number, line_number, reason_code, reason }) => ({
      row_number,
      line_number,
      reason_code,
      reason: reason === null ? null : shown(reason),
    })),
  };
}
