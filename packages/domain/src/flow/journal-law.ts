import type { FlowCommandName } from './flow-command.ts';
import { type ChildStatus, parseChildStatus } from './flow-status.ts';
import { type JournalEventType, journalEventTypes } from './journal-event-type.ts';
import { cellOf } from './reduce-flow.ts';

/** The command whose row of the transition table an event type follows. */
const commandOf: Readonly<Record<JournalEventType, FlowCommandName>> = {
  flow_created: 'upload_new',
  phase_started: 'start_phase',
  rows_stored: 'note',
  phase_succeeded: 'phase_succeeded',
  completed: 'phase_succeeded',
  decision_needed: 'phase_needs_decision',
  phase_failed: 'phase_failed',
  retry_scheduled: 'phase_failed',
  mapping_decided: 'note',
  issue_decided: 'note',
  preview_changed: 'note',
  gate_approved: 'approve',
  gate_rejected: 'reject',
  paused: 'pause',
  resumed: 'resume',
  retried: 'retry',
  restarted: 'restart_from',
  cancelled: 'cancel',
  correction_added: 'upload_correction',
  healed: 'heal',
  deleted: 'delete',
};

/** Whether the transition table allows what a stored journal row says happened; unknown words are not allowed. */
export function journalAllows(type: string, from: string | null, to: string | null): boolean {
  const known = journalEventTypes.find((word) => word === type);
  const status = parseChildStatus(to ?? '');
  if (known === undefined || status === undefined) return false;
  const column = from === null ? 'none' : parseChildStatus(from);
  return cellOf(commandOf[known], column).some((outcome) => 'to' in outcome && leadsTo(outcome.to, status));
}

/** A deletion leaves the child cancelled, or completed if it was. */
function leadsTo(to: ChildStatus | 'deleted', status: ChildStatus): boolean {
  return to === 'deleted' ? status === 'cancelled' || status === 'completed' : to === status;
}
