import {
  adminClientsPage,
  adminClientsQuery,
  adminEngagementsPage,
  adminEngagementsQuery,
  adminUsersPage,
  adminUsersQuery,
  idParams,
  updateUserBody,
} from '@landfall/contract/admin';
import {
  contextClient,
  contextEngagement,
  createClientBody,
  createEngagementBody,
  createUserAnswer,
  createUserBody,
  resetPasswordAnswer,
  userSchema,
} from '@landfall/contract/auth';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import { accessOf } from '../../platform/request-access.ts';
import { engagementOnWire, userOnWire } from './access.wire.ts';
import {
  administeredClients,
  administeredEngagements,
  administeredUsers,
  changeUserStatus,
  createClient,
  createEngagement,
  createUser,
  resetPassword,
} from './admin.service.ts';
import { pageOnWire, pageRequestOf } from './page.wire.ts';

const tags = ['admin'];
const needs = (right: 'client.read' | 'client.manage' | 'engagement.manage' | 'user.manage') =>
  ({ right, context: 'none' }) as const;

interface AdminDeps {
  readonly db: Db;
}
/** Clients, engagements and users, for those who administer them. */
export function adminRoutes(deps: AdminDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(clientRoutes(deps));
    await app.register(engagementRoutes(deps));
    await app.register(userRoutes(deps));
  };
}

function clientRoutes({ db }: AdminDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/clients',
      {
        config: needs('client.read'),
        schema: {
          tags,
          summary: 'Clients the caller administers',
          querystring: adminClientsQuery,
          response: { 200: adminClientsPage },
        },
      },
      async (request) => {
        const page = pageRequestOf(request.query);
        return pageOnWire(await administeredClients(db, accessOf(request), page), page, (row) => row);
      },
    );
    app.post(
      '/admin/clients',
      {
        config: needs('client.manage'),
        schema: { tags, summary: 'Make a client', body: createClientBody, response: { 201: contextClient } },
      },
      async (request, reply) =>
        reply.status(201).send(await createClient(db, accessOf(request), request.body)),
    );
  };
}

function engagementRoutes({ db }: AdminDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/engagements',
      {
        config: needs('engagement.manage'),
        schema: {
          tags,
          summary: 'Engagements the caller administers',
          querystring: adminEngagementsQuery,
          response: { 200: adminEngagementsPage },
        },
      },
      async (request) => {
        const page = { ...pageRequestOf(request.query), clientId: request.query.client_account_id };
        return pageOnWire(await administeredEngagements(db, accessOf(request), page), page, engagementOnWire);
      },
    );
    app.post(
      '/admin/engagements',
      {
        config: needs('engagement.manage'),
        schema: {
          tags,
          summary: 'Make an engagement',
          body: createEngagementBody,
          response: { 201: contextEngagement },
        },
      },
      async (request, reply) => {
        const engagement = await createEngagement(db, accessOf(request), request.body);
        return reply.status(201).send(engagementOnWire(engagement));
      },
    );
  };
}

const userRouteOptions = {
  list: {
    config: needs('user.manage'),
    schema: {
      tags,
      summary: 'Users of the clients the caller administers',
      querystring: adminUsersQuery,
      response: { 200: adminUsersPage },
    },
  },
  create: {
    config: needs('user.manage'),
    schema: {
      tags,
      summary: 'Make a user with a one-time password',
      body: createUserBody,
      response: { 201: createUserAnswer },
    },
  },
  reset: {
    config: { ...needs('user.manage'), answersSecret: true },
    schema: {
      tags,
      summary: 'Give a user a new one-time password',
      params: idParams,
      response: { 200: resetPasswordAnswer },
    },
  },
  update: {
    config: needs('user.manage'),
    schema: {
      tags,
      summary: 'Activate, suspend or deactivate a user',
      params: idParams,
      body: updateUserBody,
      response: { 200: userSchema },
    },
  },
} as const;

function userRoutes({ db }: AdminDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/admin/users', userRouteOptions.list, async (request) => {
      const page = pageRequestOf(request.query);
      return pageOnWire(await administeredUsers(db, accessOf(request), page), page, userOnWire);
    });
    app.post('/admin/users', userRouteOptions.create, async (request, reply) => {
      const { user, oneTimePassword } = await createUser(db, accessOf(request), request.body);
      return reply.status(201).send({ user: userOnWire(user), one_time_password: oneTimePassword });
    });
    app.post('/admin/users/:id/password-reset', userRouteOptions.reset, async (request) => {
      const userId = asId<'User'>(request.params.id);
      const { user, oneTimePassword } = await resetPassword(db, accessOf(request), userId);
      return { user: userOnWire(user), one_time_password: oneTimePassword };
    });
    app.patch('/admin/users/:id', userRouteOptions.update, async (request) => {
      const change = { userId: asId<'User'>(request.params.id), status: request.body.status };
      return userOnWire(await changeUserStatus(db, accessOf(request), change));
    });
  };
}
