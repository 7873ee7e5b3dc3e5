import type { ApplicationType, Criticality } from '@landfall/domain/applications/application-facts';
import type {
  ApplicationOrigin,
  ApplicationRelation,
  ComparedApplication,
} from '@landfall/domain/applications/application-name';
import type { AssetType } from '@landfall/domain/catalog/asset-types';
import { type RawBuilder, sql } from 'kysely';
import { joinBySets } from '../../platform/join-by-sets.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An application as lists show it. */
export interface StoredApplication {
  readonly id: string;
  readonly name: string;
  readonly applicationType: ApplicationType | null;
  readonly businessOwner: string | null;
  readonly criticality: Criticality | null;
  readonly isConfirmed: boolean;
  readonly variantCount: number;
  readonly assetCount: number;
  readonly version: number;
  readonly updatedAt: Date;
}

/** Which applications are wanted. */
export interface ApplicationFilter {
  readonly search: string | undefined;
  readonly confirmed: boolean | undefined;
  readonly assetId: string | undefined;
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

function matching(
  scope: TenantScope,
  { search, confirmed, assetId }: ApplicationFilter,
): RawBuilder<unknown> {
  const conditions = [sql`${tenant(scope, 'a')} and a.merged_into_id is null`];
  if (confirmed !== undefined) conditions.push(sql`(a.confirmed_by is not null) = ${confirmed}`);
  if (assetId !== undefined)
    conditions.push(sql`a.id in (select l.canonical_application_id from asset_applications l
      where ${tenant(scope, 'l')} and l.asset_id = ${assetId})`);
  if (search !== undefined && search !== '') {
    const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
    conditions.push(sql`(lower(a.name) like ${pattern} or exists (select from canonical_application_variants v
      where ${tenant(scope, 'v')} and v.canonical_application_id = a.id and v.variant_normalized like ${pattern}))`);
  }
  return sql.join(conditions, sql` and `);
}

const plainColumns = sql`a.id, a.name, a.application_type as "applicationType", a.business_owner as "businessOwner",
  a.criticality, a.confirmed_by is not null as "isConfirmed", a.version, a.updated_at as "updatedAt"`;

/** Applications by name; their assets are counted for the page only. */
export async function listApplications(
  scope: TenantScope,
  filter: ApplicationFilter,
  { offset, limit }: Page,
): Promise<{ applications: StoredApplication[]; total: number }> {
  const where = matching(scope, filter);
  const found = await sql<Omit<StoredApplication, 'variantCount' | 'assetCount'>>`
    select ${plainColumns} from canonical_applications a where ${where}
    order by lower(a.name), a.id offset ${offset} limit ${limit}`.execute(scope.tx);
  const counted = await sql<{ total: number }>`
    select count(*) as total from canonical_applications a where ${where}`.execute(scope.tx);
  const counts = await countMembers(
    scope,
    found.rows.map(({ id }) => id),
  );
  const none = { variantCount: 0, assetCount: 0 };
  const applications = found.rows.map((row) => ({ ...row, ...(counts.get(row.id) ?? none) }));
  return { applications, total: counted.rows[0]?.total ?? 0 };
}

interface Members {
  readonly variantCount: number;
  readonly assetCount: number;
}

/** Spellings and assets of applications. */
async function countMembers(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Members>> {
  if (ids.length === 0) return new Map();
  await joinBySets(scope);
  const found = await sql<Members & { id: string }>`
    select i.id, coalesce(v.count, 0) as "variantCount", coalesce(l.count, 0) as "assetCount"
    from unnest(${[...ids]}::uuid[]) as i (id)
    left join (select v.canonical_application_id as id, count(*) as count from canonical_application_variants v
      where ${tenant(scope, 'v')} and v.canonical_application_id = any (${[...ids]}::uuid[]) group by 1) v on v.id = i.id
    left join (select l.canonical_application_id as id, count(distinct l.asset_id) as count from asset_applications l
      where ${tenant(scope, 'l')} and l.canonical_application_id = any (${[...ids]}::uuid[]) group by 1) l
      on l.id = i.id`.execute(scope.tx);
  return new Map(
    found.rows.map(({ id, variantCount, assetCount }) => [id, { variantCount, assetCount }] as const),
  );
}

/** An application with who confirmed it. */
export interface ApplicationRecord extends StoredApplication {
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
}

/** One application; `undefined` when the engagement has none with this id, or it was merged into another. */
export async function findApplication(
  scope: TenantScope,
  id: string,
): Promise<ApplicationRecord | undefined> {
  const found = await sql<Omit<ApplicationRecord, 'variantCount' | 'assetCount'>>`
    select ${plainColumns}, a.confirmed_at as "confirmedAt", u.display_name as "confirmedBy"
    from canonical_applications a left join users u on u.id = a.confirmed_by
    where ${tenant(scope, 'a')} and a.id = ${id} and a.merged_into_id is null`.execute(scope.tx);
  const [row] = found.rows;
  if (row === undefined) return undefined;
  const counts = await countMembers(scope, [id]);
  return { ...row, ...(counts.get(id) ?? { variantCount: 0, assetCount: 0 }) };
}

/** A spelling of an application with who states it. */
export interface StoredVariant {
  readonly variant: string;
  readonly origin: 'import' | 'user';
  readonly importCount: number;
  readonly assetCount: number;
}

/** The spellings of an application, at most a thousand, those that most assets state first. */
export async function listVariants(scope: TenantScope, id: string): Promise<StoredVariant[]> {
  await joinBySets(scope);
  const found = await sql<StoredVariant>`
    select v.variant, v.origin, coalesce(n.count, 0) as "assetCount",
      (select count(*) from application_variant_evidence e where ${tenant(scope, 'e')}
        and e.variant_normalized = v.variant_normalized) as "importCount"
    from canonical_application_variants v
    left join (select application_variant(n.name) as variant, count(distinct n.asset_id) as count
      from asset_application_names n
      where ${tenant(scope, 'n')} and application_variant(n.name) in (
        select o.variant_normalized from canonical_application_variants o
        where ${tenant(scope, 'o')} and o.canonical_application_id = ${id})
      group by 1) n on n.variant = v.variant_normalized
    where ${tenant(scope, 'v')} and v.canonical_application_id = ${id}
    order by 3 desc, v.variant_normalized limit 1000`.execute(scope.tx);
  return found.rows;
}

const mostCompared = 20_000;

/** Names to compare an application with: all of the engagement, or the first twenty thousand. */
export async function comparedApplications(scope: TenantScope): Promise<ComparedApplication[]> {
  const found = await sql<ComparedApplication>`
    select a.id, a.name from canonical_applications a
    where ${tenant(scope, 'a')} and a.merged_into_id is null order by lower(a.name) limit ${mostCompared}`.execute(
    scope.tx,
  );
  return found.rows;
}

/** An asset with every reason for which it belongs to an application. */
export interface LinkedAsset {
  readonly id: string;
  readonly name: string;
  readonly assetType: AssetType;
  readonly environment: string | null;
  readonly links: readonly {
    readonly relation: ApplicationRelation;
    readonly origin: ApplicationOrigin;
    readonly confidence: number | null;
  }[];
}

/** Assets of an application, by name. */
export async function listLinkedAssets(
  scope: TenantScope,
  id: string,
  { offset, limit }: Page,
): Promise<{ assets: LinkedAsset[]; total: number }> {
  await joinBySets(scope);
  const found = await sql<LinkedAsset & { total: number }>`
    select a.id, a.name, a.asset_type as "assetType", a.environment, l.links, count(*) over () as total
    from (select l.asset_id, jsonb_agg(distinct jsonb_build_object('relation', l.relation, 'origin', l.origin,
        'confidence', l.confidence)) as links
      from asset_applications l where ${tenant(scope, 'l')} and l.canonical_application_id = ${id} group by 1) l
    join assets a on ${tenant(scope, 'a')} and a.id = l.asset_id
    order by a.name_normalized, a.id offset ${offset} limit ${limit}`.execute(scope.tx);
  const [first] = found.rows;
  const total = first?.total ?? (offset === 0 ? 0 : ((await findApplication(scope, id))?.assetCount ?? 0));
  return { assets: found.rows.map(({ total: _total, ...asset }) => asset), total };
}

/** How far the inventory is known by applications. */
export interface ApplicationTotals {
  readonly applications: number;
  readonly confirmed: number;
  readonly assets: number;
  readonly withoutApplication: number;
}

export async function countApplications(scope: TenantScope): Promise<ApplicationTotals> {
  await joinBySets(scope);
  const found = await sql<ApplicationTotals>`
    select c.applications, c.confirmed, s.assets, s.assets - s.linked as "withoutApplication" from
      (select count(*) as applications, count(a.confirmed_by) as confirmed from canonical_applications a
        where ${tenant(scope, 'a')} and a.merged_into_id is null) c,
      (select (select count(*) from assets a where ${tenant(scope, 'a')} and a.deleted_at is null) as assets,
        (select count(distinct l.asset_id) from asset_applications l where ${tenant(scope, 'l')}) as linked) s`.execute(
    scope.tx,
  );
  return found.rows[0] ?? { applications: 0, confirmed: 0, assets: 0, withoutApplication: 0 };
}
