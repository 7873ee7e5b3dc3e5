import { nextSteps } from '@landfall/domain/flow/next-steps';
import type { ResumeAnswer } from '@landfall/domain/flow/resume-decision';
import { statusOfRefusal } from '@landfall/domain/flow/transition-table';
import type { AppError } from '../../platform/app-error.ts';
import type { LockedFlow } from './flow-record.ts';
import { gateNotSatisfied, mappingPassed, refusal, repairRequired } from './flows.errors.ts';
import type { PreparedApproval } from './gate-decisions.service.ts';

type RefusalOfTable = Extract<ResumeAnswer, { kind: 'refuse' }>['code'];

/** What is known of the flow when a resume is refused. */
interface Known {
  readonly flow?: LockedFlow;
  readonly prepared?: PreparedApproval | undefined;
}

/** The error a refusal of the table is answered with; it says what stands in the way and what helps. */
export function resumeRefusal(code: RefusalOfTable, { flow, prepared }: Known): AppError {
  if (code === 'repair_required') return repairRequired();
  if (code === 'phase_passed') return mappingPassed();
  if (code === 'gate_not_satisfied') return gateNotSatisfied(prepared?.reasons ?? []);
  const members = code === 'not_retryable' && flow ? causeOf(flow) : {};
  return refusal({ code, status: statusOfRefusal(code) }, members);
}

function causeOf({ state }: LockedFlow) {
  const { failure } = state;
  const steps = nextSteps({ ...state, waitingReason: state.gate?.kind, undecided: undefined });
  return {
    failure: failure && { code: failure.code, detail: failure.detail },
    next_steps: steps.map(({ code, text }) => ({ code, text })),
  };
}
