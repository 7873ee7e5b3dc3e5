import type { DoctorFinding } from '@landfall/domain/doctor/finding';
import type { RefusalCode } from '@landfall/domain/flow/transition-table';
import { AppError, type AppErrorFacts } from '../../platform/app-error.ts';
import type { GateReason } from './gate-rules.ts';

const sentences: Readonly<Record<RefusalCode, string>> = {
  incomplete_discovery_flow_exists: 'An unfinished flow holds this slot. Finish or cancel it first.',
  transition_not_allowed: 'The flow does not allow this command in its present state.',
  flow_not_found: 'There is no such flow here.',
  flow_deleted: 'The flow has been deleted.',
  flow_running: 'The flow is running. Wait for it to stop, or pause it.',
  flow_paused: 'The flow is paused. Resume it first.',
  flow_completed: 'The flow is complete.',
  flow_failed: 'The flow has failed. Retry it or restart it from a phase.',
  flow_cancelled: 'The flow has been cancelled.',
  decision_pending: 'The flow waits for a decision.',
  stale_phase_result: 'The result belongs to a run that has been replaced.',
  no_decision_pending: 'The flow does not wait for a decision now.',
  already_decided: 'This decision has been made already.',
  gate_not_satisfied: 'The decision cannot be approved yet.',
  gate_revision_stale: 'What is to be decided has changed since it was shown. Reload and look again.',
  nothing_to_retry: 'Nothing has failed, so there is nothing to retry.',
  not_retryable: 'Retrying would fail again. Remove the cause and restart the flow from a phase.',
  unknown_phase: 'This flow has no such phase.',
  phase_not_reached: 'The flow has not reached this phase yet.',
  raw_data_missing: 'Neither stored rows nor the file exist any more; upload the file again.',
  finding_changed: 'The finding has changed meanwhile. Run the doctor again.',
};

const kinds = { 404: 'not-found', 409: 'conflict', 410: 'gone', 422: 'invalid' } as const;

/** The error a refused transition is answered with; `members` go into the body. */
export function refusal(
  refused: { readonly code: RefusalCode; readonly status: 404 | 409 | 410 | 422 },
  members: AppErrorFacts['members'] = {},
): AppError {
  const code = refused.code === 'finding_changed' ? 'repair_required' : refused.code;
  return new AppError({ kind: kinds[refused.status], code, detail: sentences[refused.code], members });
}

/** 409 for an approval of a gate that is not satisfied, with every reason. */
export function gateNotSatisfied(reasons: readonly GateReason[]): AppError {
  return refusal({ code: 'gate_not_satisfied', status: 409 }, { reasons });
}

/** 409 for suggestions after the mapping was approved; tells how to get back to it. */
export function mappingPassed(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'phase_passed',
    detail:
      'The mapping of this flow has been approved. Restart the flow from attribute mapping to change it.',
    members: { advice: { command: 'restart', phase: 'field_mapping' } },
  });
}

/** 409 for rows no command may touch before a person has settled what the doctor found. */
export function repairRequired(findings: readonly DoctorFinding[] = []): AppError {
  const named = findings.map(({ code, detail, cure }) => ({ code, detail, cure }));
  return new AppError({
    kind: 'conflict',
    code: 'repair_required',
    detail:
      'The stored records of this flow do not fit together, and which repair is right is not certain. A platform administrator can choose it with the doctor; the flow can also be deleted with force.',
    members: named.length === 0 ? {} : { findings: named },
  });
}

/** 409 for a caller who has seen another version of the flow. */
export function versionConflict(current: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    detail: 'The flow has changed since you loaded it. Reload and try again.',
    members: { current_version: current },
  });
}

/** 404 for a flow the tenant does not have. */
export function flowNotFound(): AppError {
  return refusal({ code: 'flow_not_found', status: 404 });
}

/** 404 when no gate is open. */
export function noOpenGate(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'no_open_gate',
    detail: 'The flow does not wait for a decision now.',
  });
}

/** 422 for a phase name this flow type does not have. */
export function unknownPhase(): AppError {
  return refusal({ code: 'unknown_phase', status: 422 });
}

/** 409 for a change of cleansed values while no preview waits for a person. */
export function previewNotOpen(): AppError {
  const detail =
    'Recommendations are applied and undone while the flow waits with its preview. Reload to see where it stands now.';
  return new AppError({ kind: 'conflict', code: 'phase_passed', detail });
}
