import { assetHistoryPage, type AssetHistoryPage } from '@landfall/contract/inventory';
import { pageQuery } from '@landfall/contract/common';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor, isoTime } from '../../platform/wire.ts';
import { type AssetChangeRow, listAssetChanges } from './asset-history.repository.ts';
import { assetNotFound } from './assets.errors.ts';
import { findAsset } from './asset-rows.repository.ts';

const position = z.object({ id: z.uuid() });

/** What has happened to one asset since it was made. */
export function assetHistoryRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/assets/:id/history',
      {
        config: { right: 'asset.read' },
        schema: {
          tags: ['inventory'],
          summary: 'Changes of an asset with who made them, newest first',
          params: z.object({ id: z.uuid() }),
          querystring: pageQuery,
          response: { 200: assetHistoryPage },
        },
      },
      async (request) => {
        const { limit, cursor } = request.query;
        const beforeId = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
        const found = await inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          const id = asId<'Asset'>(request.params.id);
          if ((await findAsset(scope, id)) === undefined) throw assetNotFound();
          return listAssetChanges(scope, id, { beforeId, limit });
        });
        return pageOnWire(found, limit);
      },
    );
  };
}

function pageOnWire(
  { rows, total }: { rows: readonly AssetChangeRow[]; total: number },
  limit: number,
): AssetHistoryPage {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    items: rows.map((row) => ({
      id: row.id,
      change: row.change,
      fields: [...row.fields],
      asset_version: row.assetVersion,
      actor: { user_id: row.actorId, name: row.actorName, kind: row.actorKind },
      at: isoTime(row.at),
    })),
    total,
    next_cursor: last === undefined ? null : encodeCursor({ id: last.id }),
  };
}
