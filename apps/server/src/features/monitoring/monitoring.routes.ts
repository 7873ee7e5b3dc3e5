import { operationStatistics } from '@landfall/contract/monitoring';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import { readStatistics } from './statistics.repository.ts';

/** Figures of the running product for its operator. */
export function monitoringRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/metrics',
      {
        config: { right: 'platform.operate', context: 'none' },
        schema: {
          tags: ['monitoring'],
          summary: 'Flows by status, queue, failures, deletions',
          response: { 200: operationStatistics },
        },
      },
      () => readStatistics(db),
    );
  };
}
