import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../src/platform/db.ts';
import { tenantOf } from '../src/platform/request-access.ts';
import { inTenantScope } from '../src/platform/tenant-scope.ts';

/** Routes that do nothing but need a tenant and a right, to test what comes before every handler. */
export function probeRoutes(db: Db): FastifyPluginAsyncZod {
  return async (app) => {
    const answer = z.object({ client: z.string(), engagement: z.string(), actor: z.string() });
    const schema = { tags: ['system'], summary: 'Probe', response: { 200: answer } };
    const read = { config: { right: 'flow.read' as const }, schema };
    const write = {
      config: { right: 'import.upload' as const },
      schema: { ...schema, body: z.object({ name: z.string() }) },
    };
    app.get('/probe', read, (request) => whoIsIt(db, tenantOf(request)));
    app.post('/probe', write, (request) => whoIsIt(db, tenantOf(request)));
    app.get('/probe/broken', read, () => {
      throw new Error('planted-secret of an unexpected error');
    });
  };
}

/** What the database sees: settings, not what the request said. */
function whoIsIt(db: Db, tenant: ReturnType<typeof tenantOf>) {
  return inTenantScope(db, tenant, async ({ client }) => {
    const { rows } = await client.query<{ client: string; engagement: string; actor: string }>(
      'select current_client() as client, current_engagement() as engagement, current_actor() as actor',
    );
    const [row] = rows;
    if (row === undefined) throw new Error('No row.');
    return row;
  });
}
