import {
  claimsHeldRole,
  decide,
  decideAnywhere,
  type Grant,
  type Place,
  roleAt,
} from '@landfall/domain/access/policy';
import { asId, type ClientAccountId, type EngagementId } from '@landfall/domain/shared/ids';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessTokens } from './access-token.ts';
import { AppError } from './app-error.ts';
import { appendAudit, appendPlatformAudit } from './audit.ts';
import { type CallerRow, identify, type Identity, readCaller } from './caller.ts';
import type { Db } from './db.ts';
import {
  permissionDenied,
  type RequestAccess,
  type RouteContext,
  type RouteRight,
} from './request-access.ts';
import { inClientScope, inPlatformScope } from './tenant-scope.ts';
import { isUuid } from './wire.ts';

export interface AuthenticationDeps {
  readonly db: Db;
  readonly tokens: AccessTokens;
}

/**
 * Decides every request before its body is read, in this order: who calls (401), which client and engagement
 * (400, 403), the identity headers (403), the right (403). Only routes marked `public` are left alone.
 */
export function registerAuthentication(app: FastifyInstance, deps: AuthenticationDeps): void {
  const entered = new EntryLog();
  app.decorateRequest('access', null);
  app.addHook('onRequest', async (request) => {
    const { right, context } = needsOf(request);
    if (right === 'public') return;
    const identity = await identify(deps, request.headers.authorization);
    if (identity === undefined) throw unauthenticated();
    const selected = selectedBy(request);
    const caller = await readCaller(deps.db, identity, selected);
    if (caller === undefined) throw unauthenticated();
    if (caller.mustChangePassword && !identity.isLocal) refuseBeforePasswordChange(request);
    const place = placeOf(context, selected, caller);
    checkIdentityHeaders(request, identity, { caller, place });
    request.access = accessFor(request, identity, { caller, place });
    await enterAsPlatformAdmin(deps.db, request.access, { identity, entered });
    await checkRight(deps.db, request, { right, context });
  });
}

/** A path that no route answers needs a token too, except outside the API, where only the web application lives. */
function needsOf(request: FastifyRequest): { right: RouteRight; context: RouteContext } {
  if (request.is404) {
    return { right: request.url.startsWith('/api/') ? 'signed_in' : 'public', context: 'none' };
  }
  const { right = 'platform.operate', context } = request.routeOptions.config;
  const isOpen = right === 'signed_in' || right === 'public';
  return { right, context: context ?? (isOpen ? 'none' : 'engagement') };
}

function unauthenticated(): AppError {
  const detail = 'Sign in: the request has no valid access token.';
  return new AppError({ kind: 'unauthenticated', code: 'unauthenticated', detail });
}

/** A one-time password is good for setting another one, and for nothing else. */
function refuseBeforePasswordChange({ is404, routeOptions }: FastifyRequest): void {
  if (!is404 && routeOptions.config.beforePasswordChange === true) return;
  const detail = 'Choose a password of your own first: the one you signed in with is good for that only.';
  throw new AppError({ kind: 'forbidden', code: 'password_change_required', detail });
}

interface Selected {
  readonly clientAccountId: string | undefined;
  readonly engagementId: string | undefined;
}

/** Malformed ids are dropped here and refused as missing where they are needed. */
function selectedBy(request: FastifyRequest): Selected {
  return {
    clientAccountId: uuidHeader(request, 'x-client-account-id'),
    engagementId: uuidHeader(request, 'x-engagement-id'),
  };
}

function uuidHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && isUuid(value) ? value.toLowerCase() : undefined;
}

interface SelectedPlace extends Place {
  readonly clientAccountId?: ClientAccountId;
  readonly engagementId?: EngagementId;
}

function placeOf(context: RouteContext, selected: Selected, caller: CallerRow): SelectedPlace {
  if (context === 'none') return heldPlace(selected, caller);
  const { clientAccountId, engagementId } = selected;
  if (clientAccountId === undefined) throw contextRequired('X-Client-Account-ID');
  if (!caller.clientIsOpen || !isMember(caller.grants, clientAccountId))
    throw contextForbidden('client account');
  if (context === 'client') return { clientAccountId: asId(clientAccountId) };
  if (engagementId === undefined) throw contextRequired('X-Engagement-ID');
  const isHeld = roleAt(caller.grants, { clientAccountId, engagementId }) !== undefined;
  if (!caller.engagementIsOpen || !isHeld) throw contextForbidden('engagement');
  return { clientAccountId: asId(clientAccountId), engagementId: asId(engagementId) };
}

