import type { Db } from '../../platform/db.ts';
import type { RequestAccess } from '../../platform/request-access.ts';
import { inActorScope, inPlatformScope } from '../../platform/tenant-scope.ts';
import { NotFound, PersonRequired } from './access.errors.ts';
import { endAccess, storeDisplayName, type UserRow } from './access.repository.ts';
import { holdsSession, liveSessions, revokeFamily, type SessionRow } from './refresh-token.repository.ts';
import { auditEverywhere } from './sign-in.service.ts';

/** Changes the name the caller is shown by. */
export function renameSelf(
  db: Db,
  { actor, requestId, address, userAgent }: RequestAccess,
  displayName: string,
): Promise<UserRow> {
  if (actor.kind !== 'user') throw new PersonRequired();
  return inActorScope(db, { actor, requestId, address, userAgent }, async (scope) => {
    const user = await storeDisplayName(scope, displayName);
    if (user === undefined) throw new Error('The signed-in user does not exist.');
    await auditEverywhere(scope, actor.userId, { action: 'user.rename', resourceType: 'user' });
    return user;
  });
}

/** Where the caller is signed in. */
export function ownSessions(db: Db, { actor }: RequestAccess): Promise<SessionRow[]> {
  return inActorScope(db, { actor, readOnly: true }, (scope) => liveSessions(scope, actor.userId));
}

/** Ends one session of the caller at once; the others go on with new access tokens. */
export function endOwnSession(
  db: Db,
  { actor, requestId, address, userAgent }: RequestAccess,
  sessionId: string,
): Promise<void> {
  if (actor.kind !== 'user') throw new PersonRequired();
  const { userId } = actor;
  return inPlatformScope(db, { actor, requestId, address, userAgent }, async (scope) => {
    if (!(await holdsSession(scope, { userId, sessionId }))) throw new NotFound('session');
    await revokeFamily(scope, sessionId);
    // Access tokens do not say which of them are live: all die, and live sessions fetch new ones.
    await endAccess(scope, userId);
    const details = { session_id: sessionId };
    await auditEverywhere(scope, userId, { action: 'auth.session_end', resourceType: 'user', details });
  });
}
