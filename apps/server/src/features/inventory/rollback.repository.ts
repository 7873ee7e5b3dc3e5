import { rankedStatements, type StoredEdge, valuesOfEdge } from '@landfall/domain/dependencies/merge-edge';
import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import type { StoredKeyKind } from '@landfall/domain/inventory/asset-offer';
import type { AssetRollback } from '@landfall/domain/inventory/roll-back-asset';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
import { sql } from 'kysely';
import { readStatement, statementsOf, type StoredStatement } from '../../platform/edge-statements.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A rollback with the asset it is for. */
export interface AssetChange {
  readonly assetId: string;
  /** True when the import to take out had made the asset. */
  readonly isOwn: boolean;
  readonly rollback: AssetRollback;
}

const keyColumns: Readonly<Record<StoredKeyKind, string>> = {
  external_id: 'key_external_id',
  uuid: 'key_uuid',
  serial_number: 'key_serial',
  fqdn: 'key_fqdn',
  hostname: 'key_hostname',
};
const columnOf = new Map(storedFields.map(({ field, column }) => [field, column] as const));

/** Writes rollbacks of assets and journals each on its asset. */
export async function writeRollbacks(scope: TenantScope, changes: readonly AssetChange[]): Promise<void> {
  if (changes.length === 0) return;
  const taken = await takenKeys(scope, changes);
  const rows = changes.map((change) => rowOf(change, taken));
  const columns = [...new Set(rows.flatMap(({ changed }) => changed))];
  const assignments = columns.map(
    (column) => sql`${sql.ref(column)} = case when c.changed ? ${column} then r.${sql.ref(column)}
      else ${sql.ref(`a.${column}`)} end`,
  );
  const ids = rows.map(({ assetId }) => assetId);
  // The ids are named twice: by them the assets are found, however many the planner believes there are.
  await sql`
    update assets a set ${sql.join([...assignments, sql`version = a.version + 1, updated_at = now()`])}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c ("assetId" uuid, changed jsonb, "row" jsonb)
    cross join lateral jsonb_populate_record(null::assets, c.row) r
    where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.id = any (${ids}::uuid[]) and a.id = c."assetId"`.execute(scope.tx);
  await journal(scope, changes);
}

interface ChangedRow {
  readonly assetId: string;
  readonly changed: readonly string[];
  readonly row: Readonly<Record<string, unknown>>;
}

function rowOf(change: AssetChange, taken: ReadonlySet<string>): ChangedRow {
  const row = { ...originOf(change), ...namingOf(change.rollback), ...valuesOf(change, taken) };
  return { assetId: change.assetId, changed: Object.keys(row), row };
}

function originOf({ isOwn, rollback: { lead, provenance } }: AssetChange): Record<string, unknown> {
  const importId = lead?.importId ?? null;
  return {
    lead_import_id: importId,
    lead_row: lead?.row ?? null,
    provenance,
    ...(isOwn ? { created_by_import_id: importId } : {}),
    // Nobody but a person stands behind it any more.
    ...(lead === null ? { discovery_method: 'manual' } : {}),
  };
}

function valuesOf({ assetId, rollback }: AssetChange, taken: ReadonlySet<string>): Record<string, unknown> {
  const row: Record<string, unknown> =
    rollback.custom === undefined ? {} : { custom_attributes: rollback.custom };
  for (const [field, value] of Object.entries(rollback.values)) {
    const column = columnOf.get(field);
    if (column !== undefined) row[column] = value;
  }
  for (const [kind, column] of keysOf()) {
    const key = rollback.keys[kind];
    if (key !== undefined) row[column] = taken.has(takenKey(assetId, column)) ? null : key;
  }
  return row;
}

function keysOf(): [StoredKeyKind, string][] {
  return (['external_id', 'uuid', 'serial_number', 'fqdn', 'hostname'] as const).map((kind) => [
    kind,
    keyColumns[kind],
  ]);
}

