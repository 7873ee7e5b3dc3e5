import { assetDetails, assetsPage, assetsQuery, inventorySummary } from '@landfall/contract/inventory';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { type AssetColumn, defaultFields, findAssetColumn } from './asset-columns.ts';
import type { AssetView } from './asset-rows.repository.ts';
import { assetHistoryRoutes } from './asset-history.routes.ts';
import { unknownField } from './assets.errors.ts';
import type { AssetSort } from './assets.repository.ts';
import {
  type AssetListRequest,
  assetDetails as findDetails,
  listAssets,
  openEstate,
  summariseEstate,
} from './assets.service.ts';
import { assetOnWire, detailsOnWire, summaryOnWire } from './assets.wire.ts';

const tags = ['inventory'];
const config = { right: 'asset.read' } as const;
const assetParams = z.object({ id: z.uuid() });

/** The inventory of an engagement, for reading: list, one asset, counts. */
export function estateRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  const estate = openEstate(db);
  return async (app) => {
    await app.register(assetHistoryRoutes({ db }));
    app.get(
      '/assets',
      {
        config,
        schema: {
          tags,
          summary: 'Assets of the engagement',
          querystring: assetsQuery,
          response: { 200: assetsPage },
        },
      },
      async (request) => {
        const asked = requestOf(request.query);
        const { assets, sensitive, total, nextCursor } = await listAssets(estate, tenantOf(request), asked);
        const maySee = maySeeSensitiveData(request);
        const items = assets.map((asset) =>
          assetOnWire(asset, asked.view.columns, { maySee, isSensitive: sensitive.has(asset.id) }),
        );
        return { items, total, next_cursor: nextCursor };
      },
    );
    app.get(
      '/assets/:id',
      {
        config,
        schema: {
          tags,
          summary: 'One asset with its identifiers',
          params: assetParams,
          response: { 200: assetDetails },
        },
      },
      async (request) => {
        const found = await findDetails(estate, tenantOf(request), asId(request.params.id));
        return detailsOnWire(found, maySeeSensitiveData(request));
      },
    );
    app.get(
      '/inventory/summary',
      { config, schema: { tags, summary: 'Counts of assets', response: { 200: inventorySummary } } },
      async (request) => summaryOnWire(await summariseEstate(estate, tenantOf(request))),
    );
  };
}

function requestOf(query: z.output<typeof assetsQuery>): AssetListRequest {
  const {
    sort: sortText,
    columns,
    flow_id,
    application_id: applicationId,
    limit,
    offset,
    cursor,
    search,
    ...filter
  } = query;
  const sort = sortOf(sortText);
  const words = search?.trim();
  return {
    filter: { ...filter, applicationId, search: words === '' ? undefined : words },
    flowId: flow_id === undefined ? undefined : asId(flow_id),
    sort,
    view: viewOf(columns, sort),
    limit,
    offset,
    cursor,
  };
}

function sortOf(text: string): AssetSort {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const by = findAssetColumn(name);
  if (by === undefined) throw unknownField('sort', [name]);
  return { by, descending };
}

/** Custom attributes are sent along when any of them is asked for, as `custom_attributes` or `custom.KEY`. */
function viewOf(columns: string | undefined, sort: AssetSort): AssetView {
  const names = columns?.split(',').map((name) => name.trim()) ?? defaultFields;
  const wanted = [...new Set(names)].filter((name) => name !== '');
  const fields = wanted.filter((name) => name !== 'custom_attributes' && !name.startsWith('custom.'));
  const unknown = fields.filter((name) => findAssetColumn(name) === undefined);
  if (unknown.length > 0) throw unknownField('columns', unknown);
  return {
    columns: fields.flatMap((name): AssetColumn[] => {
      const column = findAssetColumn(name);
      return column === undefined ? [] : [column];
    }),
    withCustomAttributes: fields.length < wanted.length,
    sortedBy: sort.by,
  };
}
