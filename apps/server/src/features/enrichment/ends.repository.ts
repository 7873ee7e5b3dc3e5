import type { EndCandidate } from '@landfall/domain/dependencies/resolve-end';
import { sql } from 'kysely';
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
}

/** Which import and which course of it something belongs to. */
export interface ImportCourse {
  readonly importId: string;
  readonly epoch: number;
}

/** Stores which assets ends are; ends of an earlier course are replaced. */
export async function saveEnds(
  scope: TenantScope,
  { importId, epoch }: ImportCourse,
  ends: readonly MatchedEnd[],
): Promise<void> {
  const records = ends.map(({ end, name, addresses, match, assetId, candidates, row }) => ({
    end_number: end,
    name,
    addresses,
    match,
    asset_id: assetId,
    candidates,
    row_number: row,
  }));
  await sql`
    insert into import_ends (client_account_id, engagement_id, data_import_id, epoch, end_number, name, addresses,
      match, asset_id, candidates, row_number)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${importId}::uuid, ${epoch}::int, e.*
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as e (end_number int, name text, addresses text[],
      match text, asset_id uuid, candidates jsonb, row_number bigint)
    on conflict (client_account_id, engagement_id, data_import_id, end_number) do update
      set epoch = excluded.epoch, name = excluded.name, addresses = excluded.addresses, match = excluded.match,
        asset_id = excluded.asset_id, candidates = excluded.candidates, row_number = excluded.row_number`.execute(
    scope.tx,
  );
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

/** Live assets that have one of these keys. One look at every asset of the engagement. */
export async function findCandidates(scope: TenantScope, wanted: WantedKeys): Promise<KeyedCandidate[]> {
  const { fqdns, hostnames, names, addresses } = wanted;
  const found = await sql<KeyedCandidate>`
    select a.id, a.name, a.key_fqdn as fqdn, a.key_hostname as hostname, a.name_normalized as "nameKey",
      coalesce(a.ip_address, '{}') as addresses,
      a.type_rule is distinct from 'end_of_connection' or a.provenance ? 'updates' as "isVouched"
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
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as e (id uuid, name text, name_normalized text,
      hostname text, fqdn text, key_hostname text, key_fqdn text, ip_address text[], asset_type text, lead_row bigint)
    on conflict do nothing`.execute(scope.tx);
}

/** What a check asks of the assets that ends are. */
export interface SubjectRow {
  readonly id: string;
  readonly name: string;
  readonly assetType: string;
  readonly environment: string | null;
  readonly classification: string | null;
  readonly applications: readonly string[] | null;
}

/** Live assets by id. */
export async function readSubjects(scope: TenantScope, ids: readonly string[]): Promise<SubjectRow[]> {
  const found = await sql<SubjectRow>`
    select id, name, asset_type as "assetType", environment, data_classification as classification,
      application_name as applications
    from assets where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and deleted_at is null and id = any (${[...ids]}::uuid[])`.execute(scope.tx);
  return found.rows;
}
