import type { FastifyPluginAsync, FastifySchema } from 'fastify';
import type { z } from 'zod';
import { appendAudit } from './audit.ts';
import type { Db } from './db.ts';
import { tenantOf } from './request-access.ts';
import { inTenantScope, type TenantScope } from './tenant-scope.ts';

/** A setting of an engagement: what is read, what may be written, and the name of the change in the audit log. */
export interface EngagementSetting<Body extends z.ZodType, Answer extends z.ZodType> {
  readonly path: `/${string}`;
  readonly action: `engagement.${string}`;
  readonly body: Body;
  readonly answer: Answer;
  /** What reading and storing are for, as the document of the API says it. */
  readonly summaries: { readonly read: string; readonly store: string };
  readonly read: (scope: TenantScope) => Promise<z.input<Answer>>;
  /** Stores a body and answers what the audit log keeps of it. */
  readonly store: (scope: TenantScope, body: z.output<Body>) => Promise<Readonly<Record<string, unknown>>>;
}

/** Routes that read and store one setting: every member may see it, who manages the engagement may change it. */
export function settingRoutes<Body extends z.ZodType, Answer extends z.ZodType>(
  { db }: { readonly db: Db },
  setting: EngagementSetting<Body, Answer>,
): FastifyPluginAsync {
  const { path, body, summaries } = setting;
  const common: FastifySchema = { tags: ['settings'], response: { 200: setting.answer } };
  return async (app) => {
    app.route({
      method: 'GET',
      url: path,
      config: { right: 'asset.read' },
      schema: { ...common, summary: summaries.read },
      handler: (request) => inTenantScope(db, { ...tenantOf(request), readOnly: true }, setting.read),
    });
    app.route({
      method: 'PUT',
      url: path,
      config: { right: 'engagement.settings' },
      schema: { ...common, summary: summaries.store, body },
      handler: (request) =>
        inTenantScope(db, tenantOf(request), async (scope) => {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema of this route has made it
          const details = await setting.store(scope, request.body as z.output<Body>);
          const entry = { action: setting.action, resourceType: 'engagement' };
          await appendAudit(scope, { ...entry, resourceId: scope.engagementId, details });
          return setting.read(scope);
        }),
    });
  };
}
