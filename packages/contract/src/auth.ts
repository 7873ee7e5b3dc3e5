import { roles } from '@landfall/domain/access/policy';
import { z } from 'zod';
import { id, timestamp } from './common.ts';

export const role = z.enum(roles);

export const userSchema = z.object({
  id,
  email: z.string(),
  display_name: z.string(),
  status: z.enum(['pending_approval', 'active', 'suspended', 'deactivated', 'rejected']),
  must_change_password: z.boolean(),
  last_login_at: timestamp.nullable(),
});

export const loginBody = z.strictObject({
  email: z.string().min(3).max(320),
  password: z.string().min(1).max(1024),
});
export const tokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  /** Seconds until the access token expires. */
  expires_in: z.number().int(),
  user: userSchema,
});
export const refreshBody = z.strictObject({ refresh_token: z.string().min(1).max(500) });
export const changePasswordBody = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: z.string().min(12).max(1024),
});

/** One signed-in device: a family of refresh tokens. */
export const sessionSchema = z.object({
  id,
  signed_in_at: timestamp,
  /** When it last asked for a new access token. */
  last_used_at: timestamp,
  expires_at: timestamp,
  user_agent: z.string().nullable(),
  address: z.string().nullable(),
  is_current: z.boolean(),
});
export const sessionsAnswer = z.object({ items: z.array(sessionSchema) });
export const updateProfileBody = z.strictObject({ display_name: z.string().trim().min(1).max(200) });

export const membershipSchema = z.object({
  id,
  user_id: id,
  role,
  client_account_id: id.nullable(),
  client_account_name: z.string().nullable(),
  engagement_id: id.nullable(),
  engagement_name: z.string().nullable(),
  can_access_sensitive_data: z.boolean(),
  expires_at: timestamp.nullable(),
});

export const contextClient = z.object({ id, name: z.string(), slug: z.string(), is_active: z.boolean() });
export const contextEngagement = z.object({
  id,
  client_account_id: id,
  name: z.string(),
  slug: z.string(),
  status: z.enum(['planning', 'active', 'on_hold', 'completed']),
});
export const contextAnswer = z.object({
  user: userSchema,
  memberships: z.array(membershipSchema),
  /** The context named by the request's tenant headers, when they are sent and hold. */
  selected: z
    .object({ client_account: contextClient, engagement: contextEngagement.nullable(), role })
    .nullable(),
  /** Rights in the selected context; names of the policy. */
  rights: z.array(z.string()),
  defaults: z.object({ client_account_id: id.nullable(), engagement_id: id.nullable() }),
});
export const contextClientsAnswer = z.object({ items: z.array(contextClient) });
export const contextEngagementsAnswer = z.object({ items: z.array(contextEngagement) });
export const defaultsBody = z.strictObject({ client_account_id: id, engagement_id: id });

export const createClientBody = z.strictObject({
  name: z.string().min(1).max(200),
  slug: z.string().regex(/^[a-z0-9-]{2,60}$/),
});
export const createEngagementBody = z.strictObject({
  client_account_id: id,
  name: z.string().min(1).max(200),
  slug: z.string().regex(/^[a-z0-9-]{2,60}$/),
});
export const createUserBody = z.strictObject({
  email: z.email().max(320),
  display_name: z.string().min(1).max(200),
});
export const createUserAnswer = z.object({ user: userSchema, one_time_password: z.string() });
export const resetPasswordAnswer = z.object({ user: userSchema, one_time_password: z.string() });
export const createMembershipBody = z.strictObject({
  user_id: id,
  role,
  client_account_id: id.nullable().default(null),
  engagement_id: id.nullable().default(null),
  can_access_sensitive_data: z.boolean().default(false),
  expires_at: timestamp.nullable().default(null),
});

export const apiTokenSchema = z.object({
  id,
  name: z.string(),
  created_at: timestamp,
  expires_at: timestamp,
  revoked_at: timestamp.nullable(),
});
export const createApiTokenBody = z.strictObject({ name: z.string().min(1).max(200), expires_at: timestamp });
export const createApiTokenAnswer = z.object({ token: z.string(), api_token: apiTokenSchema });
export const apiTokensAnswer = z.object({ items: z.array(apiTokenSchema) });