/** The selected place where it holds; a route that works without one does not fail over stale headers. */
function heldPlace({ clientAccountId, engagementId }: Selected, caller: CallerRow): SelectedPlace {
  if (clientAccountId === undefined || !caller.clientIsOpen) return {};
  const isHeld = engagementId !== undefined && caller.engagementIsOpen;
  if (isHeld && roleAt(caller.grants, { clientAccountId, engagementId }) !== undefined) {
    return { clientAccountId: asId(clientAccountId), engagementId: asId(engagementId) };
  }
  return isMember(caller.grants, clientAccountId) ? { clientAccountId: asId(clientAccountId) } : {};
}

/** A member of one engagement may select its client, and then sees no more of it than that engagement. */
function isMember(grants: readonly Grant[], clientAccountId: string): boolean {
  return grants.some((grant) => grant.clientAccountId === null || grant.clientAccountId === clientAccountId);
}

function contextRequired(header: string): AppError {
  const detail = `Choose a client and an engagement first: the header ${header} is missing or is not an id.`;
  return new AppError({ kind: 'malformed', code: 'context_required', detail });
}

function contextForbidden(what: string): AppError {
  const detail = `You are not a member of this ${what}. Choose another one.`;
  return new AppError({ kind: 'forbidden', code: 'context_forbidden', detail });
}

interface Settled {
  readonly caller: CallerRow;
  readonly place: SelectedPlace;
}

function checkIdentityHeaders(
  request: FastifyRequest,
  { actor }: Identity,
  { caller, place }: Settled,
): void {
  const user = request.headers['x-user-id'];
  if (user !== undefined && String(user).toLowerCase() !== actor.userId) throw identityMismatch('X-User-ID');
  const role = request.headers['x-user-role'];
  if (role === undefined) return;
  const claim = String(role).trim().toLowerCase();
  const isHeld =
    place.clientAccountId === undefined
      ? caller.grants.some((grant) => claimsHeldRole([grant], placeOfGrant(grant), claim))
      : claimsHeldRole(caller.grants, place, claim);
  if (!isHeld) throw identityMismatch('X-User-Role');
}

function placeOfGrant({ clientAccountId, engagementId }: Grant): Place {
  return { clientAccountId: clientAccountId ?? undefined, engagementId: engagementId ?? undefined };
}

function identityMismatch(header: string): AppError {
  const detail = `The header ${header} does not agree with the access token. Leave it out or sign in again.`;
  return new AppError({ kind: 'forbidden', code: 'identity_header_mismatch', detail });
}

function accessFor(
  request: FastifyRequest,
  { actor, sessionId }: Identity,
  { caller, place }: Settled,
): RequestAccess {
  const from = { requestId: request.id, address: request.ip, userAgent: request.headers['user-agent'] };
  return { actor, sessionId, ...from, grants: caller.grants, ...place };
}

/** Access tokens that have entered a client in this process; an entry is written once for each of them. */
class EntryLog {
  #seen = new Set<string>();

  isFirst(key: string): boolean {
    if (this.#seen.has(key)) return false;
    if (this.#seen.size > 10_000) this.#seen.clear();
    this.#seen.add(key);
    return true;
  }
}

/** A platform administrator who enters a client's data is written to that client's trail. */
async function enterAsPlatformAdmin(
  db: Db,
  access: RequestAccess,
  { identity, entered }: { identity: Identity; entered: EntryLog },
): Promise<void> {
  const { clientAccountId, actor, requestId, address, userAgent } = access;
  if (clientAccountId === undefined) return;
  const isOwnClient = access.grants.some((grant) => grant.clientAccountId === clientAccountId);
  if (isOwnClient || !entered.isFirst(`${identity.tokenId} ${clientAccountId}`)) return;
  await inClientScope(db, { clientAccountId, actor, requestId, address, userAgent }, (scope) =>
    appendAudit(scope, {
      action: 'context.enter',
      resourceType: 'client_account',
      resourceId: clientAccountId,
      details: { as: 'platform_admin' },
    }),
  );
}

async function checkRight(
  db: Db,
  request: FastifyRequest,
  { right, context }: { right: RouteRight; context: RouteContext },
): Promise<void> {
  const access = request.access;
  if (access === null || right === 'signed_in' || right === 'public') return;
  const decision =
    context === 'none' ? decideAnywhere(access.grants, right) : decide(access.grants, right, access);
  if (decision.allowed) return;
  const { clientAccountId, actor, requestId, address, userAgent } = access;
  const details = { right, method: request.method, route: request.routeOptions.url };
  const entry = { action: 'access.denied', resourceType: 'route', result: 'denied', details } as const;
  const origin = { actor, requestId, address, userAgent };
  if (clientAccountId !== undefined) {
    await inClientScope(db, { clientAccountId, ...origin }, (scope) => appendAudit(scope, entry));
  } else {
    await inPlatformScope(db, origin, (scope) => appendPlatformAudit(scope, entry));
  }
  throw permissionDenied(decision.needs);
}
