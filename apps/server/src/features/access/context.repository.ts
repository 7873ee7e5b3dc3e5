import { asId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import {
  type ActorScope,
  type ClientScope,
  type PlatformScope,
  withClient,
} from '../../platform/tenant-scope.ts';

export interface ClientRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly is_active: boolean;
}

export interface EngagementRow {
  readonly id: string;
  readonly client_account_id: string;
  readonly name: string;
  readonly slug: string;
  readonly status: string;
}

export interface MembershipRow {
  readonly id: string;
  readonly user_id: string;
  readonly role: string;
  readonly client_account_id: string | null;
  readonly client_account_name: string | null;
  readonly engagement_id: string | null;
  readonly engagement_name: string | null;
  readonly can_access_sensitive_data: boolean;
  readonly expires_at: Date | null;
}

const clientColumns = ['id', 'name', 'slug', 'is_active'] as const;
const engagementColumns = ['id', 'client_account_id', 'name', 'slug', 'status'] as const;

/** Clients that can be worked in, by name; all of them or those named. */
export function openClients(
  { tx }: ActorScope | PlatformScope,
  ids: readonly string[] | 'all',
): Promise<ClientRow[]> {
  let query = tx.selectFrom('client_accounts').select(clientColumns);
  query = query.where('is_active', '=', true).where('deleted_at', 'is', null);
  if (ids !== 'all') query = query.where('id', '=', sql<string>`any (${[...ids]})`);
  return query.orderBy('name').orderBy('id').execute();
}

/** Engagements of one client that can be worked in, by name; all of them or those named. */
export function openEngagements(
  { tx, clientAccountId }: ClientScope,
  ids: readonly string[] | 'all',
): Promise<EngagementRow[]> {
  let query = tx
    .selectFrom('engagements')
    .select(engagementColumns)
    .where('client_account_id', '=', clientAccountId)
    .where('is_active', '=', true);
  if (ids !== 'all') query = query.where('id', '=', sql<string>`any (${[...ids]})`);
  return query.orderBy('name').orderBy('id').execute();
}

/** Live memberships by id, oldest first, with the names of what they are for. */
export async function namedMemberships(
  scope: ActorScope | PlatformScope,
  ids: readonly string[],
): Promise<MembershipRow[]> {
  const rows = await scope.tx
    .selectFrom('memberships as m')
    .leftJoin('client_accounts as c', 'c.id', 'm.client_account_id')
    .select([
      'm.id',
      'm.user_id',
      'm.role',
      'm.client_account_id',
      'c.name as client_account_name',
      'm.engagement_id',
      'm.can_access_sensitive_data',
      'm.expires_at',
    ])
    .where('m.id', '=', sql<string>`any (${[...ids]})`)
    .orderBy('m.id')
    .execute();
  const names = await engagementNames(scope, rows);
  return rows.map((row) => ({ ...row, engagement_name: names.get(row.engagement_id ?? '') ?? null }));
}

/** Engagements are visible inside their own client only, so their names are read client by client. */
async function engagementNames(
  scope: ActorScope | PlatformScope,
  rows: readonly { client_account_id: string | null; engagement_id: string | null }[],
): Promise<Map<string, string>> {
  const clients = new Set(
    rows.flatMap((row) => (row.engagement_id === null ? [] : (row.client_account_id ?? []))),
  );
  const names = new Map<string, string>();
  for (const clientAccountId of clients) {
    const engagements = await withClient(scope, asId(clientAccountId), ({ tx }) =>
      tx.selectFrom('engagements').select(['id', 'name']).execute(),
    );
    for (const { id, name } of engagements) names.set(id, name);
  }
  return names;
}

/** Ids of the live memberships of the actor. */
export async function ownMembershipIds({ tx, userId }: ActorScope): Promise<string[]> {
  const rows = await tx
    .selectFrom('memberships')
    .select('id')
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
    .execute();
  return rows.map(({ id }) => id);
}
