import { asId, type FlowId, type TenantPair } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { inPlatformScope, type TenantScope } from '../../platform/tenant-scope.ts';

/** A message that is due, of any tenant. */
export interface DueDelivery extends TenantPair {
  readonly deliveryId: string;
}

/** Messages whose time has come, longest due first. */
export function listDue(db: Db, most: number): Promise<DueDelivery[]> {
  return inPlatformScope(db, { readOnly: true }, async ({ tx }) => {
    const { rows } = await sql<{ client: string; engagement: string; deliveryId: string }>`
      select client_account_id as client, engagement_id as engagement, delivery_id as "deliveryId"
      from due_webhook_deliveries(${most})`.execute(tx);
    return rows.map(({ client, engagement, deliveryId }) => ({
      clientAccountId: asId(client),
      engagementId: asId(engagement),
      deliveryId,
    }));
  });
}

/** A message taken for one attempt. */
export interface TakenDelivery {
  readonly webhookId: string;
  readonly url: string;
  readonly flowId: string;
  readonly event: string;
  readonly body: Record<string, unknown>;
  /** This one counted. */
  readonly attempts: number;
  /** Time of the attempt by the database's clock, seconds since 1970. */
  readonly timestamp: number;
}

/** Takes a due message for an attempt; `undefined` when another process was faster. Nobody else takes it for a minute. */
export async function takeDelivery(scope: TenantScope, id: string): Promise<TakenDelivery | undefined> {
  const { rows } = await sql<TakenDelivery>`
    update webhook_deliveries d set attempts = d.attempts + 1, last_attempt_at = clock_timestamp(),
      due_at = clock_timestamp() + interval '1 minute'
    from webhooks w
    where d.client_account_id = ${scope.clientAccountId} and d.engagement_id = ${scope.engagementId}
      and d.id = ${id}::uuid and d.status = 'pending' and d.due_at <= clock_timestamp()
      and w.client_account_id = d.client_account_id and w.engagement_id = d.engagement_id and w.id = d.webhook_id
    returning d.webhook_id as "webhookId", w.url, d.flow_id as "flowId", d.event, d.body, d.attempts,
      floor(extract(epoch from clock_timestamp()))::bigint as timestamp`.execute(scope.tx);
  return rows[0];
}

/** What became of an attempt. */
export interface AttemptEnd {
  readonly status: 'delivered' | 'pending' | 'given_up';
  readonly answered: number | null;
  readonly error: string | null;
  /** Seconds until the next attempt of a pending one. */
  readonly delaySeconds: number;
}

/** Stores how an attempt ended. A message withdrawn meanwhile stays withdrawn. */
export async function settleDelivery(scope: TenantScope, id: string, end: AttemptEnd): Promise<void> {
  await sql`
    update webhook_deliveries set status = ${end.status}, last_status = ${end.answered},
      last_error = ${end.error}, due_at = clock_timestamp() + make_interval(secs => ${end.delaySeconds}),
      delivered_at = case when ${end.status} = 'delivered' then clock_timestamp() end
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${id}::uuid and status = 'pending'`.execute(scope.tx);
}

/** A run that has been silent for two minutes, of any tenant. */
export interface SilentRun extends TenantPair {
  readonly flowId: FlowId;
  readonly runId: string;
  readonly phase: string;
  readonly since: Date;
}

/** Runs nobody has given a sign of work on for two minutes. */
export function listSilentRuns(db: Db): Promise<SilentRun[]> {
  return inPlatformScope(db, { readOnly: true }, async ({ tx }) => {
    const { rows } = await sql<
      Record<'client' | 'engagement' | 'flow' | 'run' | 'phase', string> & { since: Date }
    >`
      select client_account_id as client, engagement_id as engagement, flow_id as flow, run_id as run, phase,
        silent_since as since from silent_runs()`.execute(tx);
    return rows.map(({ client, engagement, flow, run, phase, since }) => ({
      clientAccountId: asId(client),
      engagementId: asId(engagement),
      flowId: asId(flow),
      runId: run,
      phase,
      since,
    }));
  });
}

/** Whether a flow is running and not deleted. */
export async function isRunning(scope: TenantScope, flowId: FlowId): Promise<boolean> {
  const { rows } = await sql<{ running: boolean }>`
    select exists (select from discovery_flows where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and flow_id = ${flowId} and status = 'running'
      and deleted_at is null) as running`.execute(scope.tx);
  return rows[0]?.running === true;
}
