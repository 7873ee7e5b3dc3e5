import type { WebhookEvent } from '@landfall/domain/flow/webhook-event';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

export interface WebhookRow {
  readonly id: string;
  readonly url: string;
  readonly events: WebhookEvent[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly pending: number;
  readonly givenUp: number;
}

/** The webhooks of the engagement that are not removed, oldest first; only one when an id is given. */
export async function listWebhooks(scope: TenantScope, id?: string): Promise<WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`
    select w.id, w.url, w.events, w.created_by as "createdBy", w.created_at as "createdAt",
      (select count(*) from webhook_deliveries d where ${ofWebhook} and d.status = 'pending') as pending,
      (select count(*) from webhook_deliveries d where ${ofWebhook} and d.status = 'given_up') as "givenUp"
    from webhooks w where w.client_account_id = ${scope.clientAccountId} and w.engagement_id = ${scope.engagementId}
      and w.removed_at is null and (${id ?? null}::uuid is null or w.id = ${id ?? null}::uuid)
    order by w.id`.execute(scope.tx);
  return rows;
}

const ofWebhook = sql`d.client_account_id = w.client_account_id and d.engagement_id = w.engagement_id
  and d.webhook_id = w.id`;

/** Stores a webhook of the scope's actor and answers its id. */
export async function insertWebhook(
  scope: TenantScope,
  { url, events }: { readonly url: string; readonly events: readonly WebhookEvent[] },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into webhooks (client_account_id, engagement_id, url, events, created_by)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${url}, ${[...events]}::text[], ${scope.actor.userId})
    returning id`.execute(scope.tx);
  const [row] = rows;
  if (row === undefined) throw new Error('The webhook was not stored');
  return row.id;
}

/** Removes a webhook and withdraws what has not been sent; false when there is none. */
export async function removeWebhook(scope: TenantScope, id: string): Promise<boolean> {
  const { clientAccountId, engagementId, actor } = scope;
  const { numAffectedRows } = await sql`
    update webhooks set removed_at = now(), removed_by = ${actor.userId}
    where client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and id = ${id}::uuid
      and removed_at is null`.execute(scope.tx);
  if (numAffectedRows !== 1n) return false;
  await sql`
    update webhook_deliveries set status = 'withdrawn'
    where client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and webhook_id = ${id}::uuid
      and status = 'pending'`.execute(scope.tx);
  return true;
}

export interface DeliveryRow {
  readonly id: string;
  readonly event: WebhookEvent;
  readonly flowId: string;
  readonly status: 'pending' | 'delivered' | 'given_up' | 'withdrawn';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastAttemptAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly deliveredAt: Date | null;
  readonly createdAt: Date;
}

/** The newest 100 messages of a webhook. */
export async function listDeliveries(scope: TenantScope, webhookId: string): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select id, event, flow_id as "flowId", status, attempts, due_at as "dueAt",
      last_attempt_at as "lastAttemptAt", last_status as "lastStatus", last_error as "lastError",
      delivered_at as "deliveredAt", created_at as "createdAt"
    from webhook_deliveries where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and webhook_id = ${webhookId}::uuid
    order by id desc limit 100`.execute(scope.tx);
  return rows;
}
