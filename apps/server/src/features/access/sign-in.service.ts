import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { passwordWeakness } from '@landfall/domain/access/password-rule';
import { asId, type UserId } from '@landfall/domain/shared/ids';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from '../../platform/access-token.ts';
import { appendAudit, appendPlatformAudit, type AuditEntry } from '../../platform/audit.ts';
import { hashToken } from '../../platform/caller.ts';
import type { Db } from '../../platform/db.ts';
import {
  type ActorScope,
  inActorScope,
  inPlatformScope,
  type PersonActor,
  type PlatformScope,
  withClient,
} from '../../platform/tenant-scope.ts';
import {
  AccountLocked,
  AccountNotActive,
  InvalidCredentials,
  PasswordWeak,
  RefreshRefused,
  WrongCurrentPassword,
} from './access.errors.ts';
import {
  clientsOf,
  endAccess,
  endSessions,
  findUser,
  findUserByEmail,
  noteSignIn,
  storePassword,
  type UserRow,
} from './access.repository.ts';
import { hashPassword, passwordFits } from './passwords.ts';
import {
  insertRefreshToken,
  lockRefreshToken,
  markUsed,
  type RefreshTokenRow,
  revokeFamily,
} from './refresh-token.repository.ts';
import { forgiveAttempt, reserveAttempt } from './sign-in-throttle.repository.ts';

export interface SignInDeps {
  readonly db: Db;
  readonly tokens: AccessTokens;
  /** Secret of this installation; the successor of a refresh token follows from it and the token. */
  readonly refreshSecret: Uint8Array;
}

/** Where a request came from. */
export interface Origin {
  readonly ip: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
}

export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly user: UserRow;
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs a person in. Every attempt is counted before the password is looked at. */
export async function signIn(
  deps: SignInDeps,
  { email, password }: Credentials,
  origin: Origin,
): Promise<Session> {
  const keys = { account: throttleKey('account', email), address: throttleKey('address', origin.ip) };
  const { requestId, ip: address, userAgent } = origin;
  await refuseWhenLocked(deps.db, Object.values(keys));
  const user = await inPlatformScope(deps.db, { readOnly: true }, (scope) => findUserByEmail(scope, email));
  const fits = await passwordFits(user?.password_hash, password);
  // An account that does not exist takes the same steps, under an id nobody has.
  const userId: UserId = user?.id ?? asId(randomUUID());
  return inPlatformScope(
    deps.db,
    { actor: { userId, kind: 'user' }, requestId, address, userAgent },
    async (scope) => {
      if (user === undefined || !fits) {
        await auditEverywhere(scope, userId, {
          action: 'auth.sign_in',
          resourceType: 'user',
          result: 'denied',
        });
        return new InvalidCredentials();
      }
      await forgiveAttempt(scope, keys);
      if (user.status !== 'active') {
        const details = { status: user.status };
        await auditEverywhere(scope, userId, {
          action: 'auth.sign_in',
          resourceType: 'user',
          result: 'denied',
          details,
        });
        return new AccountNotActive();
      }
      const refreshToken = randomBytes(32).toString('base64url');
      const sessionId = await insertRefreshToken(scope, {
        userId: user.id,
        tokenHash: hashToken(refreshToken),
        ...origin,
      });
      await noteSignIn(scope, user.id);
      await auditEverywhere(scope, user.id, { action: 'auth.sign_in', resourceType: 'user' });
      return sessionOf(deps, user, { refreshToken, sessionId });
    },
  ).then(orThrow);
}

function throttleKey(kind: 'account' | 'address', value: string): string {
  return `${kind}:${hashToken(value.trim().toLowerCase())}`;
}

async function refuseWhenLocked(db: Db, keys: readonly string[]): Promise<void> {
  const wait = await inPlatformScope(db, {}, (scope) => reserveAttempt(scope, keys));
  if (wait > 0) throw new AccountLocked(wait);
}

/** What a refusal writes has to stay, so it is carried out of its transaction as a value and thrown here. */
function orThrow(value: Session | Error): Session {
  if (value instanceof Error) throw value;
  return value;
}

function sessionOf(
  { tokens }: SignInDeps,
  user: UserRow,
  { refreshToken, sessionId }: { refreshToken: string; sessionId: string },
): Session {
  const accessToken = tokens.issue({ userId: user.id, tokenVersion: user.token_version, sessionId });
  return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS, user };
}

/**
 * Writes to the trail of every client the user is a member of; signing in belongs to none of them alone. What a
 * person without a client does is in the platform's own trail, a sign-in under an unknown name included.
 */
