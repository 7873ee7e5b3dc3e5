import type { FlowDetails, FlowSummary } from '@landfall/contract/flows';
import { importCategories } from '@landfall/domain/catalog/import-category';
import { progressPercentage } from '@landfall/domain/flow/flow-progress';
import { runStatuses } from '@landfall/domain/flow/flow-state';
import { masterStatuses, parseChildStatus } from '@landfall/domain/flow/flow-status';
import {
  findFlowType,
  type FlowTypeDefinition,
  phaseIndex,
  type PhaseName,
  phaseNames,
} from '@landfall/domain/flow/flow-type';
import { canResume } from '@landfall/domain/flow/allowed-commands';
import { nextSteps } from '@landfall/domain/flow/next-steps';
import { isoTime } from '../../platform/wire.ts';
import type { FlowEventRow, FlowSummaryRow, PhaseRunRow } from './flow-summary.repository.ts';
import { repairRequired } from './flows.errors.ts';
import { parseGateKind } from './lock-flow.repository.ts';

const pages: Readonly<Record<PhaseName, string>> = {
  data_import: '/discovery/data-import',
  upload: '/discovery/data-import',
  data_validation: '/discovery/data-validation',
  validation: '/discovery/data-validation',
  field_mapping: '/discovery/attribute-mapping',
  data_cleansing: '/discovery/data-cleansing',
  enrichment: '/discovery/data-cleansing',
  asset_inventory: '/discovery/inventory',
};

/** Path of the page where a phase of a flow is worked on; the import's own page while its file is read. */
function pageOf({ flowId, importId }: FlowSummaryRow, phase: PhaseName): string {
  const page = pages[phase];
  return `${page}/${page === '/discovery/data-import' ? importId : flowId}`;
}

const dayMs = 86_400_000;
const staleAfterDays = 14;

/** The stored words of a flow as words of the vocabulary; 409 `repair_required` for any other. */
function parseRow(row: FlowSummaryRow) {
  const definition = findFlowType(row.flowType, row.flowTypeVersion);
  const status = parseChildStatus(row.status);
  const masterStatus = masterStatuses.find((word) => word === row.masterStatus);
  const currentPhase = phaseNames.find((word) => word === row.phase);
  const category = importCategories.find((word) => word === row.importCategory);
  if (!definition || !status || !masterStatus || !currentPhase || !category) throw repairRequired();
  return { definition, status, masterStatus, currentPhase, category };
}

/** A flow as lists show it; progress and next steps are computed here, on read. */
export function presentSummary(row: FlowSummaryRow): FlowSummary {
  const { definition, status, masterStatus, currentPhase, category } = parseRow(row);
  const waitingReason = parseGateKind(row.waitingReason);
  const failure = presentFailure(row);
  const link = pageOf(row, currentPhase);
  const days = Math.floor((row.now.getTime() - row.lastActivityAt.getTime()) / dayMs);
  const steps = nextSteps({
    definition,
    status,
    currentPhase,
    waitingReason,
    failure: failure ?? undefined,
    undecided: row.undecidedColumns ?? undefined,
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
    can_resume: canResume({ status, deleted: row.deletedAt !== null }),
    next_steps: steps.map(({ code, text, onPage }) => ({ code, text, link: onPage ? link : null })),
    link,
    version: row.version,
  };
}

function presentFailure({ failureCode: code, failureDetail: detail, failureRetryable }: FlowSummaryRow) {
  return code === null ? null : { code, detail: detail ?? '', retryable: failureRetryable === true };
}

/** Progress of a flow in percent. */
export function progressOf(row: FlowSummaryRow): number {
  const { definition, status, currentPhase } = parseRow(row);
  const { rowsDone, rowsTotal } = row;
  return progressPercentage({ definition, status, currentPhase, rowsDone: rowsDone ?? 0, rowsTotal });
}

/** The phases of the flow type with where the flow stands. */
export function presentPhases(row: FlowSummaryRow): FlowDetails['phases'] {
  const { definition, status, currentPhase } = parseRow(row);
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
