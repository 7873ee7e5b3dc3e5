import { type Grant, highestOf, reaches, type Role, roleAt } from '@landfall/domain/access/policy';
import { asId } from '@landfall/domain/shared/ids';
import type { Db } from '../../platform/db.ts';
import type { RequestAccess } from '../../platform/request-access.ts';
import { inActorScope, inClientScope, withClient } from '../../platform/tenant-scope.ts';
import { ContextForbidden, NotFound } from './access.errors.ts';
import { findUser, storeDefaults, type UserRow } from './access.repository.ts';
import {
  type ClientRow,
  type EngagementRow,
  type MembershipRow,
  namedMemberships,
  openClients,
  openEngagements,
  ownMembershipIds,
} from './context.repository.ts';

export interface OwnContext {
  readonly user: UserRow;
  readonly memberships: readonly MembershipRow[];
  readonly selected: { client: ClientRow; engagement: EngagementRow | undefined; role: Role } | undefined;
}

/** Who the caller is, what they are a member of, and the context the request selected. */
export function ownContext(db: Db, access: RequestAccess): Promise<OwnContext> {
  const { actor, clientAccountId, engagementId } = access;
  return inActorScope(db, { actor, readOnly: true }, async (scope) => {
    const user = await findUser(scope, actor.userId);
    if (user === undefined) throw new Error('The signed-in user does not exist.');
    const memberships = await namedMemberships(scope, await ownMembershipIds(scope));
    const role = highestRole(access);
    if (clientAccountId === undefined || role === undefined)
      return { user, memberships, selected: undefined };
    const [client] = await openClients(scope, [clientAccountId]);
    const [engagement] =
      engagementId === undefined
        ? []
        : await withClient(scope, clientAccountId, (own) => openEngagements(own, [engagementId]));
    return { user, memberships, selected: client === undefined ? undefined : { client, engagement, role } };
  });
}

/** Role in the selected engagement; with only a client selected, the highest held anywhere in it. */
function highestRole({ grants, clientAccountId, engagementId }: RequestAccess): Role | undefined {
  if (engagementId !== undefined) return roleAt(grants, { clientAccountId, engagementId });
  const inClient = grants.filter((grant) => reaches({ ...grant, engagementId: null }, { clientAccountId }));
  return highestOf(inClient.map(({ role }) => role));
}

/** Clients the caller may choose. */
export function ownClients(db: Db, { actor, grants }: RequestAccess): Promise<ClientRow[]> {
  return inActorScope(db, { actor, readOnly: true }, (scope) => openClients(scope, reachableClients(grants)));
}

/** Client ids of the grants, or `all` for a platform administrator. */
export function reachableClients(grants: readonly Grant[]): readonly string[] | 'all' {
  if (grants.some((grant) => grant.clientAccountId === null)) return 'all';
  return grants.flatMap(({ clientAccountId }) => clientAccountId ?? []);
}

/** Engagements of one client the caller may choose; 404 for a client that is not theirs. */
export async function ownEngagements(
  db: Db,
  { actor, grants }: RequestAccess,
  clientId: string,
): Promise<EngagementRow[]> {
  const clients = reachableClients(grants);
  if (clients !== 'all' && !clients.includes(clientId)) throw new NotFound('client');
  return inActorScope(db, { actor, readOnly: true }, async (scope) => {
    const [client] = await openClients(scope, [clientId]);
    if (client === undefined) throw new NotFound('client');
    return withClient(scope, asId(clientId), (own) =>
      openEngagements(own, reachableEngagements(grants, clientId)),
    );
  });
}

function reachableEngagements(grants: readonly Grant[], clientId: string): readonly string[] | 'all' {
  if (roleAt(grants, { clientAccountId: clientId }) !== undefined) return 'all';
  const inClient = grants.filter(({ clientAccountId }) => clientAccountId === clientId);
  return inClient.flatMap(({ engagementId }) => engagementId ?? []);
}

export interface Defaults {
  readonly client_account_id: string;
  readonly engagement_id: string;
}

/** Remembers the context to begin with; it has to be one the caller may choose now. */
export async function chooseDefaults(db: Db, access: RequestAccess, defaults: Defaults): Promise<Defaults> {
  const { actor, grants } = access;
  const place = { clientAccountId: defaults.client_account_id, engagementId: defaults.engagement_id };
  if (roleAt(grants, place) === undefined) throw new ContextForbidden();
  const clientAccountId = asId<'ClientAccount'>(defaults.client_account_id);
  const found = await inClientScope(db, { clientAccountId, actor, readOnly: true }, (scope) =>
    openEngagements(scope, [defaults.engagement_id]),
  );
  if (found.length === 0) throw new ContextForbidden();
  await inActorScope(db, { actor }, (scope) => storeDefaults(scope, defaults));
  return defaults;
}
