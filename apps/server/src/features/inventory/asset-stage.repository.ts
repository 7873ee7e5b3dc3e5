import type { StoredField } from '@landfall/domain/inventory/stored-fields';
import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import { type RawBuilder, sql } from 'kysely';
import { copyIn, copyOut } from '../../platform/copy-rows.ts';
import { sqlState, type TenantScope } from '../../platform/tenant-scope.ts';
import { copyOf } from './copy-binary.ts';
import { existingColumns } from './existing-assets.ts';
import { fixedColumns, type StageShape } from './stage-columns.ts';

/** Condition of live assets. The tenant as values, not as functions: those would be called for every row. */
export function live({ clientAccountId, engagementId }: TenantScope): RawBuilder<boolean> {
  return sql`a.client_account_id = ${clientAccountId} and a.engagement_id = ${engagementId} and a.deleted_at is null`;
}

/** True when the tenant has any live asset. */
export async function hasAssets(scope: TenantScope): Promise<boolean> {
  const found = await sql<{
    some: boolean;
  }>`select exists (select from assets a where ${live(scope)}) as some`.execute(scope.tx);
  return found.rows[0]?.some ?? false;
}

/** Streams keys of all live assets as COPY text with the columns of `existingColumns`. */
export async function copyExistingKeys(scope: TenantScope, onPiece: (piece: Buffer) => void): Promise<void> {
  await copyOut(
    scope.client,
    `copy (select ${existingColumns.join(', ')} from assets
       where client_account_id = (select current_client()) and engagement_id = (select current_engagement())
         and deleted_at is null) to stdout`,
    onPiece,
  );
}

/** Fills the staging table of this transaction with rows of binary COPY, in the column order of the shape. */
export async function stageAssets(scope: TenantScope, shape: StageShape, rows: Buffer): Promise<void> {
  const columns = [...fixedColumns, ...shape.fields.map(({ column, kind }) => [column, kind] as const)];
  const definitions = columns.map(([name, type]) => `${name} ${type}`).join(', ');
  // A temporary table has no row-level security, which COPY FROM refuses; it holds this tenant's rows only.
  await scope.client.query(`create temporary table staged_assets (${definitions}) on commit drop`);
  const names = columns.map(([name]) => name).join(', ');
  await copyIn(scope.client, `copy staged_assets (${names}) from stdin (format binary)`, copyOf(rows));
}

/** True where the staged row offers a value of the field that the asset does not have. */
export function differs({ column, kind }: StoredField): RawBuilder<boolean> {
  const staged = sql.ref(`s.${column}`);
  const current = sql.ref(`a.${column}`);
  if (kind === 'text[]') return sql`(${staged} is not null and not coalesce(${current}, '{}') @> ${staged})`;
  if (kind === 'numeric')
    return sql`(${staged} is not null and ${staged}::numeric(18, 4) is distinct from ${current})`;
  return sql`(${staged} is not null and ${staged} is distinct from ${current})`;
}

/** True where the type of the staged row becomes the asset's: a person's choice beats what a file declares. */
export const takesType = sql`(s.type_source = 'user' or (s.type_source = 'declared' and a.type_source <> 'user'))`;

/** True where the staged row names the asset, and not as it is named. */
export const differsInName = sql`(s.name is not null and s.name is distinct from a.name)`;

