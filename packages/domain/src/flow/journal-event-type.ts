/** Types of the rows of `flow_events`. */
export const journalEventTypes = [
  'flow_created',
  'phase_started',
  'rows_stored',
  'phase_succeeded',
  'decision_needed',
  'phase_failed',
  'retry_scheduled',
  'mapping_decided',
  'issue_decided',
  'preview_changed',
  'gate_approved',
  'gate_rejected',
  'paused',
  'resumed',
  'retried',
  'restarted',
  'cancelled',
  'correction_added',
  'healed',
  'deleted',
  'completed',
] as const;
export type JournalEventType = (typeof journalEventTypes)[number];

/** Events that record what happened inside a phase or at a gate and leave the flow's status as it is. */
export const notedEventTypes = [
  'rows_stored',
  'mapping_decided',
  'issue_decided',
  'preview_changed',
] as const;
export type NotedEventType = (typeof notedEventTypes)[number];
