import { type RawBuilder, sql } from 'kysely';
import { joinBySets } from '../../platform/join-by-sets.ts';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A spelling of an application as an import states it. */
export interface StatedApplication {
  readonly spelling: string;
  /** What spellings of one application have in common. */
  readonly key: string;
}

/** The course of an import that states something. */
interface Course {
  readonly importId: string;
  readonly epoch: number;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

/** Writers of the applications of an engagement take turns until their transactions end. */
export async function lockApplications(scope: TenantScope): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`applications ${scope.engagementId}`}, 0))`.execute(
    scope.tx,
  );
}

/**
 * Stores what an import calls applications: a known spelling stays where it is, a new one joins the application with
 * the same key or makes one. Doing it again changes nothing.
 */
export async function registerApplications(
  scope: TenantScope,
  { importId, epoch }: Course,
  stated: readonly StatedApplication[],
): Promise<void> {
  if (stated.length === 0) return;
  const { clientAccountId, engagementId } = scope;
  const records = storedJson(stated);
  const spellings = sql`(
    select application_variant(s.spelling) as variant, min(s.spelling collate "C") as spelling,
      min(s.key collate "C") as key
    from jsonb_to_recordset(${records}::jsonb) as s (spelling text, key text)
    where btrim(s.spelling) <> '' group by 1)`;
  await lockApplications(scope);
  await joinBySets(scope);
  if (await areKnown(scope, spellings)) return storeEvidence(scope, { importId, epoch }, spellings);
  await sql`
    insert into canonical_applications (client_account_id, engagement_id, name, name_normalized)
    select ${clientAccountId}::uuid, ${engagementId}::uuid, min(btrim(s.spelling) collate "C"), s.key
    from ${spellings} s
    where not exists (select from canonical_application_variants v
      where ${tenant(scope, 'v')} and v.variant_normalized = s.variant)
    group by s.key on conflict (client_account_id, engagement_id, name_normalized) do nothing`.execute(
    scope.tx,
  );
  await sql`
    insert into canonical_application_variants (client_account_id, engagement_id, canonical_application_id, variant,
      variant_normalized, origin)
    select ${clientAccountId}::uuid, ${engagementId}::uuid, coalesce(a.merged_into_id, a.id), btrim(s.spelling),
      s.variant, 'import'
    from ${spellings} s join canonical_applications a on ${tenant(scope, 'a')} and a.name_normalized = s.key
    on conflict (client_account_id, engagement_id, variant_normalized) do nothing`.execute(scope.tx);
  await storeEvidence(scope, { importId, epoch }, spellings);
}

/** Whether every spelling is a variant already. Writing none of them would still pass for a change of the estate. */
async function areKnown(scope: TenantScope, spellings: RawBuilder<unknown>): Promise<boolean> {
  const found = await sql`
    select from ${spellings} s where not exists (select from canonical_application_variants v
      where ${tenant(scope, 'v')} and v.variant_normalized = s.variant) limit 1`.execute(scope.tx);
  return found.rows.length === 0;
}

async function storeEvidence(
  { tx, clientAccountId, engagementId }: TenantScope,
  { importId, epoch }: Course,
  spellings: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    insert into application_variant_evidence (client_account_id, engagement_id, variant_normalized, data_import_id,
      epoch, spelling)
    select ${clientAccountId}::uuid, ${engagementId}::uuid, s.variant, ${importId}::uuid, ${epoch}::int,
      btrim(s.spelling)
    from ${spellings} s
    on conflict (client_account_id, engagement_id, variant_normalized, data_import_id) do update
      set epoch = excluded.epoch, spelling = excluded.spelling`.execute(tx);
}

