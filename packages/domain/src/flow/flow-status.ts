/** Status words of the child row (`discovery_flows.status`), the only place where a flow's status is decided. */
export const childStatuses = [
  'running',
  'waiting_for_approval',
  'paused',
  'completed',
  'failed',
  'cancelled',
] as const;
export type ChildStatus = (typeof childStatuses)[number];

/** Status words of the master row; each is a function of the child row, see {@link masterStatusOf}. */
export const masterStatuses = ['initialized', ...childStatuses, 'deleted'] as const;
export type MasterStatus = (typeof masterStatuses)[number];

/** What {@link masterStatusOf} reads of a child row. */
export interface ChildStanding {
  readonly status: ChildStatus;
  /** True once the first phase has started. */
  readonly started: boolean;
  readonly deleted: boolean;
}

/** The master status that belongs to a child row. */
export function masterStatusOf(child: ChildStanding): MasterStatus {
  if (child.deleted) return 'deleted';
  return child.status === 'running' && !child.started ? 'initialized' : child.status;
}

const incomplete: Readonly<Record<ChildStatus, boolean>> = {
  running: true,
  waiting_for_approval: true,
  paused: true,
  failed: true,
  completed: false,
  cancelled: false,
};

/** True while work or a decision is outstanding. */
export function isIncomplete(status: ChildStatus): boolean {
  return incomplete[status];
}

/** True when no further phase will run unless a correction reopens the flow. */
export function isTerminal(status: ChildStatus): boolean {
  return !incomplete[status];
}

/** True when the flow holds its slot, so that a second upload of the same category is refused. */
export function isBlocking(child: { readonly status: ChildStatus; readonly deleted: boolean }): boolean {
  return !child.deleted && incomplete[child.status];
}

/** Statuses that hold a slot; the partial unique index of `discovery_flows` names the same words. */
export const blockingStatuses: readonly ChildStatus[] = childStatuses.filter(isIncomplete);

/** Narrows a stored word to a child status; `undefined` for any other word. */
export function parseChildStatus(word: string): ChildStatus | undefined {
  return childStatuses.find((status) => status === word);
}
