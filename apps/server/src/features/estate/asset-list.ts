import { createHash } from 'node:crypto';
import type { AssetId, TenantPair } from '@landfall/domain/shared/ids';
import type { Db } from '../../platform/db.ts';
import { inTenantScope, type ScopeOptions, type TenantScope } from '../../platform/tenant-scope.ts';
import type { AssetFilter } from './asset-filter.repository.ts';
import { type AssetOrder, orderLength, sliceOfOrder } from './asset-order.ts';
import {
  type AssetSort,
  countAssets,
  estateVersion,
  idsOfPage,
  orderedIds,
  type PageStart,
} from './assets.repository.ts';
import { VersionedCache } from './versioned-cache.ts';

/** Up to this many assets in an engagement a page is simply queried. */
const SMALL_ESTATE = 20_000;
/** Offsets the database may skip over: in the index of names, and in a scan that keeps only the first rows. */
const NEAR = { indexed: 5_000, scanned: 1_000 };
const ORDER_CACHE_BYTES = 96 * 1024 * 1024;
/** While an import writes, a position far into the list may be answered from an order this old. */
const OLD_ORDER_MS = 3_000;
const PAGE_TIMEOUT_MS = 20_000;
const ORDER_TIMEOUT_MS = 60_000;

/** Where a page begins: at a row, or after the last asset of the page before. */
export type ListStart =
  | { readonly offset: number }
  | {
      readonly after: { readonly key: string | null; readonly id: AssetId };
      /** Rows before it when the estate had the version. */
      readonly position: number;
      readonly version: string;
    };

export interface ListRequest {
  readonly filter: AssetFilter;
  readonly sort: AssetSort;
  readonly start: ListStart;
  readonly limit: number;
}

/** Ids of one page and what the page after it needs. */
export interface ListPage {
  readonly ids: readonly AssetId[];
  readonly total: number;
  readonly hasMore: boolean;
  /** Rows before the first one of the next page, at this version of the estate. */
  readonly position: number;
  readonly version: string;
}

type Tenant = TenantPair & ScopeOptions;

interface OpenList extends ListRequest {
  readonly tenant: Tenant;
  readonly version: string;
  /** Names the ascending order that answers both directions. */
  readonly orderKey: string;
  readonly isFiltered: boolean;
  /** Rows before the page, when that is known without asking. */
  readonly position: number | undefined;
}

/**
 * Pages of inventories of any size, by row or by cursor.
 *
 * Near the start of an order the database is asked directly. Further in, the ids of the whole list are read in order
 * once, 16 bytes each, and remembered until the estate changes: OFFSET would read all rows before the page each time.
 */
export class AssetLists {
  readonly #db: Db;
  readonly #orders = new VersionedCache<AssetOrder>(ORDER_CACHE_BYTES, ({ ids }) => ids.length);
  readonly #totals = new VersionedCache<number>(500);
  readonly #settled = new VersionedCache<null>(1_000);
  readonly #building = new Map<string, Promise<AssetOrder>>();
  #lastBuild: Promise<unknown> = Promise.resolve();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Finds the page; `present` turns its ids into the answer inside the same scope. */
  async page<Answer>(
    tenant: Tenant,
    request: ListRequest,
    present: (scope: TenantScope, page: ListPage) => Promise<Answer>,
  ): Promise<Answer> {
    const options = { ...tenant, readOnly: true, statementTimeoutMs: PAGE_TIMEOUT_MS };
    const opened = await inTenantScope(this.#db, options, async (scope) => {
      const list = openList(tenant, request, await estateVersion(scope));
      const page = await this.#pageNow(scope, list);
      return page === undefined ? { list } : { answer: await present(scope, page) };
    });
    if ('answer' in opened) return opened.answer;
    // Outside the scope: whoever waits for an order holds no connection, or builders would run out of them.
    const { list } = opened;
    const order = await this.#build(list);
    const page = pageOfOrder(order, list, list.position ?? 0);
    return inTenantScope(this.#db, options, (scope) => present(scope, page));
  }

