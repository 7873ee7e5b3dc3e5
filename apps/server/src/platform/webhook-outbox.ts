import type { WebhookEvent } from '@landfall/domain/flow/webhook-event';
import type { FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from './tenant-scope.ts';

/** Something webhooks are told of. */
export interface Told {
  readonly event: WebhookEvent;
  readonly flowId: FlowId;
  /** Names the occurrence; a webhook is told of it once, however often this is called. */
  readonly eventKey: string;
  /** Ids, words and times, ISO 8601; never names or rows. */
  readonly body: {
    readonly at: string;
    readonly status: string;
    readonly current_phase: string;
    readonly waiting_reason: string | null;
    readonly failure_code: string | null;
    readonly seq: number | null;
  };
}

/** Puts a message for every webhook of the engagement that wants the event into the outbox, in this transaction. */
export async function tellWebhooks(scope: TenantScope, told: Told): Promise<void> {
  const { clientAccountId, engagementId } = scope;
  await sql`
    insert into webhook_deliveries (client_account_id, engagement_id, webhook_id, flow_id, event, event_key, body)
    select client_account_id, engagement_id, id, ${told.flowId}, ${told.event}, ${told.eventKey},
      ${JSON.stringify(told.body)}::jsonb
    from webhooks where client_account_id = ${clientAccountId} and engagement_id = ${engagementId}
      and removed_at is null and ${told.event} = any (events)
    on conflict (client_account_id, engagement_id, webhook_id, event_key) do nothing`.execute(scope.tx);
}
