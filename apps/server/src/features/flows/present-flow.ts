import type { FlowDetails, FlowSummary } from '@landfall/contract/flows';
import { progressPercentage } from '@landfall/domain/flow/flow-progress';
import { runStatuses } from '@landfall/domain/flow/flow-state';
import type { ChildStatus } from '@landfall/domain/flow/flow-status';
import { type FlowTypeDefinition, phaseIndex, type PhaseName } from '@landfall/domain/flow/flow-type';
import type { GateKind } from '@landfall/domain/flow/gate-kind';
import { silenceOf } from '@landfall/domain/flow/liveness';
import { nextSteps } from '@landfall/domain/flow/next-steps';
import { isoTime } from '../../platform/wire.ts';
import type { FlowEventRow, FlowSummaryRow, PhaseRunRow } from './flow-summary.repository.ts';
import { wordsOf } from './flow-words.ts';
import { parseGateKind } from './lock-flow.repository.ts';
import { prospectOf } from './resume-prospect.ts';

const pages: Readonly<Record<PhaseName, string>> = {
  data_import: '/discovery/data-import',
  upload: '/discovery/data-import',
  data_validation: '/discovery/data-validation',
  validation: '/discovery/data-validation',
  field_mapping: '/discovery/attribute-mapping',
  data_cleansing: '/discovery/data-cleansing',
  enrichment: '/discovery/enrichment',
  asset_inventory: '/discovery/inventory',
};

/** The phase whose page asks this question: a check that is made up for later asks on the page of the checks. */
function askedAt(definition: FlowTypeDefinition, gate: GateKind | undefined): PhaseName | undefined {
  return definition.phases.find(({ gates }) => gates.some(({ kind }) => kind === gate))?.name;
}

/** The phase on whose page a flow is worked on: assets that are not written yet are shown where assets are. */
function pagePhase(
  definition: FlowTypeDefinition,
  currentPhase: PhaseName,
  waitingReason: GateKind | undefined,
): PhaseName {
  if (waitingReason === 'asset_preview') return 'asset_inventory';
  return askedAt(definition, waitingReason) ?? currentPhase;
}

/** Path of the page where a phase of a flow is worked on; the import's own page while its file is read. */
function pageOf({ flowId, importId }: FlowSummaryRow, phase: PhaseName): string {
  const page = pages[phase];
  return `${page}/${page === '/discovery/data-import' ? importId : flowId}`;
}

const dayMs = 86_400_000;
const staleAfterDays = 14;

/** A flow as lists show it; progress and next steps are computed here, on read. */
export function presentSummary(row: FlowSummaryRow): FlowSummary {
  const { definition, status, masterStatus, currentPhase, category, needsRepair } = wordsOf(row);
  const waitingReason = parseGateKind(row.waitingReason);
  const failure = presentFailure(row, status);
  const link = pageOf(row, pagePhase(definition, currentPhase, waitingReason));
  const days = Math.floor((row.now.getTime() - row.lastActivityAt.getTime()) / dayMs);
  const steps = nextSteps({
    definition,
    status,
    currentPhase,
    waitingReason,
    failure: failure ?? undefined,
    undecided: row.undecided ?? undefined,
    needsRepair,
  });
  return {
    flow_id: row.flowId,
    flow_name: row.flowName,
    flow_type: row.flowType,
    import_category: category,
    data_import_id: row.importId,
    status,
    master_status: masterStatus,
    current_phase: currentPhase,
    waiting_reason: waitingReason ?? null,
    progress_percentage: progressOf(row),
    created_by: row.createdBy,
    owner: row.owner,
    created_at: isoTime(row.createdAt),
    started_at: isoTime(row.startedAt),
    last_activity: isoTime(row.lastActivityAt),
    days_since_activity: Math.max(0, days),
    is_stale: days >= staleAfterDays && status !== 'completed' && status !== 'cancelled',
    failure,
    stalled: presentSilence(row, status),
    needs_repair: needsRepair,
    can_resume: prospectOf(row, () => true).canResume,
    next_steps: steps.map(({ code, text, onPage }) => ({ code, text, link: onPage ? link : null })),
    link,
    version: row.version,
  };
}