  /** The page as far as it can be had at once; `undefined` when the order of the list has to be read first. */
  async #pageNow(scope: TenantScope, list: OpenList): Promise<ListPage | undefined> {
    const { position } = list;
    if (position === undefined) return this.#queryPage(scope, list);
    const order = this.#rememberedOrder(list, position);
    if (order !== undefined) return pageOfOrder(order.value, { ...list, version: order.version }, position);
    const way = await this.#wayTo(scope, list, position);
    if (way === 'order') return undefined;
    if (way === 'scan' && this.#isSettled(list)) {
      // The grid asks for the rows below next. A failure shows when one of those is wanted.
      this.#build(list).catch(() => {});
    }
    return this.#queryPage(scope, list);
  }

  async #wayTo(scope: TenantScope, list: OpenList, position: number): Promise<'index' | 'scan' | 'order'> {
    const isIndexed = !list.isFiltered && list.sort.by.field === 'name';
    if (isIndexed && ('after' in list.start || position <= NEAR.indexed)) return 'index';
    if ((await this.#total(scope, list, {})) <= SMALL_ESTATE) return 'index';
    return !list.isFiltered && position + list.limit <= NEAR.scanned ? 'scan' : 'order';
  }

  async #queryPage(scope: TenantScope, list: OpenList): Promise<ListPage> {
    const { filter, sort, limit, version } = list;
    const start: PageStart = 'after' in list.start ? { after: list.start.after } : list.start;
    const total = await this.#total(scope, list, filter);
    const ids = await idsOfPage(scope, filter, { sort, start, limit: limit + 1 });
    const position = (list.position ?? 0) + limit;
    return { ids: ids.slice(0, limit), total, hasMore: ids.length > limit, position, version };
  }

  async #total(scope: TenantScope, { tenant, version }: OpenList, filter: AssetFilter): Promise<number> {
    const key = listKey(tenant, filter);
    const known = this.#totals.get(key, version);
    if (known !== undefined) return known;
    const total = await countAssets(scope, filter);
    this.#totals.put(key, version, total);
    return total;
  }

  #rememberedOrder(list: OpenList, position: number) {
    const order = this.#orders.find(list.orderKey);
    if (order === undefined || order.version === list.version) return order;
    const isFar = 'offset' in list.start && position > NEAR.scanned;
    return isFar && Date.now() - order.at <= OLD_ORDER_MS ? order : undefined;
  }

  /** Whether the estate has not changed lately, so that an order read now will still be right when it is wanted. */
  #isSettled({ tenant, version }: OpenList): boolean {
    const key = listKey(tenant, {});
    const seen = this.#settled.find(key);
    if (seen?.version !== version) this.#settled.put(key, version, null);
    return seen === undefined || (seen.version === version && Date.now() - seen.at >= OLD_ORDER_MS);
  }

  /** Reads the order of a list, once for all who wait for it, and one list at a time: each uses every core. */
  #build({ tenant, filter, sort, orderKey, version }: OpenList): Promise<AssetOrder> {
    const name = `${orderKey} ${version}`;
    const running = this.#building.get(name);
    if (running !== undefined) return running;
    const { clientAccountId, engagementId } = tenant;
    const options = { clientAccountId, engagementId, readOnly: true, statementTimeoutMs: ORDER_TIMEOUT_MS };
    const read = () => inTenantScope(this.#db, options, (scope) => orderedIds(scope, filter, sort.by));
    const building = this.#lastBuild
      .then(read, read)
      .then((order) => {
        this.#orders.put(orderKey, version, order);
        this.#totals.put(listKey(tenant, filter), version, orderLength(order));
        return order;
      })
      .finally(() => this.#building.delete(name));
    this.#building.set(name, building);
    this.#lastBuild = building;
    return building;
  }
}

function openList(tenant: Tenant, request: ListRequest, version: string): OpenList {
  const { filter, sort, start } = request;
  const position = 'offset' in start ? start.offset : positionAt(start, version);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const orderKey = `${listKey(tenant, filter)} ${sort.by.field}`;
  return { ...request, tenant, version, orderKey, isFiltered, position };
}

function positionAt(start: { position: number; version: string }, version: string): number | undefined {
  return start.version === version ? start.position : undefined;
}

function listKey({ clientAccountId, engagementId }: TenantPair, filter: AssetFilter): string {
  return `${clientAccountId} ${engagementId} ${filterKey(filter)}`;
}

function filterKey(filter: AssetFilter): string {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
  return JSON.stringify(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** Tells the lists apart that a cursor could be used on, in a few characters. */
export function listFingerprint(filter: AssetFilter, { by, descending }: AssetSort): string {
  const text = `${filterKey(filter)} ${descending ? '-' : ''}${by.field}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** `list.version` is that of the order, which the next cursor counts its position in. */
function pageOfOrder(order: AssetOrder, list: OpenList, offset: number): ListPage {
  const { sort, limit, version } = list;
  const total = orderLength(order);
  const ids = sliceOfOrder(order, { descending: sort.descending, offset, limit });
  const position = offset + limit;
  return { ids, total, hasMore: position < total, position, version };
}
