import { decide, type Grant, type Right } from '@landfall/domain/access/policy';
import { asId, type UserId } from '@landfall/domain/shared/ids';
import { appendAudit, appendPlatformAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { permissionDenied, type RequestAccess } from '../../platform/request-access.ts';
import { inPlatformScope, type PlatformScope, sqlState, withClient } from '../../platform/tenant-scope.ts';
import { AlreadyExists, GrantForbidden, LastPlatformAdmin, NotFound } from './access.errors.ts';
import { clientsOf, endSessions, findUser, storePassword, type UserRow } from './access.repository.ts';
import {
  engagementsOf,
  insertClient,
  insertEngagement,
  insertUser,
  isClient,
  type Page,
  type PageRequest,
  pageOfClients,
  pageOfUsers,
  storeStatus,
  type Visible,
} from './admin.repository.ts';
import type { ClientRow, EngagementRow } from './context.repository.ts';
import { reachableClients } from './context.service.ts';
import { liveMemberships, lockPlatformAdmins } from './memberships.repository.ts';
import { generatePassword, hashPassword } from './passwords.ts';
import { auditEverywhere } from './sign-in.service.ts';

/** Clients in which the grants allow a right. */
function clientsWith(grants: readonly Grant[], right: Right): Visible {
  return reachableClients(
    grants.filter(
      (grant) => decide([grant], right, { clientAccountId: grant.clientAccountId ?? undefined }).allowed,
    ),
  );
}

/** Clients the caller administers. */
export function administeredClients(
  db: Db,
  { actor, grants }: RequestAccess,
  page: PageRequest,
): Promise<Page<ClientRow>> {
  return inPlatformScope(db, { actor, readOnly: true }, (scope) =>
    pageOfClients(scope, clientsWith(grants, 'client.read'), page),
  );
}

interface Named {
  readonly name: string;
  readonly slug: string;
}

export async function createClient(
  db: Db,
  { actor, requestId, address, userAgent }: Creator,
  client: Named,
): Promise<ClientRow> {
  try {
    return await inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
      const row = await insertClient(scope, client);
      await withClient(scope, row.id, (own) =>
        appendAudit(own, { action: 'client.create', resourceType: 'client_account', resourceId: row.id }),
      );
      return row;
    });
  } catch (error) {
    if (sqlState(error) === '23505') throw new AlreadyExists('client', 'slug');
    throw error;
  }
}

/** Who makes something: a caller, or the installer at the first start. */
export type Creator = Pick<RequestAccess, 'actor'> & {
  readonly requestId?: string;
  readonly address?: string;
  readonly userAgent?: string | undefined;
};

/** Engagements of the clients the caller administers, or of one of them; 404 for another client. */
export function administeredEngagements(
  db: Db,
  { actor, grants }: RequestAccess,
  { clientId, limit, after }: PageRequest & { clientId: string | undefined },
): Promise<Page<EngagementRow>> {
  return inPlatformScope(db, { actor, readOnly: true }, async (scope) => {
    const visible = clientsWith(grants, 'engagement.manage');
    if (clientId !== undefined) await requireClient(scope, grants, clientId);
    const clients = clientId === undefined ? await allOf(scope, visible) : [clientId];
    const rows: EngagementRow[] = [];
    for (const client of clients) rows.push(...(await withClient(scope, asId(client), engagementsOf)));
    const inOrder = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const page = inOrder.filter(({ id }) => after === undefined || id > after).slice(0, limit);
    return { rows: page, total: rows.length };
  });
}

async function allOf(scope: PlatformScope, visible: Visible): Promise<readonly string[]> {
  if (visible !== 'all') return visible;
  const { rows } = await pageOfClients(scope, 'all', { limit: 100_000, after: undefined });
  return rows.map(({ id }) => id);
}

/** Refuses a client the caller is no member of with 404, and one they do not administer with 403. */
async function requireClient(
  scope: PlatformScope,
  grants: readonly Grant[],
  clientId: string,
): Promise<void> {
  const members = reachableClients(grants);
  const isOwn = members === 'all' || members.includes(clientId);
  if (!isOwn || !(await isClient(scope, clientId))) throw new NotFound('client');
  const decision = decide(grants, 'engagement.manage', { clientAccountId: clientId });
  if (!decision.allowed) throw permissionDenied(decision.needs);
}

