import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { RowQuestion } from '@landfall/domain/corrections/row-choice';
import type { EndCandidate } from '@landfall/domain/dependencies/resolve-end';
import { sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** How an end of connections became an asset, or why it is none. */
export type EndMatchWord = 'strong' | 'unique' | 'subject' | 'created' | 'unknown' | 'ambiguous';

/** An end of a file with the asset it is. */
export interface MatchedEnd {
  readonly end: number;
  readonly name: string | null;
  readonly addresses: readonly string[];
  readonly match: EndMatchWord;
  readonly assetId: string | null;
  readonly candidates: readonly { readonly id: string; readonly name: string }[];
  /** 1-based. */
  readonly row: number;
  /** What a person is asked when several assets fit; known only while rows are matched, and not stored. */
  readonly question?: RowQuestion | undefined;
}

/** Which import and which course of it something belongs to. */
export interface ImportCourse {
  readonly importId: string;
  readonly epoch: number;
}

/** An end with the asset that will be made of it; null where none is. */
export type PlannedMatch = MatchedEnd & { readonly plannedAsset: NewEndAsset | null };

/** Stores which assets ends are; ends of an earlier course are replaced. */
export async function saveEnds(
  scope: TenantScope,
  { importId, epoch }: ImportCourse,
  ends: readonly PlannedMatch[],
): Promise<void> {
  const records = ends.map(({ end, name, addresses, match, assetId, candidates, row, plannedAsset }) => ({
    end_number: end,
    name,
    addresses,
    match,
    asset_id: assetId,
    candidates,
    row_number: row,
    planned_asset: plannedAsset,
  }));
  await sql`
    insert into import_ends (client_account_id, engagement_id, data_import_id, epoch, end_number, name, addresses,
      match, asset_id, candidates, row_number, planned_asset)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${importId}::uuid, ${epoch}::int, e.*
    from jsonb_to_recordset(${storedJson(records)}::jsonb) as e (end_number int, name text, addresses text[],
      match text, asset_id uuid, candidates jsonb, row_number bigint, planned_asset jsonb)
    on conflict (client_account_id, engagement_id, data_import_id, end_number) do update
      set epoch = excluded.epoch, name = excluded.name, addresses = excluded.addresses, match = excluded.match,
        asset_id = excluded.asset_id, candidates = excluded.candidates, row_number = excluded.row_number,
        planned_asset = excluded.planned_asset`.execute(scope.tx);
}

/** The ends of the present course of an import, by number. */
export async function readEnds(scope: TenantScope, { importId, epoch }: ImportCourse): Promise<MatchedEnd[]> {
  const found = await sql<MatchedEnd>`
    select end_number as "end", name, addresses, match, asset_id as "assetId", candidates, row_number as row
    from import_ends
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and epoch = ${epoch} order by end_number`.execute(scope.tx);
  return found.rows;
}

/** An end that an import found the asset of, which is live. */
export interface RememberedEnd extends Pick<MatchedEnd, 'name' | 'addresses' | 'match'> {
  readonly assetId: string;
  /** False for an asset that nothing but the ends of connections tells of. */
  readonly isVouched: boolean;
  /** True for an end of an earlier course of the import at hand. */
  readonly isOwn: boolean;
}

/**
 * Ends of earlier courses of an import, and those that other imports made assets of which have another name by now. One
 * look at every end of the engagement.
 */
export async function readRememberedEnds(
  scope: TenantScope,
  category: ImportCategory,
  importId: string,
): Promise<RememberedEnd[]> {
  const found = await sql<RememberedEnd>`
    select e.name, e.addresses, e.match, e.asset_id as "assetId", ${isVouched(scope, category)} as "isVouched",
      e.data_import_id = ${importId} as "isOwn"
    from import_ends e
    join assets a on a.client_account_id = e.client_account_id and a.engagement_id = e.engagement_id
      and a.id = e.asset_id and a.deleted_at is null
    where e.client_account_id = ${scope.clientAccountId} and e.engagement_id = ${scope.engagementId}
      and (e.data_import_id = ${importId} or (a.created_by_import_id = e.data_import_id
        and e.match in ('created', 'subject') and a.name is distinct from coalesce(e.name, e.addresses[1])))
    order by e.data_import_id, e.end_number`.execute(scope.tx);
  return found.rows;
}

/** Keys by which ends may be assets of the inventory. */
export interface WantedKeys {
  readonly fqdns: readonly string[];
  readonly hostnames: readonly string[];
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

export interface KeyedCandidate extends EndCandidate {
  readonly hostname: string | null;
  readonly nameKey: string;
}

/**
 * True for an asset that something else than imports of a category tells of: what such an import made itself does
 * not become surer when its file is imported again.
 */
function isVouched({ clientAccountId, engagementId }: TenantScope, category: ImportCategory) {
  const others = sql`select i.id from data_imports i where i.client_account_id = ${clientAccountId}
    and i.engagement_id = ${engagementId} and i.import_category <> ${category}`;
  return sql<boolean>`(a.lead_import_id is null or a.lead_import_id in (${others})
    or exists (select from jsonb_each(a.provenance -> 'updates') u
      where u.value ->> 'import' is null or (u.value ->> 'import')::uuid in (${others})))`;
}

/** Those of these assets that something else than imports of a category tells of. */
export async function findVouched(
  scope: TenantScope,
  category: ImportCategory,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await sql<{ id: string }>`
    select a.id from assets a where a.client_account_id = ${scope.clientAccountId}
      and a.engagement_id = ${scope.engagementId} and a.id = any (${[...ids]}::uuid[])
      and ${isVouched(scope, category)}`.execute(scope.tx);
  return new Set(found.rows.map(({ id }) => id));
}

/** Live assets that have one of these keys. One look at every asset of the engagement. */
export async function findCandidates(
  scope: TenantScope,
  category: ImportCategory,
  wanted: WantedKeys,
): Promise<KeyedCandidate[]> {
  const { fqdns, hostnames, names, addresses } = wanted;
  const found = await sql<KeyedCandidate>`
    select a.id, a.name, a.key_fqdn as fqdn, a.key_hostname as hostname, a.name_normalized as "nameKey",
      coalesce(a.ip_address, '{}') as addresses,
      ${isVouched(scope, category)} as "isVouched"
    from assets a
    where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.deleted_at is null
      and (a.key_fqdn in (select unnest(${[...fqdns]}::text[]))
        or a.key_hostname in (select unnest(${[...hostnames]}::text[]))
        or a.name_normalized in (select unnest(${[...names]}::text[]))
        or (a.ip_address is not null and exists (select from unnest(a.ip_address) as ip (address)
          where ip.address in (select unnest(${[...addresses]}::text[])))))
    order by a.id`.execute(scope.tx);
  return found.rows;
}

/** An asset that only ends of connections tell of. */
export interface NewEndAsset {
  readonly id: string;
  readonly name: string;
  readonly nameKey: string;
  readonly hostname: string | null;
  readonly fqdn: string | null;
  readonly hostnameKey: string | null;
  readonly fqdnKey: string | null;
  readonly addresses: readonly string[];
  readonly assetType: string;
  /** 1-based. */
  readonly row: number;
}

/** Makes assets of ends the inventory does not have; those that are there already stay as they are. */
export async function insertEndAssets(
  scope: TenantScope,
  importId: string,
  assets: readonly NewEndAsset[],
): Promise<void> {
  if (assets.length === 0) return;
  const records = assets.map((asset) => ({
    id: asset.id,
    name: asset.name,
    name_normalized: asset.nameKey,
    hostname: asset.hostname,
    fqdn: asset.fqdn,
    key_hostname: asset.hostnameKey,
    key_fqdn: asset.fqdnKey,
    ip_address: asset.addresses.length === 0 ? null : asset.addresses,
    asset_type: asset.assetType,
    lead_row: asset.row,
  }));
  await sql`
    insert into assets (client_account_id, engagement_id, id, name, name_normalized, hostname, fqdn, key_hostname,
      key_fqdn, ip_address, asset_type, lead_row, type_source, type_rule, discovery_method, created_by_import_id,
      lead_import_id)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, e.*, 'rule', 'end_of_connection', 'import',
      ${importId}::uuid, ${importId}::uuid
    from jsonb_to_recordset(${storedJson(records)}::jsonb) as e (id uuid, name text, name_normalized text,
      hostname text, fqdn text, key_hostname text, key_fqdn text, ip_address text[], asset_type text, lead_row bigint)
    on conflict do nothing`.execute(scope.tx);
}

/**
 * Gives ends whose asset could not be made, because another import took its domain name meanwhile, the asset that
 * has it now.
 */
export async function adoptHolders(
  scope: TenantScope,
  importId: string,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update import_ends e set asset_id = a.id, match = 'strong'
    from assets a
    where e.client_account_id = ${scope.clientAccountId} and e.engagement_id = ${scope.engagementId}
      and e.data_import_id = ${importId} and e.asset_id = any (${[...ids]}::uuid[])
      and a.client_account_id = e.client_account_id and a.engagement_id = e.engagement_id and a.deleted_at is null
      and a.key_fqdn = lower(e.name)
      and not exists (select from assets own where own.client_account_id = e.client_account_id
        and own.engagement_id = e.engagement_id and own.id = e.asset_id)`.execute(scope.tx);
}

/** Those of these assets that are live. */
export async function findLive(scope: TenantScope, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await sql<{ id: string }>`
    select id from assets where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and deleted_at is null and id = any (${[...ids]}::uuid[])`.execute(
    scope.tx,
  );
  return new Set(found.rows.map(({ id }) => id));
}

/** What a check asks of the assets that ends are. */
export interface SubjectRow {
  readonly id: string;
  readonly name: string;
  readonly assetType: string;
  readonly environment: string | null;
  readonly classification: string | null;
  readonly region: string | null;
  readonly applications: readonly string[] | null;
}

/** Live assets by id. */
export async function readSubjects(scope: TenantScope, ids: readonly string[]): Promise<SubjectRow[]> {
  const found = await sql<SubjectRow>`
    select id, name, asset_type as "assetType", environment, data_classification as classification,
      region, application_name as applications
    from assets where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and deleted_at is null and id = any (${[...ids]}::uuid[])`.execute(scope.tx);
  return found.rows;
}
