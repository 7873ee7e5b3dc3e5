import { pageQuery } from '@landfall/contract/common';
import { previewEndsPage } from '@landfall/contract/inventory';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { nextOffset, offsetPage } from '../../platform/wire.ts';
import { findFlowImport } from './flow-import.repository.ts';
import { flowNotFound } from './inventory.errors.ts';
import { countPlannedEnds, listPlannedEnds } from './planned-ends.repository.ts';
import { endsAsShown } from './shown-preview.service.ts';

/** The part of a preview that no row is about: assets made of ends of connections. */
export function previewEndRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows/:flow_id/asset-preview/ends',
      {
        config: { right: 'asset.read' },
        schema: {
          tags: ['inventory'],
          summary: 'Assets that would be made of ends of connections, because the inventory has none',
          params: z.object({ flow_id: z.uuid() }),
          querystring: pageQuery,
          response: { 200: previewEndsPage },
        },
      },
      async (request) =>
        inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          const flow = await findFlowImport(scope, request.params.flow_id);
          if (flow === undefined) throw flowNotFound();
          const page = offsetPage(request.query);
          const total = await countPlannedEnds(scope, flow.importId);
          const found = await listPlannedEnds(scope, flow.importId, page);
          const { importId } = flow;
          const items = await endsAsShown(scope, found, { importId, maySee: maySeeSensitiveData(request) });
          return { items, total, next_cursor: nextOffset(page, total) };
        }),
    );
  };
}
