import { sql } from 'kysely';
import { createdAssetId } from '@landfall/domain/inventory/row-results';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
import type { HeldAsset } from '@landfall/domain/inventory/asset-offer';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An import whose rows may support assets. */
export interface Contributor {
  readonly importId: string;
  readonly flowId: string;
  readonly sourceSystem: string | null;
  /** True when its category keeps values that are more restrictive than its own. */
  readonly keepsStricter: boolean;
  /** True when it changes nothing that is newer than its own observations. */
  readonly keepsNewer: boolean;
  /** True when a column of it names the assets. */
  readonly namesAsset: boolean;
  /** True when a phase of it was started over, so that its results do not tell all it ever wrote. */
  readonly wasRestarted: boolean;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

/** Imports of the engagement that are not deleted, and `goneId`, oldest first. */
export async function listContributors(scope: TenantScope, goneId: string): Promise<Contributor[]> {
  const found = await sql<Contributor>`
    select i.id as "importId", i.flow_id as "flowId", i.source_system as "sourceSystem",
      i.import_category = 'sensitive_data' as "keepsStricter", i.import_category = 'infrastructure' as "keepsNewer",
      exists (select from import_field_mappings m where m.client_account_id = i.client_account_id
        and m.engagement_id = i.engagement_id and m.data_import_id = i.id and m.target_field = 'name'
        and m.status = 'approved') as "namesAsset",
      exists (select from flow_events e where e.client_account_id = i.client_account_id
        and e.engagement_id = i.engagement_id and e.flow_id = i.flow_id
        and e.type in ('restarted', 'correction_added', 'healed')) as "wasRestarted"
    from data_imports i
    join discovery_flows f using (client_account_id, engagement_id, flow_id)
    where ${tenant(scope, 'i')} and (f.deleted_at is null or i.id = ${goneId})
    order by i.created_at, i.id`.execute(scope.tx);
  return found.rows;
}

/** A conflict that a person settled: what of its row an asset took. */
export interface SettledRow {
  readonly importId: string;
  readonly row: number;
  readonly assetId: string;
  readonly resolution: string;
  readonly choices: Readonly<Record<string, string>> | null;
  readonly incoming: Readonly<Record<string, unknown>>;
}

/** Settled conflicts of imports. */
export async function readSettledRows(
  scope: TenantScope,
  importIds: readonly string[],
): Promise<SettledRow[]> {
  const found = await sql<SettledRow>`
    select c.data_import_id as "importId", c.row_number as row, c.result_asset_id as "assetId", c.resolution,
      c.field_choices as choices, c.incoming
    from asset_conflicts c
    where ${tenant(scope, 'c')} and c.data_import_id = any (${importIds}::uuid[]) and c.status = 'resolved'
      and c.result_asset_id is not null`.execute(scope.tx);
  return found.rows;
}

/** A conflict nobody has settled yet. */
export interface PendingConflict {
  readonly importId: string;
  readonly candidates: readonly string[];
}

/** Unsettled conflicts of imports. */
export async function readPendingConflicts(
  scope: TenantScope,
  importIds: readonly string[],
): Promise<PendingConflict[]> {
  const found = await sql<PendingConflict>`
    select c.data_import_id as "importId", c.candidate_asset_ids::text[] as candidates from asset_conflicts c
    where ${tenant(scope, 'c')} and c.data_import_id = any (${importIds}::uuid[]) and c.status = 'pending'`.execute(
    scope.tx,
  );
  return found.rows;
}

/** Counts and ids of what an import left on assets, as far as the assets themselves tell. */
export interface AssetTraces {
  /** Assets the import made. */
  readonly own: number;
  /** Made by the import, and edited by a person, linked by others or changed by another import that still exists. */
  readonly ownTouched: readonly string[];
  /** Made by others, and attributed to the import or changed by it; or taken over from a deleted import. */
  readonly others: readonly string[];
}

/** Reads every asset of the engagement once. */
export async function readTraces(
  scope: TenantScope,
  wanted: { readonly importId: string; readonly liveIds: readonly string[] },
): Promise<AssetTraces> {
  const { importId, liveIds } = wanted;
  const first = createdAssetId(importId, 0);
  const last = createdAssetId(importId, 0xffff_ffff);
  const linked = sql`a.id in (
    select unnest(array[d.source_asset_id, d.target_asset_id]) from asset_dependencies d
    where ${tenant(scope, 'd')} and (d.created_by_import_id is distinct from ${importId}::uuid
      or exists (select from dependency_evidence e where ${tenant(scope, 'e')} and e.dependency_id = d.id
        and e.data_import_id <> ${importId}))
    union all select x.asset_id from asset_application_decisions x
    where ${tenant(scope, 'x')} and x.decision = 'linked')`;
  const updated = sql`exists (select from jsonb_each(a.provenance -> 'updates') u
    where u.value ->> 'import' is null or u.value ->> 'import' = any (${liveIds}::text[]))`;
  const found = await sql<{ id: string; isTouched: boolean }>`
    select a.id, coalesce(t.touched, false) as "isTouched"
    from assets a cross join lateral (select a.created_by_import_id = ${importId} and (a.last_user_edit_at is not null or a.type_source = 'user' or ${linked}
        or (a.provenance ? 'updates' and ${updated})) as touched) t
    where ${tenant(scope, 'a')} and case when a.created_by_import_id = ${importId}
      then t.touched or not a.id between ${first} and ${last}
      else a.lead_import_id = ${importId} or a.provenance::text like ${`%${importId}%`} end`.execute(
    scope.tx,
  );
  const counted = await sql<{ own: number }>`
    select count(*) as own from assets a where ${tenant(scope, 'a')} and a.created_by_import_id = ${importId}`.execute(
    scope.tx,
  );
  return {
    own: counted.rows[0]?.own ?? 0,
    ownTouched: found.rows.filter(({ isTouched }) => isTouched).map(({ id }) => id),
    others: found.rows.filter(({ isTouched }) => !isTouched).map(({ id }) => id),
  };
}

/** Dependencies whose only evidence is the import. */
export async function countDependencies(scope: TenantScope, importId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from asset_dependencies d
    where ${tenant(scope, 'd')} and d.created_by_import_id = ${importId}
      and not exists (select from dependency_evidence e where ${tenant(scope, 'e')} and e.dependency_id = d.id
        and e.data_import_id <> ${importId})`.execute(scope.tx);
  return found.rows[0]?.count ?? 0;
}

/** An asset as a rollback reads it. */
export interface StoredAsset extends HeldAsset {
  readonly id: string;
  readonly createdByImportId: string | null;
  readonly version: number;
}

/** How many of these assets exist. */
export async function countAssets(scope: TenantScope, ids: readonly string[]): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from assets a where ${tenant(scope, 'a')} and a.id = any (${[...ids]}::uuid[])`.execute(
    scope.tx,
  );
  return found.rows[0]?.count ?? 0;
}

/** Assets by id, in the order of their ids, also those in the trash; locked until the transaction ends when asked. */
export async function readStoredAssets(
  scope: TenantScope,
  ids: readonly string[],
  { lock }: { readonly lock: boolean },
): Promise<StoredAsset[]> {
  if (ids.length === 0) return [];
  const found = await sql<AssetRow>`
    select a.id, a.version, a.name, a.asset_type as "assetType", a.type_source as "typeSource",
      a.custom_attributes as custom, a.key_external_id as external_id, a.key_uuid as uuid, a.key_serial as serial_number,
      a.key_fqdn as fqdn, a.key_hostname as hostname, a.lead_import_id as "leadImportId", a.lead_row as "leadRow",
      a.created_by_import_id as "createdByImportId", a.provenance, a.last_user_edit_at is not null as "isEdited",
      ${filledFields} as filled, ${filledLists} as lists
    from assets a where ${tenant(scope, 'a')} and a.id = any (${[...ids]}::uuid[])
    order by a.id ${lock ? sql`for update` : sql``}`.execute(scope.tx);
  return found.rows.map(storedAssetOf);
}

type AssetRow = Omit<StoredAsset, 'values' | 'keys'> &
  StoredAsset['keys'] & {
    /** Fields that hold one value. */
    readonly filled: readonly string[];
    readonly lists: Readonly<Record<string, readonly string[]>>;
  };

// Few of more than a hundred fields are filled, and of most it matters only that they are.
const filledFields = sql`array_remove(array[${sql.join(
  storedFields
    .filter(({ kind }) => kind !== 'text[]')
    .map(
      ({ field, column }) =>
        sql`case when ${sql.ref(`a.${column}`)} is not null then ${sql.lit(field)}::text end`,
    ),
)}], null)`;
const filledLists = sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(
  storedFields
    .filter(({ kind }) => kind === 'text[]')
    .map(({ field, column }) => sql`${sql.lit(field)}::text, to_jsonb(${sql.ref(`a.${column}`)})`),
)}))`;

function storedAssetOf(row: AssetRow): StoredAsset {
  const { filled, lists, external_id, uuid, serial_number, fqdn, hostname, ...asset } = row;
  const values = new Map<string, readonly string[] | true>(filled.map((field) => [field, true] as const));
  for (const [field, items] of Object.entries(lists)) values.set(field, items);
  return { ...asset, values, keys: { external_id, uuid, serial_number, fqdn, hostname } };
}

/** Other flows of the engagement that are at the inventory, and what names the state of all others' results. */
export interface OtherFlows {
  readonly mark: string;
  /** Flows that are writing an approved match. */
  readonly writing: readonly string[];
}

/** Names the state of the results of all imports but one: it changes with every block that is matched or written. */
export async function markOfOthers(scope: TenantScope, importId: string): Promise<string> {
  const found = await sql<{ mark: string | null }>`
    select string_agg(concat_ws(':', i.id, b.blocks, b.written, b.epoch, c.settled), ',' order by i.id) as mark
    from data_imports i join discovery_flows f using (client_account_id, engagement_id, flow_id)
    cross join lateral (select count(*) as blocks, count(r.outcomes) as written, max(r.epoch) as epoch
      from import_row_blocks r where ${tenant(scope, 'r')} and r.data_import_id = i.id) b
    cross join lateral (select count(*) as settled from asset_conflicts k
      where ${tenant(scope, 'k')} and k.data_import_id = i.id and k.status = 'resolved') c
    where ${tenant(scope, 'i')} and f.deleted_at is null and i.id <> ${importId}`.execute(scope.tx);
  return found.rows[0]?.mark ?? '';
}

/** Names the state of the engagement's dependencies: it changes with every edge made, changed or removed. */
export async function markOfDependencies(scope: TenantScope): Promise<string> {
  const found = await sql<{ mark: string }>`
    select concat_ws(':', count(*), sum(d.version), max(d.id::text), max(d.updated_at)) as mark
    from asset_dependencies d where ${tenant(scope, 'd')}`.execute(scope.tx);
  return found.rows[0]?.mark ?? '';
}

/** Locks the unfinished flows that are at the inventory, but that of the import, so that none writes meanwhile. */
export async function lockOthers(scope: TenantScope, importId: string): Promise<OtherFlows> {
  const locked = await sql<{ flowId: string }>`
    select f.flow_id as "flowId" from discovery_flows f
    where ${tenant(scope, 'f')} and f.deleted_at is null and f.data_import_id <> ${importId}
      and f.current_phase in ('asset_inventory', 'enrichment') and f.status in ('running', 'waiting_for_approval', 'paused', 'failed')
    order by f.flow_id for update`.execute(scope.tx);
  const ids = locked.rows.map(({ flowId }) => flowId);
  const writing = await sql<{ flowId: string }>`
    select r.flow_id as "flowId" from phase_runs r
    where ${tenant(scope, 'r')} and r.flow_id = any (${ids}::uuid[]) and (r.phase = 'enrichment' or (r.phase = 'asset_inventory' and r.after_gate is not null))
      and r.status in ('queued', 'executing')`.execute(scope.tx);
  return { mark: await markOfOthers(scope, importId), writing: writing.rows.map(({ flowId }) => flowId) };
}

/** Unfinished flows that are at the inventory, with their import and whether they are matching at this moment. */
export async function listOthersAtInventory(
  scope: TenantScope,
  importId: string,
): Promise<{ readonly flowId: string; readonly importId: string; readonly isMatching: boolean }[]> {
  const found = await sql<{ flowId: string; importId: string; isMatching: boolean }>`
    select f.flow_id as "flowId", f.data_import_id as "importId", exists (select from phase_runs r
      where ${tenant(scope, 'r')} and r.flow_id = f.flow_id
        and (r.phase = 'enrichment' or (r.phase = 'asset_inventory' and r.after_gate is null)) and r.status in ('queued', 'executing')) as "isMatching"
    from discovery_flows f
    where ${tenant(scope, 'f')} and f.deleted_at is null and f.data_import_id <> ${importId}
      and f.current_phase in ('asset_inventory', 'enrichment') and f.status in ('running', 'waiting_for_approval', 'paused', 'failed')
    order by f.flow_id`.execute(scope.tx);
  return found.rows;
}
