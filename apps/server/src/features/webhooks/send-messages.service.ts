import { maximumSendAttempts, sendDelaySeconds } from '@landfall/domain/flow/webhook-event';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Db } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { tellWebhooks } from '../../platform/webhook-outbox.ts';
import {
  type AttemptEnd,
  type DueDelivery,
  isRunning,
  listDue,
  listSilentRuns,
  settleDelivery,
  type SilentRun,
  takeDelivery,
  type TakenDelivery,
} from './outbox.repository.ts';
import { type Arrival, postMessage } from './post-message.ts';

/** How messages are signed and where they may go. */
export interface WebhookSettings {
  /** Secret of a webhook, from its id. */
  readonly secretOf: (webhookId: string) => string;
  /** Whether messages may go to private addresses and over plain HTTP. */
  readonly allowPrivate: boolean;
}

export interface SendDeps extends WebhookSettings {
  readonly db: Db;
  readonly log: Log;
}

const messagesAtOnce = 10;

/** Sends what is due, each message once; answers how many were attempted. */
export async function sendDueMessages(deps: SendDeps): Promise<number> {
  const due = await listDue(deps.db, messagesAtOnce);
  const attempted = await Promise.all(due.map((delivery) => sendOne(deps, delivery)));
  return attempted.filter(Boolean).length;
}

/**
 * One attempt. A process that dies between sending and writing that down leaves the message to be sent again a minute
 * later, under the same id.
 */
async function sendOne({ db, log, secretOf, allowPrivate }: SendDeps, due: DueDelivery): Promise<boolean> {
  const { deliveryId: id } = due;
  const taken = await inTenantScope(db, due, (scope) => takeDelivery(scope, id));
  if (taken === undefined) return false;
  crashPoint('webhook.taken');
  const { url, event, timestamp, webhookId } = taken;
  const body = bodyOf(due, taken);
  const message = { url, id, event, body, timestamp, secret: secretOf(webhookId) };
  const arrival = await postMessage(message, { allowPrivate });
  crashPoint('webhook.sent');
  const end = endOf(arrival, taken.attempts);
  await inTenantScope(db, due, (scope) => settleDelivery(scope, id, end));
  crashPoint('webhook.settled');
  if (end.status === 'given_up') log.warn({ webhook: webhookId, delivery: id }, 'webhook message given up');
  return true;
}

/** The same text at every attempt. */
function bodyOf({ clientAccountId, engagementId, deliveryId }: DueDelivery, taken: TakenDelivery): string {
  const { event, flowId, body } = taken;
  const ids = { client_account_id: clientAccountId, engagement_id: engagementId, flow_id: flowId };
  return JSON.stringify({ id: deliveryId, event, ...ids, ...body });
}

function endOf(arrival: Arrival, attempts: number): AttemptEnd {
  const answered = arrival.kind === 'answered' ? arrival.status : null;
  const error = arrival.kind === 'failed' ? arrival.error : null;
  if (answered !== null && answered >= 200 && answered < 300) {
    return { status: 'delivered', answered, error, delaySeconds: 0 };
  }
  const status = attempts >= maximumSendAttempts ? 'given_up' : 'pending';
  return { status, answered, error, delaySeconds: sendDelaySeconds(attempts) };
}

/** Tells of every flow that fell silent; each silence is told once, however often this is asked. */
export async function tellSilentFlows(db: Db): Promise<void> {
  for (const run of await listSilentRuns(db)) await inTenantScope(db, run, (scope) => tell(scope, run));
}

async function tell(
  scope: Parameters<typeof tellWebhooks>[0],
  { flowId, runId, phase, since }: SilentRun,
): Promise<void> {
  if (!(await isRunning(scope, flowId))) return;
  await tellWebhooks(scope, {
    event: 'flow.stalled',
    flowId,
    eventKey: `stalled ${runId} ${since.getTime()}`,
    body: {
      at: since.toISOString(),
      status: 'running',
      current_phase: phase,
      waiting_reason: null,
      failure_code: null,
      seq: null,
    },
  });
}
