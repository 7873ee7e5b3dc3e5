import { z } from 'zod';
import { contextClient, contextEngagement, membershipSchema, userSchema } from './auth.ts';
import { id, pageOf, pageQuery } from './common.ts';

export const idParams = z.object({ id });

export const adminClientsQuery = pageQuery;
export const adminClientsPage = pageOf(contextClient);

export const adminEngagementsQuery = pageQuery.extend({ client_account_id: id.optional() });
export const adminEngagementsPage = pageOf(contextEngagement);

export const adminUsersQuery = pageQuery;
export const adminUsersPage = pageOf(userSchema);
export const updateUserBody = z.strictObject({ status: z.enum(['active', 'suspended', 'deactivated']) });

export const adminMembershipsQuery = pageQuery.extend({
  client_account_id: id.optional(),
  user_id: id.optional(),
});
export const adminMembershipsPage = pageOf(membershipSchema);
