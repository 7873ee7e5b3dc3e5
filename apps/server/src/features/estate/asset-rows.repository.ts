import type { AssetId } from '@landfall/domain/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type AssetColumn, assetColumns } from './asset-columns.ts';
import { sortKey } from './assets.repository.ts';

/** An asset as stored, with the columns that were asked for. */
export interface StoredAsset {
  readonly id: AssetId;
  readonly name: string;
  readonly asset_type: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** Null when they were not asked for. */
  readonly custom_attributes: Record<string, unknown> | null;
  /** What the asset is ordered by in the list it was read for, as text; null when unknown. */
  readonly sort_key: string | null;
  readonly [column: string]: unknown;
}

export interface AssetView {
  readonly columns: readonly AssetColumn[];
  readonly withCustomAttributes: boolean;
  readonly sortedBy: AssetColumn;
}

/** The assets with these ids in their order; those deleted since are left out. */
export async function assetsById(
  scope: TenantScope,
  ids: readonly AssetId[],
  view: AssetView,
): Promise<StoredAsset[]> {
  if (ids.length === 0) return [];
  const columns = new Set(view.columns.map(({ column }) => column));
  const custom = view.withCustomAttributes ? sql.ref('custom_attributes') : sql`null::jsonb`;
  const found = await sql<StoredAsset>`
    select ${columnList([...columns, 'id', 'name', 'asset_type', 'version', 'created_at', 'updated_at'])},
      ${custom} as custom_attributes, (${sortKey(view.sortedBy)})::text as sort_key
    from assets where ${isLive(scope)} and id = any(${[...ids]}::uuid[])`.execute(scope.tx);
  const byId = new Map(found.rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** What a list leaves out: where the type came from, and which rows of files the asset was made of. */
export interface StoredAssetDetails extends StoredAsset {
  readonly custom_attributes: Record<string, unknown>;
  readonly type_source: 'declared' | 'rule' | 'user';
  readonly type_rule: string | null;
  readonly lead_row: number | null;
  readonly provenance: unknown;
}

/** One asset with every column; `undefined` when it is absent, deleted or outside the scope. */
export async function findAsset(scope: TenantScope, id: AssetId): Promise<StoredAssetDetails | undefined> {
  const own = ['id', 'name', 'asset_type', 'version', 'created_at', 'updated_at', 'custom_attributes'];
  const origin = ['type_source', 'type_rule', 'lead_row', 'provenance'];
  const columns = new Set([...assetColumns.map(({ column }) => column), ...own, ...origin]);
  const found = await sql<StoredAssetDetails>`
    select ${columnList([...columns])}, null as sort_key from assets where ${isLive(scope)} and id = ${id}`.execute(
    scope.tx,
  );
  return found.rows[0];
}

export interface AssetIdentifier {
  readonly kind: string;
  readonly namespace: string;
  readonly value: string;
}

/** The normalised identifiers of an asset. */
export async function identifiersOf(scope: TenantScope, id: AssetId): Promise<AssetIdentifier[]> {
  const { tx, clientAccountId, engagementId } = scope;
  const found = await sql<AssetIdentifier>`
    select kind, namespace, value_normalized as value from asset_identifiers
    where client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and asset_id = ${id}`.execute(
    tx,
  );
  return found.rows;
}

export interface EstateGroup {
  readonly asset_type: string;
  readonly environment: string | null;
  readonly business_criticality: string | null;
  readonly count: number;
}

/** Live assets counted by type, environment and criticality together: a few hundred groups at most. */
export async function estateGroups(scope: TenantScope): Promise<EstateGroup[]> {
  const found = await sql<EstateGroup>`
    select asset_type, environment, business_criticality, count(*) as count
    from assets where ${isLive(scope)} group by 1, 2, 3`.execute(scope.tx);
  return found.rows;
}

function columnList(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join([...new Set(columns)].map((column) => sql.ref(column)));
}

function isLive({ clientAccountId, engagementId }: TenantScope): RawBuilder<boolean> {
  return sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and deleted_at is null`;
}
