import type { FlowStatus, FlowSummary } from '../api/entities.ts';

const urgency: Readonly<Record<FlowStatus, number>> = {
  failed: 0,
  waiting_for_approval: 1,
  running: 2,
  paused: 3,
  completed: 4,
  cancelled: 5,
};

/** Flows that need a person first: failed, waiting, running, paused. */
export function byUrgency<Flow extends Pick<FlowSummary, 'status'>>(flows: readonly Flow[]): Flow[] {
  return flows.toSorted((a, b) => urgency[a.status] - urgency[b.status]);
}