export async function createEngagement(
  db: Db,
  { actor, requestId, address, userAgent, grants }: Creator & Pick<RequestAccess, 'grants'>,
  { client_account_id: clientId, ...engagement }: Named & { client_account_id: string },
): Promise<EngagementRow> {
  try {
    return await inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
      await requireClient(scope, grants, clientId);
      return withClient(scope, asId(clientId), async (own) => {
        const row = await insertEngagement(own, engagement);
        await appendAudit(own, {
          action: 'engagement.create',
          resourceType: 'engagement',
          resourceId: row.id,
        });
        return row;
      });
    });
  } catch (error) {
    if (sqlState(error) === '23505') throw new AlreadyExists('engagement', 'slug');
    throw error;
  }
}

/** Users with a membership in a client the caller administers; all of them for the platform. */
export function administeredUsers(
  db: Db,
  { actor, grants }: RequestAccess,
  page: PageRequest,
): Promise<Page<UserRow>> {
  return inPlatformScope(db, { actor, readOnly: true }, (scope) =>
    pageOfUsers(scope, clientsWith(grants, 'user.manage'), page),
  );
}

export interface NewUser {
  readonly email: string;
  readonly display_name: string;
}

/** Makes an active user with a one-time password, which is answered once and never again. */
export async function createUser(
  db: Db,
  { actor, requestId, address, userAgent, grants }: RequestAccess,
  { email, display_name: displayName }: NewUser,
): Promise<{ user: UserRow; oneTimePassword: string }> {
  const oneTimePassword = generatePassword();
  const passwordHash = await hashPassword(oneTimePassword);
  try {
    const user = await inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
      const row = await insertUser(scope, { email, displayName, passwordHash });
      const clients = clientsWith(grants, 'user.manage');
      const entry = { action: 'user.create', resourceType: 'user', resourceId: row.id };
      if (clients === 'all') await appendPlatformAudit(scope, entry);
      else
        for (const client of clients) await withClient(scope, asId(client), (own) => appendAudit(own, entry));
      return row;
    });
    return { user, oneTimePassword };
  } catch (error) {
    if (sqlState(error) === '23505') throw new AlreadyExists('user', 'email');
    throw error;
  }
}

/** Gives a user a new one-time password, which is answered once, and ends every session of theirs. */
export async function resetPassword(
  db: Db,
  { actor, requestId, address, userAgent, grants }: RequestAccess,
  userId: UserId,
): Promise<{ user: UserRow; oneTimePassword: string }> {
  const oneTimePassword = generatePassword();
  const passwordHash = await hashPassword(oneTimePassword);
  const user = await inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
    await refuseForeignUser(scope, grants, userId);
    if (userId === actor.userId) throw new GrantForbidden('Change your own password on your profile page.');
    await storePassword(scope, userId, { passwordHash, mustChange: true });
    await endSessions(scope, userId);
    await auditEverywhere(scope, userId, { action: 'user.password_reset', resourceType: 'user' });
    return findUser(scope, userId);
  });
  if (user === undefined) throw new NotFound('user');
  return { user, oneTimePassword };
}

/** Activates, suspends or deactivates a user; the last two end every session at once. */
export function changeUserStatus(
  db: Db,
  { actor, requestId, address, userAgent, grants }: RequestAccess,
  { userId, status }: { userId: UserId; status: 'active' | 'suspended' | 'deactivated' },
): Promise<UserRow> {
  return inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
    await refuseForeignUser(scope, grants, userId);
    if (userId === actor.userId) throw new GrantForbidden('You cannot change your own status.');
    if (status !== 'active') {
      const admins = await lockPlatformAdmins(scope);
      if (admins.includes(userId) && admins.every((admin) => admin === userId)) throw new LastPlatformAdmin();
      await endSessions(scope, userId);
    }
    const user = await storeStatus(scope, userId, status);
    await auditEverywhere(scope, userId, { action: `user.${status}`, resourceType: 'user' });
    return user;
  });
}

/** A client's administrator reaches a user whose every membership is in clients they administer. */
async function refuseForeignUser(
  scope: PlatformScope,
  grants: readonly Grant[],
  userId: UserId,
): Promise<void> {
  const user = await findUser(scope, userId);
  const own = clientsWith(grants, 'user.manage');
  if (user === undefined) throw new NotFound('user');
  if (own === 'all') return;
  const clients = await clientsOf(scope, userId);
  if (!clients.some((client) => own.includes(client))) throw new NotFound('user');
  const memberships = await liveMemberships(scope, { userId, clientAccountId: undefined });
  if (
    !memberships.every(({ clientAccountId }) => clientAccountId !== null && own.includes(clientAccountId))
  ) {
    throw new GrantForbidden('This person also works elsewhere. Withdraw their memberships here instead.');
  }
}