export async function auditEverywhere(
  scope: ActorScope | PlatformScope,
  userId: UserId,
  entry: AuditEntry,
): Promise<void> {
  const clients = await clientsOf(scope, userId);
  if (clients.length === 0) await appendPlatformAudit(scope, { ...entry, resourceId: userId });
  for (const clientAccountId of clients) {
    await withClient(scope, asId(clientAccountId), (client) =>
      appendAudit(client, { ...entry, resourceId: userId }),
    );
  }
}

/**
 * Exchanges a refresh token for a new pair. Using one again ends every session of its family, except within ten
 * seconds, when two tabs may have sent the same token: both then get the same successor.
 */
export async function refreshSession(deps: SignInDeps, token: string, origin: Origin): Promise<Session> {
  const tokenHash = hashToken(token);
  const successor = successorOf(deps, tokenHash);
  return inPlatformScope(
    deps.db,
    { requestId: origin.requestId, address: origin.ip, userAgent: origin.userAgent },
    async (scope) => {
      const row = await lockRefreshToken(scope, tokenHash);
      const user = row === undefined ? undefined : await findUser(scope, row.user_id);
      if (row === undefined || user?.status !== 'active') return new RefreshRefused('token_invalid');
      if (row.is_used) return settleReuse(deps, scope, { row, user, successor });
      if (!row.is_live) return new RefreshRefused('token_invalid');
      await markUsed(scope, tokenHash);
      const next = { userId: user.id, tokenHash: hashToken(successor), familyId: row.family_id };
      await insertRefreshToken(scope, { ...next, ...origin });
      return sessionOf(deps, user, { refreshToken: successor, sessionId: row.family_id });
    },
  ).then(orThrow);
}

/** The successor follows from the token and a secret, so it can be answered twice without being stored. */
function successorOf({ refreshSecret }: SignInDeps, tokenHash: string): string {
  return createHmac('sha256', refreshSecret).update(`refresh successor ${tokenHash}`).digest('base64url');
}

async function settleReuse(
  deps: SignInDeps,
  scope: PlatformScope,
  { row, user, successor }: { row: RefreshTokenRow; user: UserRow; successor: string },
): Promise<Session | RefreshRefused> {
  const next = await lockRefreshToken(scope, hashToken(successor));
  if (row.is_live && row.in_grace && next !== undefined && next.is_live && !next.is_used) {
    return sessionOf(deps, user, { refreshToken: successor, sessionId: row.family_id });
  }
  if (!row.is_live) return new RefreshRefused('token_reused');
  await revokeFamily(scope, row.family_id);
  await endAccess(scope, user.id);
  await auditEverywhere(scope, user.id, {
    action: 'auth.token_reuse',
    resourceType: 'user',
    result: 'denied',
  });
  return new RefreshRefused('token_reused');
}

/** Signs the person out everywhere. */
export async function signOut(deps: SignInDeps, actor: PersonActor, origin: Origin): Promise<void> {
  const { requestId, ip: address, userAgent } = origin;
  await inActorScope(deps.db, { actor, requestId, address, userAgent }, async (scope) => {
    await endSessions(scope, actor.userId);
    await auditEverywhere(scope, actor.userId, { action: 'auth.sign_out', resourceType: 'user' });
  });
}

/** Changes the caller's password and ends every session, the one that asked included. */
export async function changePassword(
  deps: SignInDeps,
  { actor, current, wanted }: { actor: PersonActor; current: string; wanted: string },
  { requestId, ip: address, userAgent }: Origin,
): Promise<void> {
  const user = await inActorScope(deps.db, { actor, readOnly: true }, (scope) =>
    findUser(scope, actor.userId),
  );
  if (user === undefined) throw new Error('The signed-in user does not exist.');
  await refuseWhenLocked(deps.db, [throttleKey('account', user.email)]);
  if (!(await passwordFits(user.password_hash, current))) throw new WrongCurrentPassword();
  const weakness = passwordWeakness(wanted, user.email);
  if (weakness !== undefined) throw new PasswordWeak(weakness);
  const passwordHash = await hashPassword(wanted);
  await inPlatformScope(deps.db, { actor, requestId, address, userAgent }, async (scope) => {
    await forgiveAttempt(scope, { account: throttleKey('account', user.email), address: '' });
    await storePassword(scope, actor.userId, { passwordHash, mustChange: false });
    await endSessions(scope, actor.userId);
    await auditEverywhere(scope, actor.userId, { action: 'auth.password_change', resourceType: 'user' });
  });
}
