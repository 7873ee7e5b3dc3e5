import type { ConflictType } from '@landfall/domain/entity-resolution/match-groups';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A group that only a person can place. */
export interface NewConflict {
  /** Lead row, 1-based. */
  readonly rowNumber: number;
  readonly type: ConflictType;
  readonly matchKeys: readonly { readonly kind: string; readonly value: string }[];
  readonly candidates: readonly string[];
  /** Values the group offers, by catalog field. */
  readonly incoming: Readonly<Record<string, unknown>>;
}

/** Where conflicts belong. */
export interface ConflictTarget {
  readonly flowId: string;
  readonly importId: string;
}

/** Withdraws the pending conflicts of an import, because its rows are matched anew. */
export async function withdrawConflicts(scope: TenantScope, importId: string): Promise<void> {
  await sql`
    update asset_conflicts set status = 'withdrawn', version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status = 'pending'`.execute(scope.tx);
}

/** Stores conflicts as pending; the versions of the candidates are noted, to see later whether they changed. */
export async function insertConflicts(
  scope: TenantScope,
  target: ConflictTarget,
  conflicts: readonly NewConflict[],
): Promise<void> {
  if (conflicts.length === 0) return;
  const records = conflicts.map(({ rowNumber, type, matchKeys, candidates, incoming }) => ({
    row_number: rowNumber,
    conflict_type: type,
    match_keys: matchKeys,
    candidates,
    incoming,
  }));
  await sql`
    insert into asset_conflicts (client_account_id, engagement_id, flow_id, data_import_id, row_number, conflict_type,
      match_keys, candidate_asset_ids, incoming, existing_snapshot)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${target.flowId}::uuid, ${target.importId}::uuid,
      c.row_number, c.conflict_type, c.match_keys, c.candidates, c.incoming,
      coalesce((select jsonb_object_agg(a.id, a.version) from assets a where a.client_account_id = ${scope.clientAccountId}
        and a.engagement_id = ${scope.engagementId} and a.id = any (c.candidates)), '{}')
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as c (row_number bigint, conflict_type text,
      match_keys jsonb, candidates uuid[], incoming jsonb)
    on conflict (client_account_id, engagement_id, data_import_id, row_number) do update
      set conflict_type = excluded.conflict_type, match_keys = excluded.match_keys,
        candidate_asset_ids = excluded.candidate_asset_ids, incoming = excluded.incoming,
        existing_snapshot = excluded.existing_snapshot, status = 'pending', resolution = null, field_choices = null,
        resolved_by = null, resolved_at = null, result_asset_id = null, version = asset_conflicts.version + 1,
        updated_at = now()`.execute(scope.tx);
}

/** Lead rows, 1-based, of the pending conflicts of an import. */
export async function pendingRows(scope: TenantScope, importId: string): Promise<number[]> {
  const found = await sql<{ row: number }>`
    select row_number as row from asset_conflicts
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status = 'pending'`.execute(scope.tx);
  return found.rows.map(({ row }) => row);
}

/** Pending conflicts of an import. */
export async function countPending(scope: TenantScope, importId: string): Promise<number> {
  const found = await sql<{ pending: number }>`
    select count(*) as pending from asset_conflicts
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status = 'pending'`.execute(scope.tx);
  return found.rows[0]?.pending ?? 0;
}

/** A pending conflict of a row with the live assets it may be about. */
export interface RowConflict {
  readonly type: ConflictType;
  readonly candidates: { readonly asset_id: string; readonly name: string }[];
}

/** Pending conflicts by row, 1-based, of these rows. */
export async function conflictsOfRows(
  scope: TenantScope,
  importId: string,
  rows: readonly number[],
): Promise<Map<number, RowConflict>> {
  if (rows.length === 0) return new Map();
  const found = await sql<RowConflict & { row: number }>`
    select c.row_number as row, c.conflict_type as type, coalesce((
      select jsonb_agg(jsonb_build_object('asset_id', a.id, 'name', a.name) order by array_position(c.candidate_asset_ids, a.id))
      from assets a where a.client_account_id = c.client_account_id and a.engagement_id = c.engagement_id
        and a.id = any (c.candidate_asset_ids) and a.deleted_at is null), '[]') as candidates
    from asset_conflicts c
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.data_import_id = ${importId} and c.status = 'pending' and c.row_number = any (${rows}::bigint[])`.execute(
    scope.tx,
  );
  return new Map(found.rows.map(({ row, type, candidates }) => [row, { type, candidates }] as const));
}
