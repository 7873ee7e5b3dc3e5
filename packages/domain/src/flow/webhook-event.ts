import type { ChildStatus } from './flow-status.ts';

/** What an engagement can be told of. */
export const webhookEvents = ['flow.waiting', 'flow.failed', 'flow.stalled'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** The event a change of status is told as; `undefined` for one nobody is told of, such as going on after a pause. */
export function webhookEventOf(change: {
  readonly from: ChildStatus | undefined;
  readonly to: ChildStatus;
}): WebhookEvent | undefined {
  if (change.from === change.to || change.from === 'paused') return undefined;
  if (change.to === 'waiting_for_approval') return 'flow.waiting';
  return change.to === 'failed' ? 'flow.failed' : undefined;
}

/** Attempts to send a message before it is given up. */
export const maximumSendAttempts = 12;

/** Seconds until the next attempt after so many: 10, doubled each time, an hour at most. */
export function sendDelaySeconds(attempts: number): number {
  return Math.min(3600, 10 * 2 ** Math.max(0, attempts - 1));
}
