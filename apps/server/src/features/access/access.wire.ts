import { contextEngagement, role, userSchema } from '@landfall/contract/auth';
import { isoTime } from '../../platform/wire.ts';
import type { SessionRow } from './refresh-token.repository.ts';
import type { UserRow } from './access.repository.ts';
import type { EngagementRow, MembershipRow } from './context.repository.ts';

// Closed vocabularies come from the database as text; its checks and these schemas hold the same words.
const userStatus = userSchema.shape.status;
const engagementStatus = contextEngagement.shape.status;

/** A user as the API shows them. */
export function userOnWire({ id, email, display_name, ...user }: UserRow) {
  return {
    id,
    email,
    display_name,
    status: userStatus.parse(user.status),
    must_change_password: user.must_change_password,
    last_login_at: isoTime(user.last_login_at),
  };
}

export function membershipOnWire(membership: MembershipRow) {
  return { ...membership, role: role.parse(membership.role), expires_at: isoTime(membership.expires_at) };
}

export function engagementOnWire(engagement: EngagementRow) {
  return { ...engagement, status: engagementStatus.parse(engagement.status) };
}

/** A signed-in device as the API shows it; `current` is the session of the request. */
export function sessionOnWire(session: SessionRow, current: string | undefined) {
  return {
    id: session.id,
    signed_in_at: session.signedInAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
    user_agent: session.userAgent,
    address: session.address,
    is_current: session.id === current,
  };
}
