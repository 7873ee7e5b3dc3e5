import { randomUUID } from 'node:crypto';
import type { AssetRow } from '@landfall/contract/inventory';
import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import { asId, type FlowId, type ImportId, type TenantPair } from '@landfall/domain/shared/ids';
import type { Pool } from 'pg';
import type { Db } from '../src/platform/db.ts';
import { inTenantScope } from '../src/platform/tenant-scope.ts';
import type { TestServer } from './server.ts';

export type AssetValues = Readonly<Record<string, unknown>> & { readonly name: string };

/** Writes assets as the worker would, inside the tenant's walls; returns their ids in the given order. */
export function addAssets(db: Db, tenant: TenantPair, assets: readonly AssetValues[]): Promise<string[]> {
  return inTenantScope(db, tenant, async ({ tx, clientAccountId, engagementId }) => {
    const ids: string[] = [];
    for (const asset of assets) {
      const { id } = await tx
        .insertInto('assets')
        .values({
          client_account_id: clientAccountId,
          engagement_id: engagementId,
          asset_type: 'server',
          type_source: 'declared',
          discovery_method: 'import',
          name_normalized: nameKey(asset.name),
          ...asset,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      ids.push(id);
    }
    return ids;
  });
}

/** Writes many assets named `asset-0000001` and so on, one in three without memory. */
export async function addManyAssets(db: Db, tenant: TenantPair, count: number): Promise<void> {
  await inTenantScope(db, tenant, ({ client, clientAccountId, engagementId }) =>
    client.query(
      `insert into assets (client_account_id, engagement_id, name, name_normalized, asset_type, type_source,
         discovery_method, environment, memory_gb)
       select $1, $2, name, name, 'server', 'declared', 'import',
         case when n % 4 = 0 then 'production' else 'test' end, case when n % 3 > 0 then n * 7919 % 64 end
       from (select n, 'asset-' || lpad((n * 7919 % 1000003)::text, 7, '0') as name from generate_series(1, $3::int) n) s`,
      [clientAccountId, engagementId, count],
    ),
  );
}

/** The import of a flow, without the flow itself: enough for what only filters by it. */
export async function addImport(
  admin: Pool,
  tenant: TenantPair,
): Promise<{ flowId: FlowId; importId: ImportId }> {
  const flowId: FlowId = asId(randomUUID());
  const importId: ImportId = asId(randomUUID());
  const client = await admin.connect();
  try {
    // Leaves foreign keys unchecked on this connection, which is not used again.
    await client.query('set session_replication_role = replica');
    await client.query(
      `insert into data_imports (client_account_id, engagement_id, id, flow_id, import_category, import_name, imported_by)
       values ($1, $2, $3, $4, 'cmdb_export', 'Import', gen_random_uuid())`,
      [tenant.clientAccountId, tenant.engagementId, importId, flowId],
    );
  } finally {
    client.release(true);
  }
  return { flowId, importId };
}

/** What a viewer of one engagement gets from the API. Members are there as far as the route answers them. */
export interface EstateReader {
  readonly tenant: TenantPair;
  readonly ids: readonly string[];
  get(path: string): Promise<{ status: number; body: EstateAnswer }>;
  /** Names on a page of the list, which must be answered. */
  names(query: string): Promise<string[]>;
  /** Ids of the whole list, read page after page by cursor. */
  walk(query: string): Promise<string[]>;
}

interface EstateAnswer {
  readonly items: readonly AssetRow[];
  readonly total: number;
  readonly next_cursor: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly identifiers: readonly unknown[];
  readonly source_rows: number;
  readonly code: string;
}

/** Makes engagements with assets, and viewers who read them over the API of a server. */
export function readersOn(server: TestServer) {
  const viewerOf = async (tenant: TenantPair, ids: readonly string[] = []): Promise<EstateReader> => {
    const userId = await server.tenants.user();
    await server.tenants.grant(userId, 'viewer', tenant);
    const headers = server.headersOf(userId, tenant);
    const get: EstateReader['get'] = async (path) => {
      const response = await server.send({ url: `/api/v1${path}`, headers });
      return { status: response.statusCode, body: response.json<EstateAnswer>() };
    };
    return {
      tenant,
      ids,
      get,
      names: async (query) => (await get(`/assets?${query}`)).body.items.map(({ name }) => name),
      walk: (query) => walk(get, query),
    };
  };
  const estateOf = async (assets: readonly AssetValues[]): Promise<EstateReader> => {
    const tenant = await server.tenants.tenant();
    return viewerOf(tenant, await addAssets(server.db, tenant, assets));
  };
  return { viewerOf, estateOf };
}

async function walk(get: EstateReader['get'], query: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await get(`/assets?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    ids.push(...body.items.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  return ids;
}
