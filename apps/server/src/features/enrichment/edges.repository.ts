import type { DependencyType } from '@landfall/domain/dependencies/dependency-type';
import type {
  EdgeEffect,
  EdgeValues,
  MergedEdge,
  StoredEdge,
} from '@landfall/domain/dependencies/merge-edge';
import { type RawBuilder, sql } from 'kysely';
import { readStatement, statementsOf, type StoredStatement } from '../../platform/edge-statements.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { ImportCourse } from './ends.repository.ts';

/** What tells an edge from all others of its engagement. */
export interface EdgeKey {
  readonly sourceId: string;
  readonly targetId: string;
  readonly type: DependencyType;
  readonly port: number | null;
  readonly protocol: string | null;
}

/** An edge as an import states it, with the rows it rests on. */
export interface StatedEdge extends EdgeKey, EdgeValues {
  /** 1-based; the first leads. */
  readonly leadRow: number;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly rowCount: number;
  readonly sourceProcess: string | null;
  readonly targetProcess: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A stored edge by its id. */
export interface FoundEdge extends EdgeKey, StoredEdge {
  readonly id: string;
}

const keyColumns = `source_asset_id uuid, target_asset_id uuid, dependency_type text, port int, protocol text`;

function keyRecord({ sourceId, targetId, type, port, protocol }: EdgeKey) {
  return { source_asset_id: sourceId, target_asset_id: targetId, dependency_type: type, port, protocol };
}

function valueRecord({ confidence, isNoise, connectionCount, bytes, firstSeen, lastSeen }: EdgeValues) {
  return {
    confidence,
    is_noise: isNoise,
    connection_count: connectionCount,
    bytes: bytes === null ? null : String(bytes),
    first_seen: firstSeen,
    last_seen: lastSeen,
  };
}

interface FoundRow extends Omit<FoundEdge, 'bytes' | 'others'> {
  readonly bytes: string | null;
  readonly others: readonly StoredStatement[] | null;
}

/** Edges that an import states. */
interface WantedEdges {
  readonly importId: string;
  readonly keys: readonly EdgeKey[];
}

/** Edges that have one of these keys, with what other imports state of them; locked until the transaction ends. */
export function findEdges(scope: TenantScope, wanted: WantedEdges): Promise<FoundEdge[]> {
  return edgesWith(scope, wanted, sql`for update of d`);
}

/** Edges that have one of these keys, with what other imports state of them, to be looked at only. */
export function lookAtEdges(scope: TenantScope, wanted: WantedEdges): Promise<FoundEdge[]> {
  return edgesWith(scope, wanted, sql``);
}

async function edgesWith(
  scope: TenantScope,
  { importId, keys }: WantedEdges,
  lock: RawBuilder<unknown>,
): Promise<FoundEdge[]> {
  const found = await sql<FoundRow>`
    select d.id, d.source_asset_id as "sourceId", d.target_asset_id as "targetId", d.dependency_type as type, d.port,
      d.protocol, d.confidence, d.is_noise as "isNoise", d.connection_count as "connectionCount",
      d.bytes::text as bytes, to_char(d.first_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "firstSeen",
      to_char(d.last_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastSeen",
      d.created_by_user is not null as "isUserMade", o.statements as others
    from jsonb_to_recordset(${JSON.stringify(keys.map(keyRecord))}::jsonb) as k (${sql.raw(keyColumns)})
    join asset_dependencies d on d.client_account_id = ${scope.clientAccountId}
      and d.engagement_id = ${scope.engagementId} and d.source_asset_id = k.source_asset_id
      and d.target_asset_id = k.target_asset_id and d.dependency_type = k.dependency_type
      and d.port is not distinct from k.port and d.protocol is not distinct from k.protocol
    left join lateral (${statementsOf(scope, sql`e.dependency_id = d.id and e.data_import_id <> ${importId}`)}) o on true
    order by d.id ${lock}`.execute(scope.tx);
  return found.rows.map((row) => ({
    ...row,
    bytes: row.bytes === null ? null : BigInt(row.bytes),
    others: (row.others ?? []).map(readStatement),
  }));
}

/** Inserts edges the inventory does not have; answers the ids of those that nobody else inserted meanwhile. */
export async function insertEdges(
  scope: TenantScope,
  importId: string,
  edges: readonly StatedEdge[],
): Promise<(EdgeKey & { readonly id: string })[]> {
  if (edges.length === 0) return [];
  const records = edges.map((edge) => ({ ...keyRecord(edge), ...valueRecord(edge) }));
  const done = await sql<EdgeKey & { id: string }>`
    insert into asset_dependencies (client_account_id, engagement_id, source_asset_id, target_asset_id,
      dependency_type, port, protocol, confidence, is_noise, connection_count, bytes, first_seen, last_seen, status,
      created_by_import_id)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, e.*, 'suggested', ${importId}::uuid
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as e (${sql.raw(keyColumns)}, confidence float8,
      is_noise boolean, connection_count bigint, bytes bigint, first_seen timestamptz, last_seen timestamptz)
    on conflict do nothing
    returning id, source_asset_id as "sourceId", target_asset_id as "targetId", dependency_type as type, port, protocol`.execute(
    scope.tx,
  );
  return done.rows;
}

/** Gives stored edges the values that won. */
export async function updateEdges(
  scope: TenantScope,
  changes: readonly { readonly id: string; readonly merged: MergedEdge }[],
): Promise<void> {
  if (changes.length === 0) return;
  const records = changes.map(({ id, merged }) => ({ id, ...valueRecord(merged.values) }));
  await sql`
    update asset_dependencies d set confidence = e.confidence, is_noise = e.is_noise,
      connection_count = e.connection_count, bytes = e.bytes, first_seen = e.first_seen, last_seen = e.last_seen,
      version = d.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as e (id uuid, confidence float8, is_noise boolean,
      connection_count bigint, bytes bigint, first_seen timestamptz, last_seen timestamptz)
    where d.client_account_id = ${scope.clientAccountId} and d.engagement_id = ${scope.engagementId} and d.id = e.id`.execute(
    scope.tx,
  );
}

/** An edge with what an import did to it. */
export interface EvidencedEdge {
  readonly id: string;
  readonly effect: EdgeEffect;
  readonly stated: StatedEdge;
}

/** Stores what an import states about edges. */
export async function saveEvidence(
  scope: TenantScope,
  { importId, epoch }: ImportCourse,
  edges: readonly EvidencedEdge[],
): Promise<void> {
  if (edges.length === 0) return;
  const records = edges.map(({ id, effect, stated }) => ({
    dependency_id: id,
    effect,
    lead_row: stated.leadRow,
    row_ranges: `{${stated.ranges.map(([first, last]) => `[${first},${last + 1})`).join(',')}}`,
    row_count: stated.rowCount,
    ...valueRecord(stated),
    source_process: stated.sourceProcess,
    target_process: stated.targetProcess,
    attributes: stated.attributes,
  }));
  await sql`
    insert into dependency_evidence (client_account_id, engagement_id, data_import_id, epoch, dependency_id, effect,
      lead_row, row_ranges, row_count, confidence, is_noise, connection_count, bytes, first_seen, last_seen,
      source_process, target_process, attributes)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${importId}::uuid, ${epoch}::int, e.*
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as e (dependency_id uuid, effect text, lead_row bigint,
      row_ranges int8multirange, row_count bigint, confidence float8, is_noise boolean, connection_count bigint,
      bytes bigint, first_seen timestamptz, last_seen timestamptz, source_process text, target_process text,
      attributes jsonb)
    on conflict (client_account_id, engagement_id, dependency_id, data_import_id) do update
      set epoch = excluded.epoch, effect = excluded.effect, lead_row = excluded.lead_row,
        row_ranges = excluded.row_ranges, row_count = excluded.row_count, confidence = excluded.confidence,
        is_noise = excluded.is_noise, connection_count = excluded.connection_count, bytes = excluded.bytes,
        first_seen = excluded.first_seen, last_seen = excluded.last_seen, source_process = excluded.source_process,
        target_process = excluded.target_process, attributes = excluded.attributes`.execute(scope.tx);
}

/** What an import did to an edge, with the rows that state it. */
export interface EdgeRows {
  readonly effect: EdgeEffect;
  readonly leadRow: number;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/** The effects of the present course of an import, those of the least lead rows first. */
export async function readEffects(
  scope: TenantScope,
  { importId, epoch }: ImportCourse,
): Promise<EdgeRows[]> {
  const found = await sql<{ effect: EdgeEffect; leadRow: number; ranges: [number, number][] }>`
    select e.effect, e.lead_row as "leadRow",
      (select jsonb_agg(jsonb_build_array(lower(r), upper(r) - 1)) from unnest(e.row_ranges) r) as ranges
    from dependency_evidence e
    where e.client_account_id = ${scope.clientAccountId} and e.engagement_id = ${scope.engagementId}
      and e.data_import_id = ${importId} and e.epoch = ${epoch} order by e.lead_row`.execute(scope.tx);
  return found.rows;
}

/** Takes back what earlier courses of an import stated: evidence, edges nothing else supports, findings and ends. */
export async function withdrawEarlier(scope: TenantScope, { importId, epoch }: ImportCourse): Promise<void> {
  const ofTenant = sql`client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}`;
  for (const table of ['dependency_evidence', 'asset_findings', 'import_ends'] as const) {
    await sql`delete from ${sql.table(table)} where ${ofTenant} and data_import_id = ${importId} and epoch <> ${epoch}`.execute(
      scope.tx,
    );
  }
  await sql`
    delete from asset_dependencies d where ${ofTenant} and d.created_by_import_id = ${importId}
      and d.created_by_user is null and d.decided_by is null and not exists (select from dependency_evidence e
        where e.client_account_id = d.client_account_id and e.engagement_id = d.engagement_id
          and e.dependency_id = d.id)`.execute(scope.tx);
}
