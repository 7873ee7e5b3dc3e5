import { applicationKey } from '@landfall/domain/applications/application-name';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

const decidedBy = ({ actor }: TenantScope) =>
  sql`decided_by = ${actor.userId}, version = version + 1, updated_at = now()`;

/** What a person says about an application; a member left out stays as it is. */
export interface ApplicationFacts {
  readonly name?: string | undefined;
  readonly application_type?: string | null | undefined;
  readonly business_owner?: string | null | undefined;
  readonly criticality?: string | null | undefined;
}

/** Makes an application with its name as its first spelling; `undefined` when the name is taken. */
export async function insertApplication(
  scope: TenantScope,
  { name, ...facts }: ApplicationFacts & { readonly name: string },
): Promise<string | undefined> {
  const { clientAccountId, engagementId, actor } = scope;
  if (await isNameTaken(scope, name)) return undefined;
  const made = await sql<{ id: string }>`
    insert into canonical_applications (client_account_id, engagement_id, name, name_normalized, is_named_by_person,
      application_type, business_owner, criticality, decided_by)
    values (${clientAccountId}, ${engagementId}, ${name}, ${applicationKey(name)}, true,
      ${facts.application_type ?? null}, ${facts.business_owner ?? null}, ${facts.criticality ?? null}, ${actor.userId})
    on conflict (client_account_id, engagement_id, name_normalized) do nothing returning id`.execute(
    scope.tx,
  );
  const id = made.rows[0]?.id;
  if (id !== undefined) await addOwnVariant(scope, id, name);
  return id;
}

/** Whether another application has the name, or is found by it. */
export async function isNameTaken(scope: TenantScope, name: string, byOtherThan?: string): Promise<boolean> {
  const found = await sql`
    select from canonical_applications a where ${tenant(scope, 'a')} and a.name_normalized = ${applicationKey(name)}
      and coalesce(a.merged_into_id, a.id) is distinct from ${byOtherThan ?? null}::uuid
    union all
    select from canonical_application_variants v where ${tenant(scope, 'v')}
      and v.variant_normalized = application_variant(${name})
      and v.canonical_application_id is distinct from ${byOtherThan ?? null}::uuid`.execute(scope.tx);
  return found.rows.length > 0;
}

/** Makes a name a spelling of an application, decided by a person; one that another application has stays there. */
async function addOwnVariant(scope: TenantScope, id: string, name: string): Promise<void> {
  const { clientAccountId, engagementId, actor } = scope;
  await sql`
    insert into canonical_application_variants (client_account_id, engagement_id, canonical_application_id, variant,
      variant_normalized, origin, decided_by)
    values (${clientAccountId}, ${engagementId}, ${id}, ${name}, application_variant(${name}), 'user', ${actor.userId})
    on conflict (client_account_id, engagement_id, variant_normalized) do nothing`.execute(scope.tx);
}

/** Changes what is said about an application in the version a person has seen; false when it has another one. */
export async function updateApplication(
  scope: TenantScope,
  { id, version }: { readonly id: string; readonly version: number },
  facts: ApplicationFacts,
): Promise<boolean> {
  const assignments: RawBuilder<unknown>[] = [decidedBy(scope)];
  for (const column of ['application_type', 'business_owner', 'criticality'] as const)
    if (facts[column] !== undefined) assignments.push(sql`${sql.ref(column)} = ${facts[column]}`);
  if (facts.name !== undefined) assignments.push(sql`name = ${facts.name}, is_named_by_person = true`);
  const done = await sql`
    update canonical_applications a set ${sql.join(assignments)}
    where ${tenant(scope, 'a')} and a.id = ${id} and a.version = ${version} and a.merged_into_id is null`.execute(
    scope.tx,
  );
  if (done.numAffectedRows !== 1n) return false;
  if (facts.name !== undefined) await addOwnVariant(scope, id, facts.name);
  return true;
}

/** Says that an application is what it says it is. */
export async function confirmApplication(scope: TenantScope, id: string): Promise<void> {
  await sql`
    update canonical_applications a set confirmed_by = ${scope.actor.userId}, confirmed_at = now(), ${decidedBy(scope)}
    where ${tenant(scope, 'a')} and a.id = ${id}`.execute(scope.tx);
}

