/** Roles from least to most; each has every right of those before it. */
export const roles = ['viewer', 'analyst', 'engagement_manager', 'client_admin', 'platform_admin'] as const;
export type Role = (typeof roles)[number];

/** Least role of each right. The one table that routes, jobs and the web application's menus are decided by. */
const LEAST_ROLE = {
  'flow.read': 'viewer',
  'import.read': 'viewer',
  'mapping.read': 'viewer',
  'asset.read': 'viewer',
  'export.create': 'viewer',
  'question.answer': 'viewer',
  'import.upload': 'analyst',
  'import.correct': 'analyst',
  'quality.decide': 'analyst',
  'mapping.decide': 'analyst',
  'gate.approve_validation': 'analyst',
  'gate.approve_mapping': 'analyst',
  'cleansing.edit': 'analyst',
  'asset.edit': 'analyst',
  'flow.control': 'analyst',
  'flow.delete_own': 'analyst',
  'flow.delete_any': 'engagement_manager',
  'gate.approve_preview': 'engagement_manager',
  'conflict.settle': 'engagement_manager',
  'engagement.settings': 'engagement_manager',
  'member.manage': 'engagement_manager',
  'engagement.manage': 'client_admin',
  'user.manage': 'client_admin',
  'client.read': 'client_admin',
  'llm.manage': 'client_admin',
  'audit.read': 'client_admin',
  'client.manage': 'platform_admin',
  'platform.operate': 'platform_admin',
} as const satisfies Record<string, Role>;

/** Something a person may be allowed to do. */
export type Right = keyof typeof LEAST_ROLE;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a const object are its keys
export const rights = Object.keys(LEAST_ROLE) as readonly Right[];

/** A live grant: platform-wide without a client, client-wide without an engagement. */
export interface Grant {
  readonly role: Role;
  readonly clientAccountId: string | null;
  readonly engagementId: string | null;
}

/** Where something is to be done: nowhere in particular, in a client account, or in one engagement of it. */
export interface Place {
  readonly clientAccountId?: string | undefined;
  readonly engagementId?: string | undefined;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly needs: Role };

/** Whether `role` is `least` or above. */
export function isAtLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

/** Whether a grant reaches a place; a grant for one engagement does not reach its whole client. */
export function reaches(grant: Grant, place: Place): boolean {
  if (grant.clientAccountId === null) return grant.role === 'platform_admin';
  if (grant.clientAccountId !== place.clientAccountId) return false;
  return grant.engagementId === null || grant.engagementId === place.engagementId;
}

/** Highest role the grants give at a place, or `undefined` when none reaches it. */
export function roleAt(grants: readonly Grant[], place: Place): Role | undefined {
  return highestOf(grants.filter((grant) => reaches(grant, place)).map((grant) => grant.role));
}

/** The one of some roles that has the most rights, or `undefined` of none. */
export function highestOf(held: readonly Role[]): Role | undefined {
  return held.toSorted((a, b) => roles.indexOf(b) - roles.indexOf(a))[0];
}

/** The policy: whether these grants allow a right at a place. Used by the API, by jobs and for allowed commands. */
export function decide(grants: readonly Grant[], right: Right, place: Place): Decision {
  const needs = LEAST_ROLE[right];
  const held = roleAt(grants, place);
  return held !== undefined && isAtLeast(held, needs) ? { allowed: true } : { allowed: false, needs };
}

/** The policy for what has no place of its own, such as a list of clients: whether any one grant allows it there. */
export function decideAnywhere(grants: readonly Grant[], right: Right): Decision {
  const decisions = grants.map((grant) => decide([grant], right, placeOf(grant)));
  return decisions.find(({ allowed }) => allowed) ?? { allowed: false, needs: LEAST_ROLE[right] };
}

function placeOf({ clientAccountId, engagementId }: Grant): Place {
  return { clientAccountId: clientAccountId ?? undefined, engagementId: engagementId ?? undefined };
}

/** Every right the grants allow at a place. */
export function rightsAt(grants: readonly Grant[], place: Place): Right[] {
  return rights.filter((right) => decide(grants, right, place).allowed);
}

/** What a person may grant: never above the own role, never outside the own reach, and a manager only the two least. */
export function mayGrant(grants: readonly Grant[], wanted: Grant): boolean {
  const place = {
    clientAccountId: wanted.clientAccountId ?? undefined,
    engagementId: wanted.engagementId ?? undefined,
  };
  const held = roleAt(grants, place);
  if (held === undefined || !isAtLeast(held, wanted.role)) return false;
  if (!isAtLeast(held, 'engagement_manager')) return false;
  return held !== 'engagement_manager' || !isAtLeast(wanted.role, 'engagement_manager');
}

/** Whether a role claimed in an older caller's words is one of those held: `admin` and `user` name several. */
export function claimsHeldRole(grants: readonly Grant[], place: Place, claim: string): boolean {
  const held = grants.filter((grant) => reaches(grant, place)).map((grant) => grant.role);
  if (claim === 'user') return held.length > 0;
  if (claim === 'admin') return held.some((role) => isAtLeast(role, 'engagement_manager'));
  return held.some((role) => role === claim);
}