function namingOf({ name, kind }: AssetRollback): Record<string, unknown> {
  return {
    ...(name === undefined ? {} : { name, name_normalized: nameKey(name) }),
    ...(kind === undefined
      ? {}
      : {
          asset_type: kind.type,
          type_source: kind.source,
          type_rule: kind.rule,
          type_confidence: kind.confidence,
        }),
  };
}

/** Keys of these changes that another live asset has by now; strong keys are held once. */
async function takenKeys(scope: TenantScope, changes: readonly AssetChange[]): Promise<Set<string>> {
  const wanted = changes.flatMap(({ assetId, rollback }) =>
    keysOf().flatMap(([kind, column]) => {
      const key = rollback.keys[kind];
      return key === undefined || key === null || kind === 'hostname' ? [] : [{ assetId, column, key }];
    }),
  );
  const taken = new Set<string>();
  for (const { assetId, column, key } of wanted) {
    const found = await sql`
      select from assets a where a.client_account_id = ${scope.clientAccountId}
        and a.engagement_id = ${scope.engagementId} and a.deleted_at is null
        and ${sql.ref(`a.${column}`)} = ${key} and a.id <> ${assetId}`.execute(scope.tx);
    if (found.rows.length > 0) taken.add(takenKey(assetId, column));
  }
  return taken;
}

function takenKey(assetId: string, column: string): string {
  return `${assetId}:${column}`;
}

async function journal(scope: TenantScope, changes: readonly AssetChange[]): Promise<void> {
  const entries = changes
    .filter(({ rollback }) => rollback.rolledBack.length > 0)
    .map(({ assetId, rollback }) => ({ asset_id: assetId, fields: rollback.rolledBack }));
  if (entries.length === 0) return;
  await sql`
    insert into asset_changes (client_account_id, engagement_id, asset_id, change, fields, asset_version,
      actor_user_id, actor_kind)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, e.asset_id, 'values_rolled_back', e.fields,
      a.version, ${scope.actor.userId}::uuid, ${scope.actor.kind}::text
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e (asset_id uuid, fields text[])
    join assets a on a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.id = any (${entries.map((entry) => entry.asset_id)}::uuid[]) and a.id = e.asset_id`.execute(
    scope.tx,
  );
}

/**
 * Takes the evidence of an import from dependencies and removes those that nothing else supports; what others
 * support goes on by what they state. Answers how many were removed; at most `limit` at once.
 */
export async function removeDependencies(
  scope: TenantScope,
  importId: string,
  limit: number,
): Promise<number> {
  const supported = sql`exists (select from dependency_evidence e where e.client_account_id = d.client_account_id
    and e.engagement_id = d.engagement_id and e.dependency_id = d.id and e.data_import_id <> ${importId})`;
  const done = await sql`
    delete from asset_dependencies where (client_account_id, engagement_id, id) in (
      select d.client_account_id, d.engagement_id, d.id from asset_dependencies d
      where d.client_account_id = ${scope.clientAccountId} and d.engagement_id = ${scope.engagementId}
        and d.created_by_import_id = ${importId} and not ${supported} limit ${limit})`.execute(scope.tx);
  const removed = Number(done.numAffectedRows ?? 0n);
  if (removed === 0) await leaveToOthers(scope, importId, limit);
  return removed;
}

interface SupportedEdge extends Pick<StoredEdge, 'isUserMade'> {
  readonly id: string;
  readonly statements: readonly StoredStatement[] | null;
}

