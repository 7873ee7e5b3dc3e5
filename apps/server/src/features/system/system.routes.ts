import { healthAnswer, readyAnswer, versionAnswer } from '@landfall/contract/system';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';

/** One thing the server cannot work without, as it is now. */
export interface ReadinessCheck {
  readonly name: string;
  readonly ok: boolean;
  /** One sentence without tenant data, paths or SQL. */
  readonly detail: string;
}

export interface SystemDeps {
  readonly version: string;
  readonly checkReadiness: () => Promise<readonly ReadinessCheck[]>;
}

const tags = ['system'];
const config = { right: 'public' } as const;

/** Health of the process, readiness of what it needs, and its version. They carry no tenant data. */
export function systemRoutes({ version, checkReadiness }: SystemDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/health',
      { config, schema: { tags, summary: 'Whether the process answers', response: { 200: healthAnswer } } },
      () => ({ status: 'ok' as const }),
    );
    app.get(
      '/ready',
      {
        config,
        schema: {
          tags,
          summary: 'Whether everything the server needs is there',
          response: { 200: readyAnswer, 503: readyAnswer },
        },
      },
      async (_request, reply) => {
        const checks = [...(await checkReadiness())];
        const isReady = checks.every(({ ok }) => ok);
        return isReady
          ? reply.status(200).send({ status: 'ready', checks })
          : reply.status(503).send({ status: 'not_ready', checks });
      },
    );
    app.get(
      '/version',
      { config, schema: { tags, summary: 'Version of the server', response: { 200: versionAnswer } } },
      () => ({ name: 'landfall' as const, version }),
    );
  };
}
