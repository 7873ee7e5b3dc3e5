import { type Grant, mayGrant, reaches, roleAt } from '@landfall/domain/access/policy';
import { asId, type UserId } from '@landfall/domain/shared/ids';
import { appendAudit, appendPlatformAudit, type AuditEntry } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import type { RequestAccess } from '../../platform/request-access.ts';
import { inPlatformScope, type PlatformScope, sqlState, withClient } from '../../platform/tenant-scope.ts';
import { AlreadyExists, GrantForbidden, LastPlatformAdmin, NotFound } from './access.errors.ts';
import { findUser } from './access.repository.ts';
import { engagementsOf, isClient } from './admin.repository.ts';
import { type MembershipRow, namedMemberships } from './context.repository.ts';
import {
  insertMembership,
  type LiveMembership,
  liveMemberships,
  lockMembership,
  lockPlatformAdmins,
  type MembershipFilter,
  revokeMembership,
} from './memberships.repository.ts';

/** Whether the caller may look at a membership: where they may manage members. */
function maySee(grants: readonly Grant[], membership: Grant): boolean {
  return mayGrant(grants, { ...membership, role: 'viewer' });
}

export interface MembershipPage {
  readonly rows: MembershipRow[];
  readonly total: number;
}

/** Live memberships the caller may manage, one page in the order of granting. */
export function pageOfMemberships(
  db: Db,
  { actor, grants }: RequestAccess,
  { limit, after, ...filter }: MembershipFilter & { limit: number; after: string | undefined },
): Promise<MembershipPage> {
  return inPlatformScope(db, { actor, readOnly: true }, async (scope) => {
    const visible = (await liveMemberships(scope, filter)).filter((membership) => maySee(grants, membership));
    const page = visible.filter(({ id }) => after === undefined || id > after).slice(0, limit);
    return {
      rows: await namedMemberships(
        scope,
        page.map(({ id }) => id),
      ),
      total: visible.length,
    };
  });
}

export interface WantedMembership extends Grant {
  readonly userId: UserId;
  readonly canAccessSensitiveData: boolean;
  readonly expiresAt: string | null;
}

/** Grants a role to somebody else, at most the own, only where the own reaches. */
export async function grantMembership(
  db: Db,
  access: RequestAccess,
  wanted: WantedMembership,
): Promise<MembershipRow> {
  const { actor, grants, requestId, address, userAgent } = access;
  try {
    return await inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
      await refuseUnknownPlace(scope, grants, wanted);
      if (wanted.userId === actor.userId) throw new GrantForbidden('You cannot grant a role to yourself.');
      if (!mayGrant(grants, wanted)) {
        throw new GrantForbidden(
          'You cannot grant this role here: it is above your own, or outside your scope.',
        );
      }
      if ((await findUser(scope, wanted.userId)) === undefined) throw new NotFound('user');
      const id = await insertMembership(scope, { ...wanted, grantedBy: actor.userId });
      await auditIn(scope, wanted.clientAccountId, {
        action: 'membership.grant',
        resourceType: 'membership',
        resourceId: id,
        details: { user_id: wanted.userId, role: wanted.role, engagement_id: wanted.engagementId },
      });
      return onlyRow(await namedMemberships(scope, [id]));
    });
  } catch (error) {
    if (sqlState(error) === '23505') throw new AlreadyExists('membership', 'role');
    throw error;
  }
}

/** A client or engagement the caller has nothing to do with does not exist for them. */
async function refuseUnknownPlace(
  scope: PlatformScope,
  grants: readonly Grant[],
  wanted: Grant,
): Promise<void> {
  const { clientAccountId, engagementId } = wanted;
  if (clientAccountId === null) return;
  const isOwn = grants.some((grant) => reaches({ ...grant, engagementId: null }, { clientAccountId }));
  if (!isOwn || !(await isClient(scope, clientAccountId))) throw new NotFound('client');
  if (engagementId === null) return;
  const isHeld = roleAt(grants, { clientAccountId, engagementId }) !== undefined;
  const engagements = await withClient(scope, asId(clientAccountId), engagementsOf);
  if (!isHeld || !engagements.some(({ id }) => id === engagementId)) throw new NotFound('engagement');
}

/** Takes a membership back; it works no longer from the next request on. */
export async function withdrawMembership(db: Db, access: RequestAccess, id: string): Promise<void> {
  const { actor, grants, requestId, address, userAgent } = access;
  await inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
    const membership = await lockMembership(scope, id);
    if (membership === undefined || !maySee(grants, membership)) throw new NotFound('membership');
    if (!mayGrant(grants, membership)) {
      throw new GrantForbidden('You cannot withdraw a role above the ones you may grant.');
    }
    await refuseLastAdmin(scope, membership);
    await revokeMembership(scope, id);
    await auditIn(scope, membership.clientAccountId, {
      action: 'membership.withdraw',
      resourceType: 'membership',
      resourceId: id,
      details: { user_id: membership.userId, role: membership.role },
    });
  });
}

async function refuseLastAdmin(scope: PlatformScope, { role, userId }: LiveMembership): Promise<void> {
  if (role !== 'platform_admin') return;
  const admins = await lockPlatformAdmins(scope);
  if (admins.every((admin) => admin === userId)) throw new LastPlatformAdmin();
}

/** A grant for the whole platform belongs to no client's trail but to the platform's own. */
async function auditIn(scope: PlatformScope, clientId: string | null, entry: AuditEntry): Promise<void> {
  if (clientId === null) await appendPlatformAudit(scope, entry);
  else await withClient(scope, asId(clientId), (client) => appendAudit(client, entry));
}

function onlyRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('A row just written is not there.');
  return row;
}
