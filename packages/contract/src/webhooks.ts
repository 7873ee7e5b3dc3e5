import { webhookEvents } from '@landfall/domain/flow/webhook-event';
import { z } from 'zod';
import { id, timestamp } from './common.ts';

export const webhookEvent = z.enum(webhookEvents);

export const webhookSchema = z.object({
  id,
  url: z.string(),
  events: z.array(webhookEvent),
  created_by: id,
  created_at: timestamp,
  /** Messages that have not arrived yet. */
  pending: z.number().int(),
  given_up: z.number().int(),
});
export const webhooksAnswer = z.object({ items: z.array(webhookSchema) });

export const webhookBody = z.strictObject({
  /** HTTPS, without a user name, to a public address. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  events: z.array(webhookEvent).min(1).max(webhookEvents.length),
});
/** The secret is shown this once; signatures are made with it. */
export const webhookCreated = webhookSchema.extend({ secret: z.string() });

export const webhookDelivery = z.object({
  /** Goes with every attempt as `landfall-delivery`. */
  id,
  event: webhookEvent,
  flow_id: id,
  status: z.enum(['pending', 'delivered', 'given_up', 'withdrawn']),
  attempts: z.number().int(),
  /** Time of the next attempt of a pending message. */
  due_at: timestamp.nullable(),
  last_attempt_at: timestamp.nullable(),
  /** Status the receiver answered last; null when it did not. */
  last_status: z.number().int().nullable(),
  last_error: z.string().nullable(),
  delivered_at: timestamp.nullable(),
  created_at: timestamp,
});
/** Newest first, at most 100. */
export const webhookDeliveriesAnswer = z.object({ items: z.array(webhookDelivery) });

/** Body of a message. Unknown members may come later. */
export const webhookMessage = z.object({
  id,
  event: webhookEvent,
  at: timestamp,
  client_account_id: id,
  engagement_id: id,
  flow_id: id,
  status: z.string(),
  current_phase: z.string(),
  /** Gate that waits, for `flow.waiting`. */
  waiting_reason: z.string().nullable(),
  failure_code: z.string().nullable(),
  /** Sequence number of the journal event; null for `flow.stalled`, which is none. */
  seq: z.number().int().nullable(),
});
export type WebhookMessage = z.infer<typeof webhookMessage>;
