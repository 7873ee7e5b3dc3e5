import { decideResume, type ResumeAnswer, type ResumeFacts } from '@landfall/domain/flow/resume-decision';
import type { FlowSummaryRow } from './flow-summary.repository.ts';
import { wordsOf } from './flow-words.ts';
import { parseGateKind } from './lock-flow.repository.ts';
import type { MayDo } from './viewer.ts';

/** What a plain resume would lead to now, without doing it. */
export interface ResumeProspect {
  readonly canResume: boolean;
  /** The outcome to expect, or the code of the refusal. */
  readonly code: string;
  readonly reason: string;
}

const sentences: Readonly<Record<string, string>> = {
  heal: 'The stored record disagrees with itself; what is certain is repaired first.',
  already_completed: 'The flow is complete.',
  requires_user_action: 'The flow waits for a decision of a person.',
  resumed: 'The flow goes on where it was paused.',
  already_running: 'The flow is running.',
  requeued: 'The worker was lost; the phase goes on after its last finished batch.',
  retried: 'The failed phase is tried again; finished batches are kept.',
  permission_denied: 'Your role may not resume flows.',
  flow_cancelled: 'The flow has been cancelled.',
  flow_deleted: 'The flow has been deleted.',
  not_retryable: 'Trying again would fail again. Remove the cause, then restart the flow from a phase.',
  repair_required: 'The stored record is damaged; a person has to choose the repair.',
};

/** Asks the decision table about a flow as a list shows it; damage no list can see shows only when resuming. */
export function prospectOf(row: FlowSummaryRow, mayDo: MayDo): ResumeProspect {
  const { answer } = decideResume(factsOf(row, mayDo), { action: 'auto', forceRestart: false });
  // What is damaged is healed first, whatever its words seem to say.
  if (wordsOf(row).needsRepair && row.deletedAt === null && answer.kind !== 'forbid') {
    return { canResume: true, code: 'heal', reason: sentences['heal'] ?? '' };
  }
  const code = codeOf(answer);
  const reason = sentences[code] ?? code.replaceAll('_', ' ');
  return { canResume: answer.kind !== 'refuse' && answer.kind !== 'forbid', code, reason };
}

function factsOf(row: FlowSummaryRow, mayDo: MayDo): ResumeFacts {
  const { status } = wordsOf(row);
  const kind = parseGateKind(row.waitingReason);
  return {
    status,
    deleted: row.deletedAt !== null,
    damage: 'none',
    mayDo,
    gate: kind && { kind, satisfied: row.undecided === 0 },
    run: row.runLive === true ? 'live' : 'lost',
    retryable: row.failureRetryable === true,
    // Only other wishes than going on look at these.
    mapping: 'current',
    undecidedColumns: row.undecided ?? 0,
    lastGateApproved: false,
    rawDataExists: true,
  };
}

function codeOf(answer: ResumeAnswer): string {
  if (answer.kind === 'refuse') return answer.code;
  if (answer.kind === 'forbid') return 'permission_denied';
  return 'outcome' in answer ? answer.outcome : 'heal';
}
