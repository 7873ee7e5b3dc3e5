import type { AssetId } from '@landfall/domain/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import { joinBySets } from '../../platform/join-by-sets.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { AssetColumn } from './asset-columns.ts';
import { type AssetFilter, matching } from './asset-filter.repository.ts';

export interface AssetSort {
  readonly by: AssetColumn;
  readonly descending: boolean;
}

/** Where a page begins: after an asset, or at a number of assets into the order. */
export type PageStart =
  | { readonly after: { readonly key: string | null; readonly id: AssetId } }
  | { readonly offset: number };

export interface IdPage {
  readonly sort: AssetSort;
  readonly start: PageStart;
  readonly limit: number;
}

/** What an asset is ordered by. Texts compare without case; enums in the order of their vocabulary. */
export function sortKey({ field, column, kind, vocabulary }: AssetColumn): RawBuilder<unknown> {
  if (field === 'name') return sql`name_normalized`;
  const reference = sql.ref(column);
  if (vocabulary !== undefined) return sql`array_position(${[...vocabulary]}::text[], ${reference})`;
  return kind === 'text' ? sql`lower(${reference}) collate "C"` : reference;
}

function keyType({ kind, vocabulary }: AssetColumn): RawBuilder<unknown> {
  return sql.raw(vocabulary === undefined ? kind : 'int');
}

/** Unknown values are last in both directions; equal ones follow their ids, in the direction of the order. */
function orderOf({ by, descending }: AssetSort): RawBuilder<unknown> {
  const direction = sql.raw(descending ? 'desc' : 'asc');
  // Names are never null, and only without NULLS LAST does their index serve both directions.
  const nulls = sql.raw(by.field === 'name' ? '' : 'nulls last');
  return sql`${sortKey(by)} ${direction} ${nulls}, id ${direction}`;
}

/** Changes whenever assets of the engagement were written. */
export async function estateVersion(scope: TenantScope): Promise<string> {
  const { tx, clientAccountId, engagementId } = scope;
  const found = await sql<{ version: string }>`
    select coalesce(string_agg(slot || '.' || version, ' ' order by slot), '0') as version from estate_versions
    where client_account_id = ${clientAccountId} and engagement_id = ${engagementId}`.execute(tx);
  return found.rows[0]?.version ?? '0';
}

/** How many assets pass the filter. */
export async function countAssets(scope: TenantScope, filter: AssetFilter): Promise<number> {
  if (filter.applicationId !== undefined) await joinBySets(scope);
  const counted = await sql<{ total: number }>`
    select count(*) as total from assets where ${matching(scope, filter)}`.execute(scope.tx);
  return counted.rows[0]?.total ?? 0;
}

/** Ids of one page in the wanted order, read from the database; cheap near the start of an indexed order. */
export async function idsOfPage(
  scope: TenantScope,
  filter: AssetFilter,
  { sort, start, limit }: IdPage,
): Promise<AssetId[]> {
  if (filter.applicationId !== undefined) await joinBySets(scope);
  const from = 'after' in start ? sql` and ${isAfter(sort, start.after)}` : sql``;
  const offset = 'offset' in start ? start.offset : 0;
  const found = await sql<{ id: AssetId }>`
    select id from assets where ${matching(scope, filter)}${from}
    order by ${orderOf(sort)} limit ${limit} offset ${offset}`.execute(scope.tx);
  return found.rows.map(({ id }) => id);
}

function isAfter(
  { by, descending }: AssetSort,
  after: { key: string | null; id: AssetId },
): RawBuilder<boolean> {
  const key = sortKey(by);
  const beyond = sql.raw(descending ? '<' : '>');
  if (after.key === null) return sql`(${key} is null and id ${beyond} ${after.id})`;
  const value = sql`${after.key}::${keyType(by)}`;
  if (by.field === 'name') return sql`(name_normalized, id) ${beyond} (${value}, ${after.id}::uuid)`;
  return sql`(${key} ${beyond} ${value} or (${key} = ${value} and id ${beyond} ${after.id}) or ${key} is null)`;
}

export interface OrderedIds {
  /** Sixteen bytes an asset, ascending by the column, unknown values last. */
  readonly ids: Buffer;
  /** How many of them have a value in the column. */
  readonly known: number;
}

/**
 * Ids of all assets that pass the filter in ascending order: one scan and one sort, whatever page is wanted then.
 *
 * Changes settings of the transaction, so it is the only work of its scope.
 */
export async function orderedIds(
  scope: TenantScope,
  filter: AssetFilter,
  by: AssetColumn,
): Promise<OrderedIds> {
  // A sort of a million ids in memory; workers return few bytes a row, and index scans with a visit per row lose.
  await sql`select set_config('work_mem', '160MB', true), set_config('parallel_tuple_cost', '0.001', true),
    set_config('random_page_cost', '4', true)`.execute(scope.tx);
  if (filter.applicationId !== undefined) await joinBySets(scope);
  const key = sortKey(by);
  // The limit keeps the sort below the aggregate, where workers share it.
  const found = await sql<{ ids: Buffer | null; known: number }>`
    select string_agg(uuid_send(id), ''::bytea) as ids, count(key) as known from (
      select id, ${key} as key from assets where ${matching(scope, filter)}
      order by ${orderOf({ by, descending: false })} limit 1000000000
    ) ordered`.execute(scope.tx);
  const row = found.rows[0];
  return { ids: row?.ids ?? Buffer.alloc(0), known: row?.known ?? 0 };
}
