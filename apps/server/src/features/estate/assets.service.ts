import { type AssetId, asId, type FlowId, type TenantPair } from '@landfall/domain/shared/ids';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { assetsOfSensitiveData } from '../../platform/sensitive-assets.repository.ts';
import { inTenantScope, type ScopeOptions, type TenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import { type AssetFilter, hasApplication, importOfFlow } from './asset-filter.repository.ts';
import { AssetLists, listFingerprint, type ListPage, type ListStart } from './asset-list.ts';
import {
  type AssetIdentifier,
  type AssetView,
  assetsById,
  type EstateGroup,
  estateGroups,
  findAsset,
  identifiersOf,
  type StoredAsset,
  type StoredAssetDetails,
} from './asset-rows.repository.ts';
import { applicationNotFound, assetNotFound, flowNotFound, strangeCursor } from './assets.errors.ts';
import { type AssetSort, estateVersion } from './assets.repository.ts';
import { VersionedCache } from './versioned-cache.ts';

/** What the inventory is read through: the database and what is remembered of it. */
export interface Estate {
  readonly db: Db;
  readonly lists: AssetLists;
  readonly groups: VersionedCache<readonly EstateGroup[]>;
}

const REMEMBERED_SUMMARIES = 200;

/** The estates of a database, with nothing remembered yet. */
export function openEstate(db: Db): Estate {
  return { db, lists: new AssetLists(db), groups: new VersionedCache(REMEMBERED_SUMMARIES) };
}

type Tenant = TenantPair & ScopeOptions;

export interface AssetListRequest {
  readonly filter: Omit<AssetFilter, 'importId'>;
  readonly flowId: FlowId | undefined;
  readonly sort: AssetSort;
  readonly view: AssetView;
  readonly limit: number;
  /** Wins over the cursor. */
  readonly offset: number | undefined;
  readonly cursor: string | undefined;
}

export interface AssetPage {
  readonly assets: readonly StoredAsset[];
  /** Those that an import of sensitive data made or gave values to. */
  readonly sensitive: ReadonlySet<string>;
  readonly total: number;
  readonly nextCursor: string | null;
}

const cursorShape = z.strictObject({
  list: z.string(),
  key: z.string().nullable(),
  id: z.uuid().transform((id): AssetId => asId(id)),
  position: z.number().int().min(0),
  version: z.string(),
});

/** One page of the inventory of an engagement, of all its flows unless one is named. */
export async function listAssets(
  { db, lists }: Estate,
  tenant: Tenant,
  request: AssetListRequest,
): Promise<AssetPage> {
  const { flowId, sort, limit, view } = request;
  const importId = flowId === undefined ? undefined : await importOf(db, tenant, flowId);
  const { applicationId } = request.filter;
  if (applicationId !== undefined) await requireApplication(db, tenant, applicationId);
  const filter = { ...request.filter, importId };
  const list = listFingerprint(filter, sort);
  const start = startOf(request, list);
  return lists.page(tenant, { filter, sort, start, limit }, async (scope, page) => {
    const assets = await assetsById(scope, page.ids, view);
    const sensitive = await assetsOfSensitiveData(scope, page.ids);
    return { assets, sensitive, total: page.total, nextCursor: nextCursor(list, page, assets.at(-1)) };
  });
}

function importOf(db: Db, tenant: Tenant, flowId: FlowId) {
  return inTenantScope(db, { ...tenant, readOnly: true }, async (scope) => {
    const importId = await importOfFlow(scope, flowId);
    if (importId === undefined) throw flowNotFound();
    return importId;
  });
}

function requireApplication(db: Db, tenant: Tenant, id: string): Promise<void> {
  return inTenantScope(db, { ...tenant, readOnly: true }, async (scope) => {
    if (!(await hasApplication(scope, id))) throw applicationNotFound();
  });
}

function startOf({ offset, cursor }: AssetListRequest, list: string): ListStart {
  if (offset !== undefined || cursor === undefined) return { offset: offset ?? 0 };
  const { list: listOfCursor, key, id, position, version } = decodeCursor(cursor, cursorShape);
  if (listOfCursor !== list) throw strangeCursor();
  return { after: { key, id }, position, version };
}

function nextCursor(list: string, page: ListPage, last: StoredAsset | undefined): string | null {
  if (!page.hasMore || last === undefined) return null;
  const { position, version } = page;
  return encodeCursor({ list, key: last.sort_key, id: last.id, position, version });
}

export interface AssetDetails {
  readonly asset: StoredAssetDetails;
  readonly identifiers: readonly AssetIdentifier[];
  /** True when an import of sensitive data made it or gave it values. */
  readonly isSensitive: boolean;
}

/** One asset with its identifiers; throws `asset_not_found` outside the engagement. */
export function assetDetails({ db }: Estate, tenant: Tenant, id: AssetId): Promise<AssetDetails> {
  return inTenantScope(db, { ...tenant, readOnly: true }, async (scope) => {
    const asset = await findAsset(scope, id);
    if (asset === undefined) throw assetNotFound();
    const isSensitive = (await assetsOfSensitiveData(scope, [id])).has(id);
    return { asset, isSensitive, identifiers: await identifiersOf(scope, id) };
  });
}

/** Counts of the live assets by type, environment and criticality together, read once a version of the estate. */
export function summariseEstate({ db, groups }: Estate, tenant: Tenant): Promise<readonly EstateGroup[]> {
  return inTenantScope(db, { ...tenant, readOnly: true }, async (scope: TenantScope) => {
    const version = await estateVersion(scope);
    const key = `${tenant.clientAccountId} ${tenant.engagementId}`;
    const known = groups.get(key, version);
    if (known !== undefined) return known;
    const counted = await estateGroups(scope);
    groups.put(key, version, counted);
    return counted;
  });
}
