import { storedFields } from '@landfall/domain/inventory/stored-fields';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A conflict as it is stored. */
export interface StoredConflict {
  readonly id: string;
  readonly flowId: string;
  readonly importId: string;
  readonly rowNumber: number;
  readonly type: 'ambiguous_match' | 'weak_match' | 'identity_contradiction' | 'protected_value';
  readonly matchKeys: { readonly kind: string; readonly value: string }[];
  readonly candidates: readonly string[];
  readonly incoming: Readonly<Record<string, unknown>>;
  /** Version of each candidate when the conflict was found. */
  readonly snapshot: Readonly<Record<string, number>>;
  readonly status: 'pending' | 'resolved' | 'withdrawn';
  readonly resolution: Resolution | null;
  readonly resolvedByName: string | null;
  readonly version: number;
}

export type Resolution = 'keep_existing' | 'replace_with_new' | 'merge' | 'create_both_with_dependency';

const columns = sql`
  c.id, c.flow_id as "flowId", c.data_import_id as "importId", c.row_number as "rowNumber", c.conflict_type as type,
  c.match_keys as "matchKeys", c.candidate_asset_ids::text[] as candidates, c.incoming, c.existing_snapshot as snapshot,
  c.status, c.resolution, u.display_name as "resolvedByName", c.version`;

/** Locks and reads one conflict; `undefined` when the tenant has none with this id. */
export async function lockConflict(scope: TenantScope, id: string): Promise<StoredConflict | undefined> {
  const found = await sql<StoredConflict>`
    select ${columns} from asset_conflicts c left join users u on u.id = c.resolved_by
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId} and c.id = ${id}
    for update of c`.execute(scope.tx);
  return found.rows[0];
}

/** A page of the conflicts of a flow by row, with how many there are. */
export async function listConflicts(
  scope: TenantScope,
  wanted: {
    readonly flowId: string;
    readonly status: string | undefined;
    readonly type: string | undefined;
    readonly afterRow: number;
    readonly limit: number;
  },
): Promise<{ conflicts: StoredConflict[]; total: number }> {
  const where = sql`
    c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
    and c.flow_id = ${wanted.flowId} and c.status <> 'withdrawn'
    and (${wanted.status ?? null}::text is null or c.status = ${wanted.status ?? null})
    and (${wanted.type ?? null}::text is null or c.conflict_type = ${wanted.type ?? null})`;
  const found = await sql<StoredConflict>`
    select ${columns} from asset_conflicts c left join users u on u.id = c.resolved_by
    where ${where} and c.row_number > ${wanted.afterRow} order by c.row_number limit ${wanted.limit}`.execute(
    scope.tx,
  );
  const counted = await sql<{
    total: number;
  }>`select count(*) as total from asset_conflicts c where ${where}`.execute(scope.tx);
  return { conflicts: found.rows, total: counted.rows[0]?.total ?? 0 };
}

/** Marks a conflict resolved by the actor of the scope. */
export async function markResolved(
  scope: TenantScope,
  conflict: StoredConflict,
  settled: { readonly resolution: Resolution; readonly choices: object | null; readonly assetId: string },
): Promise<void> {
  const choices = settled.choices === null ? null : JSON.stringify(settled.choices);
  await sql`
    update asset_conflicts set status = 'resolved', resolution = ${settled.resolution}, field_choices = ${choices}::jsonb,
      resolved_by = ${scope.actor.userId}, resolved_at = now(), result_asset_id = ${settled.assetId},
      version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${conflict.id}`.execute(scope.tx);
}

const keyColumns: Readonly<Record<string, string>> = {
  uuid: 'key_uuid',
  serial_number: 'key_serial',
  fqdn: 'key_fqdn',
  hostname: 'key_hostname',
};

/** Where values come from, with the person who confirmed them and when. */
function withPerson(scope: TenantScope, origins: object, isConfirmed: boolean) {
  if (!isConfirmed) return sql`${JSON.stringify(origins)}::jsonb`;
  return sql`coalesce((select jsonb_object_agg(o.key, o.value || jsonb_build_object('by', ${scope.actor.userId}::text,
    'at', now())) from jsonb_each(${JSON.stringify(origins)}::jsonb) o), '{}')`;
}

/** Notes that a person has confirmed what an asset says in some fields; the values stay as they are. */
export async function confirmExisting(
  scope: TenantScope,
  assetId: string,
  fields: readonly string[],
): Promise<void> {
  if (fields.length === 0) return;
  await sql`
    update assets a set provenance = jsonb_set(coalesce(a.provenance, '{}'), '{updates}',
      coalesce(a.provenance -> 'updates', '{}') || (
        select jsonb_object_agg(f.field, coalesce(a.provenance -> 'updates' -> f.field, jsonb_strip_nulls(
            jsonb_build_object('import', a.lead_import_id, 'row',
              coalesce((a.provenance -> 'fields' ->> f.field)::bigint, a.lead_row))))
          || jsonb_build_object('by', ${scope.actor.userId}::text, 'at', now()))
        from unnest(${[...fields]}::text[]) as f (field)))
    where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.id = ${assetId} and a.deleted_at is null`.execute(scope.tx);
}