/** Calls variants and applications that no person named by the spellings that are stated now. */
export async function nameApplications(scope: TenantScope): Promise<void> {
  await lockApplications(scope);
  await joinBySets(scope);
  const misnamed = sql`v.origin = 'import' and v.variant_normalized = best.variant_normalized
    and v.variant <> best.spelling`;
  const spellings = sql`(select e.variant_normalized, min(e.spelling collate "C") as spelling
    from application_variant_evidence e where ${tenant(scope, 'e')} group by 1) best`;
  const found = await sql`select from canonical_application_variants v, ${spellings}
    where ${tenant(scope, 'v')} and ${misnamed} limit 1`.execute(scope.tx);
  // Changing no variant would still pass for a change of the estate.
  if (found.rows.length > 0)
    await sql`update canonical_application_variants v set variant = best.spelling from ${spellings}
      where ${tenant(scope, 'v')} and ${misnamed}`.execute(scope.tx);
  await sql`
    update canonical_applications a set name = best.name, version = a.version + 1, updated_at = now()
    from (select distinct on (v.canonical_application_id) v.canonical_application_id as id, v.variant as name
      from canonical_application_variants v where ${tenant(scope, 'v')}
      order by v.canonical_application_id, length(v.variant), v.variant collate "C") best
    where ${tenant(scope, 'a')} and a.id = best.id and not a.is_named_by_person and a.name <> best.name`.execute(
    scope.tx,
  );
}

/** Whether an earlier course of an import stated something that this one does not. */
export async function hasEarlierCourse(scope: TenantScope, { importId, epoch }: Course): Promise<boolean> {
  const found = await sql`
    select from application_variant_evidence e where ${tenant(scope, 'e')} and e.data_import_id = ${importId}
      and e.epoch <> ${epoch} limit 1`.execute(scope.tx);
  return found.rows.length > 0;
}

/** What an import alone supports: evidence that is to go, and nothing else and no person that stands behind it. */
interface Ownership {
  readonly importId: string;
  /** Evidence of this course stays; absent: all evidence of the import goes. */
  readonly keptEpoch?: number;
}

const isGoing = ({ importId, keptEpoch }: Ownership, alias: string): RawBuilder<boolean> =>
  keptEpoch === undefined
    ? sql<boolean>`${sql.ref(`${alias}.data_import_id`)} = ${importId}`
    : sql<boolean>`(${sql.ref(`${alias}.data_import_id`)} = ${importId} and ${sql.ref(`${alias}.epoch`)} <> ${keptEpoch})`;

/**
 * The variants with whether each goes with the evidence, and the applications of which every variant goes, as parts of
 * a statement: each table is read once, however much is to go.
 */
function goingParts(scope: TenantScope, own: Ownership): RawBuilder<unknown> {
  return sql`mine as materialized (select e.variant_normalized as variant from application_variant_evidence e
      where ${tenant(scope, 'e')} and ${isGoing(own, 'e')}),
    others as materialized (select distinct e.variant_normalized as variant from application_variant_evidence e
      where ${tenant(scope, 'e')} and not ${isGoing(own, 'e')}),
    variants as materialized (select v.variant_normalized as variant, v.canonical_application_id as application,
        v.decided_by is null and v.origin = 'import' and m.variant is not null and o.variant is null as goes
      from canonical_application_variants v left join mine m on m.variant = v.variant_normalized
      left join others o on o.variant = v.variant_normalized where ${tenant(scope, 'v')}),
    applications as materialized (select a.id from canonical_applications a
      join (select application from variants group by 1 having bool_and(goes)) x on x.application = a.id
      where ${tenant(scope, 'a')} and a.decided_by is null)`;
}

/** Applications that exist by the import alone. */
export async function countApplicationsOf(scope: TenantScope, importId: string): Promise<number> {
  await joinBySets(scope);
  const found = await sql<{ count: number }>`
    with ${goingParts(scope, { importId })} select count(*) as count from applications`.execute(scope.tx);
  return found.rows[0]?.count ?? 0;
}

/**
 * Takes an import out of the applications: those that exist by it alone go, then spellings that it alone states, then
 * its evidence. Answers how many applications went; at most `limit` records of a kind at once, and none when done.
 */
