import { adminMembershipsPage, adminMembershipsQuery, idParams } from '@landfall/contract/admin';
import { createMembershipBody, membershipSchema } from '@landfall/contract/auth';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { accessOf } from '../../platform/request-access.ts';
import { membershipOnWire } from './access.wire.ts';
import { grantMembership, pageOfMemberships, withdrawMembership } from './memberships.service.ts';
import { pageOnWire, pageRequestOf } from './page.wire.ts';

const tags = ['admin'];
const config = { right: 'member.manage', context: 'none' } as const;

const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'Memberships the caller may manage',
      querystring: adminMembershipsQuery,
      response: { 200: adminMembershipsPage },
    },
  },
  grant: {
    config,
    schema: {
      tags,
      summary: 'Grant a role',
      body: createMembershipBody,
      response: { 201: membershipSchema },
    },
  },
  withdraw: {
    config,
    schema: {
      tags,
      summary: 'Withdraw a role',
      params: idParams,
      response: { 204: z.void().describe('Done.') },
    },
  },
} as const;

/** Who may work where, and as what. */
export function membershipRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/admin/memberships', routes.list, async (request) => {
      const { client_account_id: clientAccountId, user_id: userId } = request.query;
      const page = { ...pageRequestOf(request.query), clientAccountId, userId };
      return pageOnWire(await pageOfMemberships(db, accessOf(request), page), page, membershipOnWire);
    });
    app.post('/admin/memberships', routes.grant, async (request, reply) => {
      const { body } = request;
      const membership = await grantMembership(db, accessOf(request), {
        userId: asId(body.user_id),
        role: body.role,
        clientAccountId: body.client_account_id,
        engagementId: body.engagement_id,
        canAccessSensitiveData: body.can_access_sensitive_data,
        expiresAt: body.expires_at,
      });
      return reply.status(201).send(membershipOnWire(membership));
    });
    app.delete('/admin/memberships/:id', routes.withdraw, async (request, reply) => {
      await withdrawMembership(db, accessOf(request), request.params.id);
      return reply.status(204).send();
    });
  };
}