/** True where anything of the staged row is not what the asset already says. */
function anyDifference(shape: StageShape): RawBuilder<boolean> {
  const conditions = [
    ...shape.fields.map(differs),
    ...(shape.hasName ? [differsInName] : []),
    sql`(${takesType} and s.asset_type <> a.asset_type)`,
    ...(shape.custom.length > 0 ? [sql`not a.custom_attributes @> s.custom_attributes`] : []),
  ];
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

/** What of an asset an import may not change without asking: values of persons, and of imports trusted more. */
export interface Protection {
  readonly outranking: readonly string[];
}

/** True where the asset has a value that this import may not replace: a person's, or one of an import trusted more. */
export function isProtected(
  { field, column }: { readonly field: string; readonly column: string },
  { outranking }: Protection,
): RawBuilder<boolean> {
  const update = sql`(a.provenance -> 'updates' -> ${sql.lit(field)})`;
  const origin = sql`coalesce((${update} ->> 'import')::uuid, a.lead_import_id)`;
  const isOutranked = outranking.length === 0 ? sql`` : sql` or ${origin} = any (${[...outranking]}::uuid[])`;
  // What the reviewer of the preview wrote is a person's word as well.
  const isEdited = sql`coalesce(jsonb_exists(s.provenance -> 'updates', ${sql.lit(field)}), false)`;
  return sql<boolean>`(coalesce(jsonb_exists(${update}, 'by'), false)${isOutranked}) and not ${isEdited}
      and ${sql.ref(`a.${column}`)} is not null`;
}

/** True where the staged row would replace a protected value; items are only ever added to lists. */
function protectedDifference(shape: StageShape, protection: Protection | undefined): RawBuilder<boolean> {
  if (protection === undefined) return sql<boolean>`false`;
  const { outranking } = protection;
  const scalars = shape.fields.filter(({ kind }) => kind !== 'text[]');
  const changes = [
    ...scalars.map((field) => ({ field: field.field, column: field.column, change: differs(field) })),
    ...(shape.hasName ? [{ field: 'name', column: 'name', change: differsInName }] : []),
  ];
  const conditions = changes.map((one) => sql`${isProtected(one, protection)} and ${one.change}`);
  if (conditions.length === 0) return sql<boolean>`false`;
  const any = sql`(${sql.join(conditions, sql` or `)})`;
  // Nearly every asset has nothing to protect, and then its fields are not looked at one by one.
  return outranking.length === 0
    ? sql<boolean>`(a.provenance -> 'updates' is not null and ${any})`
    : sql<boolean>`${any}`;
}

/** Staged groups that would replace a protected value of the asset they are staged for. */
export async function findProtected(
  scope: TenantScope,
  shape: StageShape,
  protection: Protection,
): Promise<{ leadRow: number; assetId: string }[]> {
  const found = await sql<{ leadRow: number; assetId: string }>`
    select s.lead_row as "leadRow", s.asset_id as "assetId" from staged_assets s
    join assets a on a.id = s.asset_id and ${live(scope)} where ${protectedDifference(shape, protection)}`.execute(
    scope.tx,
  );
  return found.rows;
}

/** What a reviewer of the preview gave a group, by its lead row. */
export interface GroupEdit {
  readonly leadRow: number;
  /** Canonical texts by field; null leaves a field unknown. */
  readonly edits: Readonly<Record<string, string | null>>;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Puts the values of reviewers into the staged groups they are meant for, in place of those of the file. */
export async function editStaged(
  scope: TenantScope,
  shape: StageShape,
  groups: readonly GroupEdit[],
): Promise<void> {
  if (groups.length === 0) return;
  const records = groups.map(({ leadRow, edits, by, at }) => {
    const { name } = edits;
    const names = typeof name === 'string' ? { name_normalized: nameKey(name) } : {};
    return { lead_row: leadRow, edits: { ...edits, ...names }, by, at };
  });
  const assignments = [
    ...shape.fields.map(({ field, column, kind }) => {
      const text = sql`(e.edits ->> ${sql.lit(field)})`;
      const value = kind === 'text[]' ? sql`string_to_array(${text}, E'\n')` : sql`${text}::${sql.raw(kind)}`;
      return sql`${sql.ref(column)} = case when jsonb_exists(e.edits, ${sql.lit(field)}) then ${value}
        else ${sql.ref(`s.${column}`)} end`;
    }),
    ...['name', 'name_normalized', 'asset_type'].map(
      (column) =>
        sql`${sql.ref(column)} = coalesce(e.edits ->> ${sql.lit(column)}, ${sql.ref(`s.${column}`)})`,
    ),
    sql`type_source = case when e.edits ->> 'asset_type' is null then s.type_source else 'user' end`,
    sql`type_rule = case when e.edits ->> 'asset_type' is null then s.type_rule end`,
    sql`type_confidence = case when e.edits ->> 'asset_type' is null then s.type_confidence end`,
    sql`provenance = coalesce(s.provenance, '{}') || jsonb_build_object('updates', coalesce((
      select jsonb_object_agg(v.key, jsonb_build_object('by', e.by, 'at', e.at)) from jsonb_each_text(e.edits) v
      where v.value is not null and v.key <> 'name_normalized'), '{}'))`,
  ];
  await sql`
    update staged_assets s set ${sql.join(assignments)}
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as e (lead_row bigint, edits jsonb, by text, at text)
    where s.lead_row = e.lead_row`.execute(scope.tx);
}

/** How a staged group compares with the asset it was staged for. */
export interface StagedComparison {
  readonly leadRow: number;
  readonly assetId: string;
  readonly differs: boolean;
  /** True when one of the differences would replace a protected value. */
  readonly isProtected: boolean;
  /** Fields of this import that the asset has a value for. */
  readonly filled: number;
}

/** Compares every staged group with the live asset it names. */
export async function compareStaged(
  scope: TenantScope,
  shape: StageShape,
  protection: Protection | undefined,
): Promise<StagedComparison[]> {
  const filled = shape.fields.map(({ column }) => sql`(${sql.ref(`a.${column}`)} is not null)::int`);
  const count = filled.length === 0 ? sql`0` : sql.join(filled, sql` + `);
  const found = await sql<StagedComparison>`
    select s.lead_row as "leadRow", s.asset_id as "assetId", ${anyDifference(shape)} as differs,
      ${protectedDifference(shape, protection)} as "isProtected", (${count}) as filled
    from staged_assets s join assets a on a.id = s.asset_id and ${live(scope)}`.execute(scope.tx);
  return found.rows;
}

const insertedColumns = fixedColumns
  .map(([name]) => name)
  .filter((name) => name !== 'lead_row' && name !== 'asset_id');

/**
 * Inserts the staged groups as new assets; returns how many.
 *
 * Nearly always nothing stands in the way. When something does (the batch was written before, or another import
 * took a key meanwhile) the rows concerned are left out, which costs a second look at every unique index.
 */
export async function insertStaged(scope: TenantScope, shape: StageShape, importId: string): Promise<number> {
  await scope.client.query('savepoint insert_staged');
  try {
    return await insertRows(scope, shape, { importId, onConflict: '' });
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error;
    await scope.client.query('rollback to savepoint insert_staged');
    return insertRows(scope, shape, { importId, onConflict: 'on conflict do nothing' });
  }
}

const uniqueViolation = '23505';

async function insertRows(
  scope: TenantScope,
  shape: StageShape,
  { importId, onConflict }: { importId: string; onConflict: string },
): Promise<number> {
  const names = [...insertedColumns, ...shape.fields.map(({ column }) => column)];
  const done = await scope.client.query(
    `insert into assets (client_account_id, engagement_id, id, discovery_method, created_by_import_id, lead_import_id,
       lead_row, ${names.join(', ')})
     select $1::uuid, $2::uuid, s.asset_id, 'import', $3::uuid, $3::uuid, s.lead_row,
       ${names.map((name) => `s.${name}`).join(', ')}
     from staged_assets s ${onConflict}`,
    [scope.clientAccountId, scope.engagementId, importId],
  );
  return done.rowCount ?? 0;
}

/** Lead rows of staged groups whose asset does not exist: another import took one of their keys meanwhile. */
export async function findLostGroups(scope: TenantScope): Promise<{ leadRow: number; holders: string[] }[]> {
  const found = await sql<{ leadRow: number; holders: string[] }>`
    select s.lead_row as "leadRow", array(select a.id::text from assets a where ${live(scope)} and (a.key_uuid = s.key_uuid
      or a.key_serial = s.key_serial or a.key_fqdn = s.key_fqdn or a.key_external_id = s.key_external_id)) as holders
    from staged_assets s
    where not exists (select from assets a where ${live(scope)} and a.id = s.asset_id)`.execute(scope.tx);
  return found.rows;
}

/** What the asset says of the field once the staged row is written. */
export function valueAfter({ column, kind }: StoredField): RawBuilder<unknown> {
  const staged = sql.ref(`s.${column}`);
  const current = sql.ref(`a.${column}`);
  if (kind !== 'text[]') return sql`coalesce(${staged}, ${current})`;
  // Lists keep what they have: several values of a list are current at once.
  return sql`case when ${staged} is null or coalesce(${current}, '{}') @> ${staged} then ${current}
    else (select array_agg(item order by place) from (select item, min(place) as place
      from unnest(coalesce(${current}, '{}') || ${staged}) with ordinality as items (item, place) group by item) merged) end`;
}

/** For each changed field the import and row its value now comes from, merged into what was known. */
function changedProvenance(shape: StageShape, importId: string): RawBuilder<unknown> {
  const entries = shape.fields.map(
    (field) =>
      sql`case when ${differs(field)} then jsonb_build_object(${sql.lit(field.field)}::text, source.row) else '{}' end`,
  );
  const changed = entries.length === 0 ? sql`'{}'::jsonb` : sql.join(entries, sql` || `);
  return sql`provenance = jsonb_set(coalesce(a.provenance, '{}'), '{updates}', coalesce(a.provenance -> 'updates', '{}')
    || (select ${changed} from (select jsonb_build_object('import', ${importId}::text, 'row', s.lead_row) as row) source)
    || coalesce(s.provenance -> 'updates', '{}'))`;
}

/**
 * Gives staged values to the assets they are staged for, where something differs and nothing is protected; null
 * never replaces a value.
 */
export async function updateStaged(
  scope: TenantScope,
  shape: StageShape,
  { importId, protection }: { readonly importId: string; readonly protection: Protection | undefined },
): Promise<number[]> {
  const keys = ['key_external_id', 'key_uuid', 'key_serial', 'key_fqdn', 'key_hostname'];
  const assignments = [
    ...shape.fields.map((field) => sql`${sql.ref(field.column)} = ${valueAfter(field)}`),
    ...keys.map((key) => sql`${sql.ref(key)} = coalesce(${sql.ref(`a.${key}`)}, ${sql.ref(`s.${key}`)})`),
    ...(shape.hasName
      ? [
          sql`name = coalesce(s.name, a.name), name_normalized = coalesce(s.name_normalized, a.name_normalized)`,
        ]
      : []),
    sql`asset_type = case when ${takesType} then s.asset_type else a.asset_type end`,
    sql`type_source = case when ${takesType} then s.type_source else a.type_source end`,
    sql`custom_attributes = a.custom_attributes || s.custom_attributes`,
    changedProvenance(shape, importId),
    sql`version = a.version + 1, updated_at = now()`,
  ];
  const done = await sql<{ leadRow: number }>`
    update assets a set ${sql.join(assignments)}
    from staged_assets s
    where a.id = s.asset_id and ${live(scope)} and ${anyDifference(shape)}
      and not ${protectedDifference(shape, protection)}
    returning s.lead_row as "leadRow"`.execute(scope.tx);
  return done.rows.map(({ leadRow }) => leadRow);
}

/** Lets no statement of this transaction wait longer for a lock, in milliseconds; it then fails with 55P03. */
export async function limitLockWait(scope: TenantScope, milliseconds: number): Promise<void> {
  await sql`select set_config('lock_timeout', ${String(milliseconds)}, true)`.execute(scope.tx);
}

/** Drops the staging table, so that the same transaction can stage something else. */
export async function dropStage(scope: TenantScope): Promise<void> {
  await scope.client.query('drop table staged_assets');
}

/**
 * Has the planner look at the columns that lists and counts of assets are found by. Does nothing where the
 * application may not ask for it, before version 17, or when the server is at it already.
 */
export async function refreshStatistics(scope: TenantScope): Promise<void> {
  await scope.client.query(
    `analyze (skip_locked) assets (client_account_id, engagement_id, id, deleted_at, asset_type, environment,
       business_criticality, name_normalized, created_by_import_id)`,
  );
}