export async function removeApplications(
  scope: TenantScope,
  own: Ownership & { readonly limit: number },
): Promise<{ readonly applications: number; readonly records: number }> {
  await lockApplications(scope);
  await joinBySets(scope);
  const { limit } = own;
  const parts = goingParts(scope, own);
  const applications = await affected(
    scope,
    sql`with ${parts}, chosen as materialized (select id from applications limit ${limit})
      delete from canonical_applications t using chosen where ${tenant(scope, 't')} and t.id = chosen.id`,
  );
  if (applications > 0) return { applications, records: applications };
  const variants = await affected(
    scope,
    sql`with ${parts}, chosen as materialized (select variant from variants where goes limit ${limit})
      delete from canonical_application_variants t using chosen
      where ${tenant(scope, 't')} and t.variant_normalized = chosen.variant`,
  );
  const evidence = await affected(
    scope,
    sql`delete from application_variant_evidence where ctid = any (array(
      select e.ctid from application_variant_evidence e where ${tenant(scope, 'e')} and ${isGoing(own, 'e')}
      limit ${limit}))`,
  );
  if (variants + evidence === 0) await nameApplications(scope);
  return { applications: 0, records: variants + evidence };
}

async function affected(scope: TenantScope, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(scope.tx)).numAffectedRows ?? 0n);
}

/** Names the state of the applications: it changes with everything that imports state and persons decide. */
export async function markOfApplications(scope: TenantScope): Promise<string> {
  const found = await sql<{ mark: string }>`
    select concat_ws(':',
      (select concat_ws('.', count(*), sum(a.version), max(a.updated_at)) from canonical_applications a
        where ${tenant(scope, 'a')}),
      (select count(*) from application_variant_evidence e where ${tenant(scope, 'e')}),
      (select concat_ws('.', count(*), max(x.decided_at)) from asset_application_decisions x
        where ${tenant(scope, 'x')})) as mark`.execute(scope.tx);
  return found.rows[0]?.mark ?? '';
}

const carried = (alias: string) =>
  sql`(${sql.ref(`${alias}.asset_type`)} = 'application'
    and coalesce(cardinality(${sql.ref(`${alias}.application_name`)}), 0) = 0 and ${sql.ref(`${alias}.deleted_at`)} is null)`;

/** Names of the applications in the inventory that an import made or its rows and connections are about. */
export async function namesOfTouchedApplications(scope: TenantScope, importId: string): Promise<string[]> {
  const found = await sql<{ name: string; isKnown: boolean; id: string }>`
    select a.id, a.name, (a.created_by_import_id = ${importId} or exists (select from import_ends e
      where ${tenant(scope, 'e')} and e.data_import_id = ${importId} and e.asset_id = a.id)) is true as "isKnown"
    from assets a where ${tenant(scope, 'a')} and ${carried('a')}`.execute(scope.tx);
  const names = found.rows.filter(({ isKnown }) => isKnown).map(({ name }) => name);
  const others = found.rows.filter(({ isKnown }) => !isKnown);
  // Only then are the rows looked through: most imports are about other things.
  if (others.length === 0) return names;
  const described = await sql<{ id: string }>`
    select distinct encode(substring(b.asset_ids from i * 16 + 1 for 16), 'hex')::uuid::text as id
    from import_row_blocks b cross join generate_series(0, b.row_count - 1) i
    where ${tenant(scope, 'b')} and b.data_import_id = ${importId}
      and substring(b.asset_ids from i * 16 + 1 for 16) = any (
        select uuid_send(u) from unnest(${others.map(({ id }) => id)}::uuid[]) u)`.execute(scope.tx);
  const ids = new Set(described.rows.map(({ id }) => id));
  return [...names, ...others.filter(({ id }) => ids.has(id)).map(({ name }) => name)];
}
