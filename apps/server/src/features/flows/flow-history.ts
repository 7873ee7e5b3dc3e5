import type { FlowHistory } from '@landfall/contract/incomplete-flows';
import { nextActionAfter } from '@landfall/domain/flow/failure-advice';
import type { FlowId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import { countFlows } from './flow-counts.repository.ts';
import {
  type DecisionRow,
  type FailureRow,
  listDecisions,
  listFailures,
  listLastEvents,
} from './flow-history.repository.ts';
import { detailsOf, requireFlow, type ViewDeps } from './flow-views.ts';
import { parseGateKind } from './lock-flow.repository.ts';
import { presentEvent } from './present-flow.ts';
import { prospectOf } from './resume-prospect.ts';
import type { Viewer } from './viewer.ts';

const eventsShown = 50;
const nothing = { rows: 0, mappings: 0, issues: 0, assets: 0 };

/** The status of a flow with its history: runs, decisions, errors, the last events, counts and accounting. */
export async function historyOf(
  scope: TenantScope,
  deps: ViewDeps,
  { flowId, viewer }: { flowId: FlowId; viewer: Viewer },
): Promise<FlowHistory> {
  const details = await detailsOf(scope, deps, { flowId, viewer });
  const row = await requireFlow(scope, flowId);
  const prospect = prospectOf(row, viewer.mayDo);
  const decisions = await listDecisions(scope, flowId);
  const failures = await listFailures(scope, flowId);
  const events = await listLastEvents(scope, flowId, eventsShown);
  const counts = await countFlows(scope, [flowId]);
  return {
    ...details,
    can_resume: prospect.canResume,
    can_resume_code: prospect.code,
    can_resume_reason: prospect.reason,
    counts: counts.get(flowId) ?? nothing,
    decisions: decisions.flatMap(presentDecision),
    errors: failures.map(presentFailure),
    events: events.map(presentEvent),
  };
}

function presentDecision(row: DecisionRow): FlowHistory['decisions'] {
  const kind = parseGateKind(row.gateKind);
  if (kind === undefined) return [];
  return [
    {
      id: row.id,
      gate_id: row.gateId,
      gate_kind: kind,
      phase: row.phase,
      decision: row.decision === 'approve' ? 'approve' : 'reject',
      revision: row.revision,
      subject_hash: row.subjectHash,
      decided_by: { user_id: row.userId, name: row.userName },
      decided_at: isoTime(row.decidedAt),
      note: row.note,
      shown: row.shown,
    },
  ];
}

function presentFailure({ seq, type, phase, payload, createdAt }: FailureRow): FlowHistory['errors'][number] {
  const code = textOf(payload['code']) ?? 'internal_error';
  const retryable = payload['retryable'] === true;
  const again = type === 'retry_scheduled';
  const nextAttemptSeconds = again ? (numberOf(payload['delay_seconds']) ?? 0) : undefined;
  return {
    seq,
    at: isoTime(createdAt),
    phase: phase ?? '',
    attempt: numberOf(payload['attempt']) ?? null,
    code,
    cause: textOf(payload['detail']) ?? code,
    retryable,
    retried_by_itself: again,
    next_action: nextActionAfter({ code, retryable, nextAttemptSeconds }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
