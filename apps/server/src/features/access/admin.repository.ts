import { asId, type ClientAccountId, type EngagementId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { ClientScope, PlatformScope } from '../../platform/tenant-scope.ts';
import type { UserRow } from './access.repository.ts';
import type { ClientRow, EngagementRow } from './context.repository.ts';

/** Clients, engagements, users: which of them a list may show. */
export type Visible = readonly string[] | 'all';

/** One page in the order of ids, which is the order of making; `after` is the last id of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | undefined;
}

export interface Page<Row> {
  readonly rows: Row[];
  /** Exact count of the whole list. */
  readonly total: number;
}

export async function pageOfClients(
  { tx }: PlatformScope,
  visible: Visible,
  { limit, after }: PageRequest,
): Promise<Page<ClientRow>> {
  let all = tx.selectFrom('client_accounts').where('deleted_at', 'is', null);
  if (visible !== 'all') all = all.where('id', '=', sql<string>`any (${[...visible]})`);
  const { total } = await all.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  let page = all.select(['id', 'name', 'slug', 'is_active']).orderBy('id').limit(limit);
  if (after !== undefined) page = page.where('id', '>', after);
  return { rows: await page.execute(), total };
}

export async function insertClient(
  { tx }: PlatformScope,
  client: { readonly name: string; readonly slug: string },
): Promise<ClientRow & { readonly id: ClientAccountId }> {
  const row = await tx
    .insertInto('client_accounts')
    .values(client)
    .returning(['id', 'name', 'slug', 'is_active'])
    .executeTakeFirstOrThrow();
  return { ...row, id: asId(row.id) };
}

export async function isClient({ tx }: PlatformScope, clientAccountId: string): Promise<boolean> {
  const query = tx.selectFrom('client_accounts').select('id').where('deleted_at', 'is', null);
  return (await query.where('id', '=', clientAccountId).executeTakeFirst()) !== undefined;
}

/** Every engagement of one client, in the order of making. */
export function engagementsOf({ tx, clientAccountId }: ClientScope): Promise<EngagementRow[]> {
  return tx
    .selectFrom('engagements')
    .select(['id', 'client_account_id', 'name', 'slug', 'status'])
    .where('client_account_id', '=', clientAccountId)
    .orderBy('id')
    .execute();
}

export async function insertEngagement(
  { tx, clientAccountId }: ClientScope,
  engagement: { readonly name: string; readonly slug: string },
): Promise<EngagementRow & { readonly id: EngagementId }> {
  const row = await tx
    .insertInto('engagements')
    .values({ ...engagement, client_account_id: clientAccountId })
    .returning(['id', 'client_account_id', 'name', 'slug', 'status'])
    .executeTakeFirstOrThrow();
  return { ...row, id: asId(row.id) };
}

const userColumns = [
  'id',
  'email',
  'display_name',
  'status',
  'must_change_password',
  'token_version',
  'last_login_at',
  'default_client_account_id',
  'default_engagement_id',
] as const;

/** Users; for a client's administrator those with a live membership in one of the clients. */
export async function pageOfUsers(
  { tx }: PlatformScope,
  clients: Visible,
  { limit, after }: PageRequest,
): Promise<Page<UserRow>> {
  let all = tx.selectFrom('users');
  if (clients !== 'all') {
    all = all.where((eb) =>
      eb.exists(
        eb
          .selectFrom('memberships as m')
          .select('m.id')
          .whereRef('m.user_id', '=', 'users.id')
          .where('m.revoked_at', 'is', null)
          .where('m.client_account_id', '=', sql<string>`any (${[...clients]})`),
      ),
    );
  }
  const { total } = await all.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  let page = all.select(userColumns).orderBy('id').limit(limit);
  if (after !== undefined) page = page.where('id', '>', after);
  const rows = await page.execute();
  return { rows: rows.map((row) => ({ ...row, id: asId(row.id) })), total };
}

export async function insertUser(
  { tx }: PlatformScope,
  user: { readonly email: string; readonly displayName: string; readonly passwordHash: string },
): Promise<UserRow> {
  const row = await tx
    .insertInto('users')
    .values({
      email: user.email.toLowerCase(),
      display_name: user.displayName,
      password_hash: user.passwordHash,
      status: 'active',
      must_change_password: true,
    })
    .returning(userColumns)
    .executeTakeFirstOrThrow();
  return { ...row, id: asId(row.id) };
}

export async function storeStatus({ tx }: PlatformScope, userId: UserId, status: string): Promise<UserRow> {
  const row = await tx
    .updateTable('users')
    .set(({ eb }) => ({ status, version: eb('version', '+', 1), updated_at: sql`now()` }))
    .where('id', '=', userId)
    .returning(userColumns)
    .executeTakeFirstOrThrow();
  return { ...row, id: asId(row.id) };
}