/** Gives an asset the offered values of some fields; lists keep what they have. */
export async function applyIncoming(
  scope: TenantScope,
  conflict: StoredConflict,
  target: {
    readonly assetId: string;
    readonly fields: readonly string[];
    /** True when the person decided about the values themselves, which protects them from now on. */
    readonly isConfirmed: boolean;
  },
): Promise<void> {
  const chosen = storedFields.filter(
    ({ field }) => target.fields.includes(field) && field in conflict.incoming,
  );
  const offered = Object.fromEntries(chosen.map(({ field, column }) => [column, conflict.incoming[field]]));
  const assignments = chosen.map(({ column, kind }) => {
    const own = sql.ref(`a.${column}`);
    const given = sql.ref(`r.${column}`);
    if (kind !== 'text[]') return sql`${sql.ref(column)} = ${given}`;
    return sql`${sql.ref(column)} = (select array_agg(distinct item) from unnest(coalesce(${own}, '{}') || ${given}) item)`;
  });
  const { name } = conflict.incoming;
  if (target.fields.includes('name') && typeof name === 'string') {
    assignments.push(sql`name = ${name}, name_normalized = ${name.trim().toLowerCase()}`);
  }
  const source = { import: conflict.importId, row: conflict.rowNumber };
  const named = target.fields.includes('name') ? ['name'] : [];
  const origins = Object.fromEntries(
    [...chosen.map(({ field }) => field), ...named].map((field) => [field, source]),
  );
  assignments.push(sql`provenance = jsonb_set(coalesce(a.provenance, '{}'), '{updates}',
    coalesce(a.provenance -> 'updates', '{}') || ${withPerson(scope, origins, target.isConfirmed)})`);
  assignments.push(sql`version = a.version + 1, updated_at = now()`);
  await sql`
    update assets a set ${sql.join(assignments)}
    from jsonb_populate_record(null::assets, ${JSON.stringify(offered)}::jsonb) r
    where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.id = ${target.assetId} and a.deleted_at is null`.execute(scope.tx);
}

/** Creates the asset of a conflicting row beside the existing one, with an edge to it. Keys others have are left out. */
export async function createBeside(
  scope: TenantScope,
  conflict: StoredConflict,
  given: {
    readonly id: string;
    readonly assetType: string;
    readonly existingId: string;
    readonly dependencyType: string;
  },
): Promise<void> {
  const row: Record<string, unknown> = {};
  for (const { field, column } of storedFields)
    if (field in conflict.incoming) row[column] = conflict.incoming[field];
  for (const { kind, value } of conflict.matchKeys) {
    const column = keyColumns[kind];
    if (column !== undefined && (kind === 'hostname' || !(await isTaken(scope, column, value))))
      row[column] = value;
  }
  const name = typeof conflict.incoming['name'] === 'string' ? conflict.incoming['name'] : '';
  const names = Object.keys(row).map((column) => sql.ref(column));
  const values = Object.keys(row).map((column) => sql.ref(`r.${column}`));
  await sql`
    insert into assets (client_account_id, engagement_id, id, name, name_normalized, asset_type, type_source,
      discovery_method, created_by_import_id, lead_import_id, lead_row${names.length > 0 ? sql`, ${sql.join(names)}` : sql``})
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${given.id}::uuid, ${name}::text,
      ${name.trim().toLowerCase()}::text, ${given.assetType}::text, 'rule', 'import', ${conflict.importId}::uuid,
      ${conflict.importId}::uuid, ${conflict.rowNumber}::bigint${values.length > 0 ? sql`, ${sql.join(values)}` : sql``}
    from jsonb_populate_record(null::assets, ${JSON.stringify(row)}::jsonb) r
    on conflict (client_account_id, engagement_id, id) do nothing`.execute(scope.tx);
  await sql`
    insert into asset_dependencies (client_account_id, engagement_id, source_asset_id, target_asset_id, dependency_type,
      status, created_by_user, created_by_import_id)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${given.id}, ${given.existingId}, ${given.dependencyType},
      'confirmed', ${scope.actor.userId}, ${conflict.importId})
    on conflict do nothing`.execute(scope.tx);
}

async function isTaken(scope: TenantScope, column: string, value: string): Promise<boolean> {
  const found = await sql<{ taken: boolean }>`
    select exists (select from assets where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and deleted_at is null and ${sql.ref(column)} = ${value}) as taken`.execute(
    scope.tx,
  );
  return found.rows[0]?.taken ?? true;
}