/** Gives an application the spellings, links and later finds of others, which are kept as merged into it. */
export async function mergeInto(scope: TenantScope, id: string, others: readonly string[]): Promise<void> {
  const ids = [...others];
  await sql`
    update canonical_application_variants v set canonical_application_id = ${id}, decided_by = ${scope.actor.userId}
    where ${tenant(scope, 'v')} and v.canonical_application_id = any (${ids}::uuid[])`.execute(scope.tx);
  await sql`
    insert into asset_application_decisions (client_account_id, engagement_id, asset_id, canonical_application_id,
      decision, decided_by, decided_at)
    select distinct on (x.asset_id) x.client_account_id, x.engagement_id, x.asset_id, ${id}::uuid, x.decision,
      x.decided_by, x.decided_at
    from asset_application_decisions x where ${tenant(scope, 'x')} and x.canonical_application_id = any (${ids}::uuid[])
    order by x.asset_id, x.decided_at desc
    on conflict (client_account_id, engagement_id, asset_id, canonical_application_id) do nothing`.execute(
    scope.tx,
  );
  await sql`
    update canonical_applications a set merged_into_id = ${id}, confirmed_by = null, confirmed_at = null, ${decidedBy(scope)}
    where ${tenant(scope, 'a')} and (a.id = any (${ids}::uuid[]) or a.merged_into_id = any (${ids}::uuid[]))`.execute(
    scope.tx,
  );
  await touch(scope, id);
}

/** Moves spellings from one application to another; answers how many there were. */
export async function moveVariants(
  scope: TenantScope,
  { from, to }: { readonly from: string; readonly to: string },
  variants: readonly string[],
): Promise<number> {
  const moved = await sql`
    update canonical_application_variants v set canonical_application_id = ${to}, decided_by = ${scope.actor.userId}
    where ${tenant(scope, 'v')} and v.canonical_application_id = ${from}
      and v.variant_normalized in (select application_variant(n) from unnest(${[...variants]}::text[]) n)`.execute(
    scope.tx,
  );
  await touch(scope, from);
  await touch(scope, to);
  return Number(moved.numAffectedRows ?? 0n);
}

async function touch(scope: TenantScope, id: string): Promise<void> {
  await sql`update canonical_applications a set ${decidedBy(scope)} where ${tenant(scope, 'a')} and a.id = ${id}`.execute(
    scope.tx,
  );
}

/** Makes an application for spellings that leave another; its key may be that of the one they leave. */
export async function insertSplitApplication(scope: TenantScope, name: string): Promise<string | undefined> {
  const { clientAccountId, engagementId, actor } = scope;
  const made = await sql<{ id: string }>`
    insert into canonical_applications (client_account_id, engagement_id, name, name_normalized, is_named_by_person,
      decided_by)
    select ${clientAccountId}::uuid, ${engagementId}::uuid, ${name}, k.key, true, ${actor.userId}::uuid
    from (select case when exists (select from canonical_applications a where ${tenant(scope, 'a')}
      and a.name_normalized = ${applicationKey(name)}) then application_variant(${name}) else ${applicationKey(name)} end
      as key) k
    on conflict (client_account_id, engagement_id, name_normalized) do nothing returning id`.execute(
    scope.tx,
  );
  return made.rows[0]?.id;
}

/** Stores what a person says about the links of assets to an application; answers the assets the engagement has. */
export async function decideLinks(
  scope: TenantScope,
  { id, assetIds }: { readonly id: string; readonly assetIds: readonly string[] },
  decision: 'linked' | 'unlinked',
): Promise<ReadonlySet<string>> {
  const { clientAccountId, engagementId, actor } = scope;
  const done = await sql<{ id: string }>`
    insert into asset_application_decisions (client_account_id, engagement_id, asset_id, canonical_application_id,
      decision, decided_by)
    select ${clientAccountId}::uuid, ${engagementId}::uuid, a.id, ${id}::uuid, ${decision}, ${actor.userId}::uuid
    from assets a where ${tenant(scope, 'a')} and a.deleted_at is null and a.id = any (${[...assetIds]}::uuid[])
    on conflict (client_account_id, engagement_id, asset_id, canonical_application_id) do update
      set decision = excluded.decision, decided_by = excluded.decided_by, decided_at = now()
    returning asset_id as id`.execute(scope.tx);
  await touch(scope, id);
  return new Set(done.rows.map((row) => row.id));
}
