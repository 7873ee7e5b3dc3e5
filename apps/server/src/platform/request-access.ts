import {
  decide,
  type Grant,
  type Place,
  type Right,
  type Role,
  rightsAt,
  roleAt,
} from '@landfall/domain/access/policy';
import type { ClientAccountId, EngagementId, TenantPair } from '@landfall/domain/shared/ids';
import { AppError } from './app-error.ts';
import type { PersonActor, ScopeOptions } from './tenant-scope.ts';

/** What a route needs: a right of the policy, any signed-in person, or nobody (public list only). */
export type RouteRight = Right | 'signed_in' | 'public';
/** Which of the tenant headers a route needs. */
export type RouteContext = 'engagement' | 'client' | 'none';

/** Who sent a request and the context it selected, as the database has it at this moment. */
export interface RequestAccess {
  readonly actor: PersonActor;
  /** Session of the access token; API tokens and tokens of this machine have none. */
  readonly sessionId: string | undefined;
  readonly requestId: string;
  /** Network address the request came from. */
  readonly address: string;
  /** What the program calls itself that sent the request. */
  readonly userAgent: string | undefined;
  /** Live grants, already narrowed to the client of an API token. */
  readonly grants: readonly (Grant & { readonly canAccessSensitiveData: boolean })[];
  readonly clientAccountId?: ClientAccountId;
  readonly engagementId?: EngagementId;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the handler of every route that is not public. Read it with the functions of request-access.ts. */
    access: RequestAccess | null;
  }
  interface FastifyContextConfig {
    right?: RouteRight;
    /** Left out: `engagement`, or `none` for `signed_in` and `public`. */
    context?: RouteContext;
    /** Open to a person who signed in with a one-time password and has not chosen another one yet. */
    beforePasswordChange?: boolean;
    /** The answer holds a secret, so it is never kept for a repetition of the request. */
    answersSecret?: boolean;
  }
}

interface Carrier {
  readonly access: RequestAccess | null;
}

/** The signed-in person and their grants; throws on a public route, which is a mistake of the route. */
export function accessOf(request: Carrier): RequestAccess {
  if (request.access === null) throw new Error('A public route asked who is calling.');
  return request.access;
}

/** Tenant pair, actor and request id, ready for `inTenantScope`. Only for routes with the context `engagement`. */
export function tenantOf(request: Carrier): TenantPair & ScopeOptions & { readonly actor: PersonActor } {
  const { clientAccountId, engagementId, actor, requestId, address, userAgent } = accessOf(request);
  if (clientAccountId === undefined || engagementId === undefined) {
    throw new Error('A route without engagement context asked for its tenant.');
  }
  return { clientAccountId, engagementId, actor, requestId, address, userAgent };
}

/** Client account, actor and request id, ready for `inClientScope`. Not for routes with the context `none`. */
export function clientOf(request: Carrier): ScopeOptions & {
  readonly clientAccountId: ClientAccountId;
  readonly actor: PersonActor;
} {
  const { clientAccountId, actor, requestId, address, userAgent } = accessOf(request);
  if (clientAccountId === undefined) throw new Error('A route without client context asked for its client.');
  return { clientAccountId, actor, requestId, address, userAgent };
}

/** Whether the caller holds a right in the selected context. */
export function mayDo(request: Carrier, right: Right): boolean {
  const access = accessOf(request);
  return decide(access.grants, right, access).allowed;
}

/** Refuses with 403 `permission_denied` unless the caller holds a right in the selected context. */
export function requireRight(request: Carrier, right: Right): void {
  const access = accessOf(request);
  const decision = decide(access.grants, right, access);
  if (!decision.allowed) throw permissionDenied(decision.needs);
}

/** Every right the caller has in the selected context. */
export function rightsOf(request: Carrier): Right[] {
  const access = accessOf(request);
  return rightsAt(access.grants, access);
}

/** Whether samples of sensitive columns may be shown to the caller unmasked; no role includes it. */
export function maySeeSensitiveData(request: Carrier): boolean {
  const access = accessOf(request);
  return access.grants.some((grant) => grant.canAccessSensitiveData && coversPlace(grant, access));
}

function coversPlace(grant: Grant, place: Place): boolean {
  return roleAt([grant], place) !== undefined;
}

const ROLE_NAMES: Record<Role, string> = {
  viewer: 'viewer',
  analyst: 'analyst',
  engagement_manager: 'engagement manager',
  client_admin: 'client administrator',
  platform_admin: 'platform administrator',
};

/** 403 for a caller whose role is below the one needed. */
export function permissionDenied(needs: Role): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'permission_denied',
    detail: `This needs the role ${ROLE_NAMES[needs]} here. Ask an administrator of the engagement.`,
    members: { needs_role: needs },
  });
}