function presentFailure(
  { failureCode: code, failureDetail: detail, failureRetryable }: FlowSummaryRow,
  status: ChildStatus,
): FlowSummary['failure'] {
  if (code !== null) return { code, detail: detail ?? '', retryable: failureRetryable === true };
  if (status !== 'failed') return null;
  const unknown = 'The stored status is none the product knows.';
  return { code: 'repair_required', detail: unknown, retryable: false };
}

/** How long a running flow has been silent, when it is too long. */
export function presentSilence(row: FlowSummaryRow, status: ChildStatus): FlowSummary['stalled'] {
  const runStatus = runStatuses.find((word) => word === row.runStatus);
  const { runAt, heartbeatAt, now } = row;
  if (runStatus === undefined || runAt === null) return null;
  const run = { status: runStatus, dueAt: runAt.getTime(), heartbeatAt: heartbeatAt?.getTime() };
  const silence = silenceOf({ status, run, now: now.getTime() });
  if (silence === undefined) return null;
  return { since: isoTime(new Date(silence.since)), seconds: silence.seconds, message: silence.message };
}

/** Progress of a flow in percent. */
export function progressOf(row: FlowSummaryRow): number {
  const { definition, status, currentPhase } = wordsOf(row);
  const { rowsDone, rowsTotal } = row;
  return progressPercentage({ definition, status, currentPhase, rowsDone: rowsDone ?? 0, rowsTotal });
}

/** The phases of the flow type with where the flow stands. */
export function presentPhases(row: FlowSummaryRow): FlowDetails['phases'] {
  const { definition, status, currentPhase } = wordsOf(row);
  const at = phaseIndex(definition, currentPhase);
  return definition.phases.map(({ name, label, gates }, index) => ({
    name,
    label,
    state: stateOf(index - at, status === 'completed'),
    gates: gates.map(({ kind }) => kind),
  }));
}

function stateOf(distance: number, completed: boolean): FlowDetails['phases'][number]['state'] {
  if (completed || distance < 0) return 'done';
  return distance === 0 ? 'current' : 'ahead';
}

/** A phase run as the API shows it. */
export function presentRun(row: PhaseRunRow): FlowDetails['phase_runs'][number] {
  const { startedAt, finishedAt } = row;
  return {
    id: row.id,
    phase: row.phase,
    epoch: row.epoch,
    attempt: row.attempt,
    status: runStatuses.find((word) => word === row.status) ?? 'superseded',
    rows_total: row.rowsTotal,
    rows_done: row.rowsDone,
    error_code: row.errorCode,
    error_detail: row.errorDetail,
    heartbeat_at: isoTime(row.heartbeatAt),
    started_at: isoTime(startedAt),
    finished_at: isoTime(finishedAt),
    duration_ms: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
  };
}

/** A journal row as the API shows it. */
export function presentEvent(row: FlowEventRow) {
  return {
    seq: row.seq,
    type: row.type,
    actor_user_id: row.actorUserId,
    actor_kind: row.actorKind,
    actor_name: row.actorName,
    phase: row.phase,
    epoch: row.epoch,
    from_status: row.fromStatus,
    to_status: row.toStatus,
    payload: row.payload,
    request_id: row.requestId,
    created_at: isoTime(row.createdAt),
  };
}

/** A flow type as `GET /flow-types` shows it. */
export function presentFlowType(definition: FlowTypeDefinition) {
  return {
    flow_type: definition.name,
    version: definition.version,
    label: definition.name === 'discovery' ? 'Discovery' : 'Data import',
    categories: [...definition.categories],
    phases: definition.phases.map(({ name, label, gates, aliases }) => ({
      name,
      label,
      page: pages[name],
      gates: gates.map(({ kind }) => kind),
      aliases: [...aliases],
    })),
  };
}
