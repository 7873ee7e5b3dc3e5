import type { Accounting, FlowDetails } from '@landfall/contract/flows';
import type { Right } from '@landfall/domain/access/policy';
import { allowedCommands } from '@landfall/domain/flow/allowed-commands';
import type { PersonCommand } from '@landfall/domain/flow/flow-command';
import { type GateKind, gateRight } from '@landfall/domain/flow/gate-kind';
import { asId, type FlowId, type ImportId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import {
  type FlowSummaryRow,
  findFlowSummary,
  findOpenGate,
  type GateViewRow,
  listPhaseRuns,
} from './flow-summary.repository.ts';
import { wordsOf } from './flow-words.ts';
import { flowNotFound, refusal } from './flows.errors.ts';
import type { GateRules } from './gate-rules.ts';
import { parseGateKind } from './lock-flow.repository.ts';
import { presentPhases, presentRun, presentSummary } from './present-flow.ts';
import type { MayDo, Viewer } from './viewer.ts';

/** What a detailed view needs from outside flows. */
export interface ViewDeps {
  readonly gates: GateRules;
  /** Row counts by outcome, `null` before any outcome is known. */
  readonly accounting: (
    scope: TenantScope,
    ids: { flowId: FlowId; importId: ImportId },
  ) => Promise<Accounting | null>;
}

// All reasons are at GET /flows/{flow_id}/gate; this answer is polled and stays small.
const reasonsShown = 20;

/** The stored row of a flow that is there; 404 when it is not, 410 when it was deleted. */
export async function requireFlow(scope: TenantScope, flowId: FlowId): Promise<FlowSummaryRow> {
  const row = await findFlowSummary(scope, flowId);
  if (row === undefined) throw flowNotFound();
  if (row.deletedAt !== null) throw refusal({ code: 'flow_deleted', status: 410 });
  return row;
}

/** Both records of a flow with its runs, gate, accounting and what may be done now; at most 20 kB. */
export async function detailsOf(
  scope: TenantScope,
  deps: ViewDeps,
  { flowId, viewer }: { flowId: FlowId; viewer: Viewer },
): Promise<FlowDetails> {
  const row = await requireFlow(scope, flowId);
  const runs = await listPhaseRuns(scope, flowId);
  const ids = { flowId, importId: asId<'Import'>(row.importId) };
  const gate = await gateOf(scope, deps, { row, mayDo: viewer.mayDo });
  return {
    ...presentSummary(row),
    epoch: row.epoch,
    phases: presentPhases(row),
    phase_runs: runs.map(presentRun),
    gate: gate && { ...gate, reasons: gate.reasons.slice(0, reasonsShown) },
    heartbeat_age_seconds: heartbeatAge(row),
    accounting: await deps.accounting(scope, ids),
    allowed_commands: commandsFor(row, viewer),
  };
}

/** Seconds since the last sign of work of the running phase; `null` when nothing executes. */
export function heartbeatAge({ status, runStatus, heartbeatAt, now }: FlowSummaryRow): number | null {
  if (status !== 'running' || runStatus !== 'executing' || heartbeatAt === null) return null;
  return Math.max(0, Math.round((now.getTime() - heartbeatAt.getTime()) / 1000));
}

/** The open gate with the reasons it cannot be approved yet; `null` when none is open. */
export async function gateOf(
  scope: TenantScope,
  { gates }: Pick<ViewDeps, 'gates'>,
  { row, mayDo }: { row: FlowSummaryRow; mayDo: MayDo },
): Promise<FlowDetails['gate']> {
  const gate = await findOpenGate(scope, asId(row.flowId));
  const kind = parseGateKind(gate?.kind ?? null);
  if (gate === undefined || kind === undefined) return null;
  const subject = {
    flowId: asId<'Flow'>(row.flowId),
    importId: asId<'Import'>(row.importId),
    stored: gate.subject,
  };
  const check = await gates[kind].check(scope, subject);
  return presentGate(gate, { kind, check, mayDecide: mayDo(gateRight[kind]) });
}

function presentGate(
  gate: GateViewRow,
  now: { kind: GateKind; check: Awaited<ReturnType<GateRules[GateKind]['check']>>; mayDecide: boolean },
): FlowDetails['gate'] {
  const { reasons, subject } = now.check;
  return {
    id: gate.id,
    kind: now.kind,
    phase: gate.phase,
    status: 'open',
    revision: gate.revision,
    subject: { ...(subject ?? gate.subject) },
    satisfied: reasons.length === 0,
    reasons: reasons.map((reason) => ({ ...reason })),
    opened_at: isoTime(gate.openedAt),
    may_decide: now.mayDecide,
  };
}

const wireNames: Readonly<Record<PersonCommand, FlowDetails['allowed_commands'][number]>> = {
  approve: 'approve',
  reject: 'reject',
  resume: 'resume',
  retry: 'retry',
  restart_from: 'restart',
  pause: 'pause',
  cancel: 'cancel',
};

/** Commands that would change this flow now and that this viewer may give, best first; deleting comes last. */
export function commandsFor(row: FlowSummaryRow, viewer: Viewer): FlowDetails['allowed_commands'] {
  if (row.deletedAt !== null) return [];
  const { status } = wordsOf(row);
  const facts = {
    status,
    deleted: false,
    run: row.runLive === null ? undefined : { live: row.runLive },
    failure: row.failureRetryable === null ? undefined : { retryable: row.failureRetryable },
  };
  const waiting = parseGateKind(row.waitingReason);
  const rightFor = (command: PersonCommand): Right =>
    waiting && (command === 'approve' || command === 'reject') ? gateRight[waiting] : 'flow.control';
  const commands = allowedCommands(facts)
    .filter((command) => viewer.mayDo(rightFor(command)))
    .map((command) => wireNames[command]);
  return mayDelete(row, viewer) ? [...commands, 'delete'] : commands;
}

function mayDelete(row: FlowSummaryRow, { userId, mayDo }: Viewer): boolean {
  return mayDo('flow.delete_any') || (row.createdBy === userId && mayDo('flow.delete_own'));
}