/** Lets edges that others support say what these state, and drops the import's own evidence. */
async function leaveToOthers(scope: TenantScope, importId: string, limit: number): Promise<void> {
  const { clientAccountId, engagementId } = scope;
  const others = sql`e.dependency_id = d.id and e.data_import_id <> ${importId}`;
  let after: string | null = null;
  for (;;) {
    const found: { rows: SupportedEdge[] } = await sql<SupportedEdge>`
      select d.id, d.created_by_user is not null as "isUserMade", o.statements
      from dependency_evidence own join asset_dependencies d on d.client_account_id = own.client_account_id
        and d.engagement_id = own.engagement_id and d.id = own.dependency_id
      left join lateral (${statementsOf(scope, others)}) o on true
      where own.client_account_id = ${clientAccountId} and own.engagement_id = ${engagementId}
        and own.data_import_id = ${importId} and (${after}::uuid is null or d.id > ${after}::uuid)
      order by d.id limit ${limit} for update of d`.execute(scope.tx);
    await giveValues(scope, importId, found.rows);
    after = found.rows.at(-1)?.id ?? null;
    if (found.rows.length < limit) break;
  }
  await sql`
    delete from dependency_evidence where client_account_id = ${clientAccountId} and engagement_id = ${engagementId}
      and data_import_id = ${importId}`.execute(scope.tx);
}

/** Gives edges the values that follow from what others state; the surest of these holds an edge the import had made. */
async function giveValues(
  scope: TenantScope,
  importId: string,
  edges: readonly SupportedEdge[],
): Promise<void> {
  const records = edges.map(({ id, statements, isUserMade }) => {
    const stated = (statements ?? []).map(readStatement);
    const values = valuesOfEdge(stated, { isUserMade });
    return {
      id,
      best: rankedStatements(stated)[0]?.importId ?? null,
      confidence: values.confidence,
      is_noise: values.isNoise,
      connection_count: values.connectionCount,
      bytes: values.bytes === null ? null : String(values.bytes),
      first_seen: values.firstSeen,
      last_seen: values.lastSeen,
    };
  });
  await sql`
    update asset_dependencies d set
      created_by_import_id = case when d.created_by_import_id = ${importId} then v.best else d.created_by_import_id end,
      confidence = v.confidence, is_noise = v.is_noise, connection_count = v.connection_count, bytes = v.bytes,
      first_seen = v.first_seen, last_seen = v.last_seen, version = d.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as v (id uuid, best uuid, confidence float8,
      is_noise boolean, connection_count bigint, bytes bigint, first_seen timestamptz, last_seen timestamptz)
    where d.client_account_id = ${scope.clientAccountId} and d.engagement_id = ${scope.engagementId} and d.id = v.id
      and (d.created_by_import_id, d.confidence, d.is_noise, d.connection_count, d.bytes, d.first_seen, d.last_seen)
        is distinct from (case when d.created_by_import_id = ${importId} then v.best else d.created_by_import_id end,
        v.confidence, v.is_noise, v.connection_count, v.bytes, v.first_seen, v.last_seen)`.execute(scope.tx);
}

/** A stretch of the inventory in the order of ids, from which the assets of an import have been removed. */
export interface RemovedStretch {
  readonly removed: number;
  /** Last id looked at; null at the end of the inventory. */
  readonly lastId: string | null;
}

/** Removes what the import made among the next `limit` assets after an id. */
export async function removeAssets(
  scope: TenantScope,
  stretch: { readonly importId: string; readonly afterId: string | null; readonly limit: number },
): Promise<RemovedStretch> {
  const { importId, afterId, limit } = stretch;
  const next = sql`a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
    and (${afterId}::uuid is null or a.id > ${afterId}::uuid)`;
  const end = await sql<{ id: string }>`
    select a.id from assets a where ${next} order by a.id offset ${limit - 1} limit 1`.execute(scope.tx);
  const lastId = end.rows[0]?.id ?? null;
  // A range of ids and no list: a join with a list is of quadratic cost where the table's statistics are young.
  const gone = await sql`
    delete from assets a where ${next} and (${lastId}::uuid is null or a.id <= ${lastId}::uuid)
      and a.created_by_import_id = ${importId}`.execute(scope.tx);
  return { removed: Number(gone.numAffectedRows ?? 0n), lastId };
}
