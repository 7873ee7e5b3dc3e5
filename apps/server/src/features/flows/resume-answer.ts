import type { RequiredUserAction, ResumeAnswer } from '@landfall/contract/flow-resume';
import type { DecisionMade, FlowSummary } from '@landfall/contract/flows';
import type { DoctorFinding } from '@landfall/domain/doctor/finding';
import type { GateKind } from '@landfall/domain/flow/gate-kind';
import type { ResumeOutcome } from '@landfall/domain/flow/resume-decision';
import type { FlowId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { findFlowSummary, type FlowSummaryRow } from './flow-summary.repository.ts';
import { gateOf, heartbeatAge } from './flow-views.ts';
import { flowNotFound } from './flows.errors.ts';
import type { GateRules } from './gate-rules.ts';
import { presentSummary } from './present-flow.ts';

/** How a resume ended; the rest of its answer is read from the flow afterwards. */
export interface ResumeResult {
  readonly outcome: ResumeOutcome;
  /** Time of the change, ISO 8601 UTC; left out when the resume itself changed nothing. */
  readonly at?: string | undefined;
  readonly healed: readonly string[];
  /** Set when a person must confirm which import is the flow's. */
  readonly linkToConfirm?: DoctorFinding | undefined;
  readonly regenerated?: ResumeAnswer['regenerated'];
  readonly decided?: DecisionMade | null;
}

const reasonsShown = 20;

/** The answer of a resume, with what only a person can do next. */
export async function answerOf(
  scope: TenantScope,
  gates: GateRules,
  { flowId, result }: { flowId: FlowId; result: ResumeResult },
): Promise<ResumeAnswer> {
  const row = await findFlowSummary(scope, flowId);
  if (row === undefined) throw flowNotFound();
  const flow = presentSummary(row);
  const { outcome, healed, at, linkToConfirm } = result;
  // A cure is an event of its own, and the last one when the resume itself changed nothing.
  const changedAt = at ?? (healed.length > 0 ? flow.last_activity : null);
  const link = linkToConfirm && confirmImport(linkToConfirm, flow);
  return {
    flow_id: flow.flow_id,
    outcome,
    status: flow.status,
    current_phase: flow.current_phase,
    resume_phase: changedAt === null ? null : flow.current_phase,
    resumed_at: changedAt,
    changed: changedAt !== null,
    healed: [...healed],
    requires_user_action: link ?? (await decisionAt(scope, gates, { row, flow })),
    next_steps: flow.next_steps,
    version: flow.version,
    heartbeat_age_seconds: heartbeatAge(row),
    regenerated: result.regenerated ?? null,
    decided: result.decided ?? null,
  };
}

function confirmImport({ detail, candidates }: DoctorFinding, flow: FlowSummary): RequiredUserAction {
  return {
    kind: 'confirm_import_link',
    gate_id: null,
    gate_revision: null,
    message: `${detail} A platform administrator confirms with the doctor which of these imports is its own.`,
    reasons: [],
    // The page of a phase has nothing to show of an import nobody knows.
    link: `/flows/${flow.flow_id}`,
    candidates: candidates.map(({ importId, name, createdAt, rows }) => ({
      data_import_id: importId,
      import_name: name,
      created_at: createdAt,
      rows,
    })),
  };
}

const messages: Readonly<Record<GateKind, string>> = {
  validation_decision: 'Decide the critical issues, then approve.',
  mapping_approval: 'Decide every column, then approve the mapping.',
  asset_preview: 'Review the asset preview, then approve it.',
  asset_conflict: 'Settle the conflicts; the last one lets the flow go on.',
};

async function decisionAt(
  scope: TenantScope,
  gates: GateRules,
  { row, flow }: { row: FlowSummaryRow; flow: FlowSummary },
): Promise<RequiredUserAction | null> {
  if (flow.status !== 'waiting_for_approval') return null;
  const gate = await gateOf(scope, { gates }, { row, mayDo: () => true });
  if (gate === null) return null;
  return {
    kind: gate.kind,
    gate_id: gate.id,
    gate_revision: gate.revision,
    message: messages[gate.kind],
    reasons: gate.reasons.slice(0, reasonsShown),
    link: flow.link,
    candidates: [],
  };
}
