import {
  webhookBody,
  webhookCreated,
  webhookDeliveriesAnswer,
  webhooksAnswer,
} from '@landfall/contract/webhooks';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import { refusedUrl } from './public-address.ts';
import type { WebhookSettings } from './send-messages.service.ts';
import {
  type DeliveryRow,
  insertWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  type WebhookRow,
} from './webhooks.repository.ts';

const tags = ['monitoring'];
const config = { right: 'engagement.settings' } as const;
const params = z.object({ webhook_id: z.uuid() });

/** Addresses of an engagement that are told when a flow waits, fails or stalls. */
export function webhookRoutes(deps: WebhookSettings & { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(keepingRoutes(deps));
    await app.register(lookingRoutes(deps));
  };
}

function keepingRoutes({
  db,
  secretOf,
  allowPrivate,
}: WebhookSettings & { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/webhooks',
      {
        config: { ...config, answersSecret: true },
        schema: { tags, summary: 'Add a webhook', body: webhookBody, response: { 201: webhookCreated } },
      },
      async (request, reply) => {
        const { url, events } = request.body;
        const refused = allowPrivate ? undefined : refusedUrl(new URL(url));
        if (refused !== undefined) throw urlRefused(refused);
        const row = await inTenantScope(db, tenantOf(request), async (scope) => {
          const id = await insertWebhook(scope, { url, events: [...new Set(events)] });
          const details = { host: new URL(url).host, events };
          await appendAudit(scope, {
            action: 'webhook.create',
            resourceType: 'webhook',
            resourceId: id,
            details,
          });
          return (await listWebhooks(scope, id))[0];
        });
        if (row === undefined) throw new Error('A webhook just stored is not there');
        return reply.status(201).send({ ...present(row), secret: secretOf(row.id) });
      },
    );
    app.delete(
      '/webhooks/:webhook_id',
      {
        config,
        schema: { tags, summary: 'Remove a webhook', params, response: { 204: z.void().describe('Done.') } },
      },
      async (request, reply) => {
        const { webhook_id: id } = request.params;
        await inTenantScope(db, tenantOf(request), async (scope) => {
          if (!(await removeWebhook(scope, id))) throw notFound();
          await appendAudit(scope, { action: 'webhook.remove', resourceType: 'webhook', resourceId: id });
        });
        return reply.status(204).send();
      },
    );
  };
}

function lookingRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/webhooks',
      { config, schema: { tags, summary: 'Webhooks', response: { 200: webhooksAnswer } } },
      async (request) => {
        const tenant = { ...tenantOf(request), readOnly: true };
        const rows = await inTenantScope(db, tenant, (scope) => listWebhooks(scope));
        return { items: rows.map(present) };
      },
    );
    app.get(
      '/webhooks/:webhook_id/deliveries',
      {
        config,
        schema: {
          tags,
          summary: 'Messages of a webhook and how they arrived',
          params,
          response: { 200: webhookDeliveriesAnswer },
        },
      },
      async (request) => {
        const { webhook_id: id } = request.params;
        const tenant = { ...tenantOf(request), readOnly: true };
        return inTenantScope(db, tenant, async (scope) => {
          if ((await listWebhooks(scope, id)).length === 0) throw notFound();
          return { items: (await listDeliveries(scope, id)).map(presentDelivery) };
        });
      },
    );
  };
}

function present({ id, url, events, createdBy, createdAt, pending, givenUp }: WebhookRow) {
  return {
    id,
    url,
    events,
    created_by: createdBy,
    created_at: isoTime(createdAt),
    pending,
    given_up: givenUp,
  };
}

function presentDelivery(row: DeliveryRow) {
  return {
    id: row.id,
    event: row.event,
    flow_id: row.flowId,
    status: row.status,
    attempts: row.attempts,
    due_at: row.status === 'pending' ? isoTime(row.dueAt) : null,
    last_attempt_at: isoTime(row.lastAttemptAt),
    last_status: row.lastStatus,
    last_error: row.lastError,
    delivered_at: isoTime(row.deliveredAt),
    created_at: isoTime(row.createdAt),
  };
}

function urlRefused(message: string): AppError {
  const errors = [{ field: 'url', code: 'address_refused', message }];
  return new AppError({ kind: 'invalid', code: 'validation_failed', detail: message, errors });
}

function notFound(): AppError {
  const detail = 'There is no such webhook here.';
  return new AppError({ kind: 'not-found', code: 'webhook_not_found', detail });
}
