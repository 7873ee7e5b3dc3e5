import {
  contextAnswer,
  contextClientsAnswer,
  contextEngagementsAnswer,
  defaultsBody,
} from '@landfall/contract/auth';
import { idParams } from '@landfall/contract/admin';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import { accessOf, rightsOf } from '../../platform/request-access.ts';
import { engagementOnWire, membershipOnWire, userOnWire } from './access.wire.ts';
import {
  chooseDefaults,
  type OwnContext,
  ownClients,
  ownContext,
  ownEngagements,
} from './context.service.ts';

const tags = ['context'];
const config = { right: 'signed_in' } as const;

const routes = {
  me: {
    config: { ...config, beforePasswordChange: true },
    schema: { tags, summary: 'Who is signed in, and where', response: { 200: contextAnswer } },
  },
  defaults: {
    config,
    schema: { tags, summary: 'Remember a context', body: defaultsBody, response: { 200: defaultsBody } },
  },
  clients: {
    config,
    schema: { tags, summary: 'Clients to choose from', response: { 200: contextClientsAnswer } },
  },
  engagements: {
    config,
    schema: {
      tags,
      summary: 'Engagements of a client to choose from',
      params: idParams,
      response: { 200: contextEngagementsAnswer },
    },
  },
} as const;

/** Who is signed in, and which clients and engagements they can choose. */
export function contextRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/context/me', routes.me, async (request) => {
      const { user, memberships, selected } = await ownContext(db, accessOf(request));
      return {
        user: userOnWire(user),
        memberships: memberships.map(membershipOnWire),
        selected: selected === undefined ? null : selectedOnWire(selected),
        rights: rightsOf(request),
        defaults: {
          client_account_id: user.default_client_account_id,
          engagement_id: user.default_engagement_id,
        },
      };
    });
    app.put('/context/me/defaults', routes.defaults, (request) =>
      chooseDefaults(db, accessOf(request), request.body),
    );
    app.get('/context/clients', routes.clients, async (request) => ({
      items: await ownClients(db, accessOf(request)),
    }));
    app.get('/context/clients/:id/engagements', routes.engagements, async (request) => {
      const engagements = await ownEngagements(db, accessOf(request), request.params.id);
      return { items: engagements.map(engagementOnWire) };
    });
  };
}

function selectedOnWire({ client, engagement, role }: NonNullable<OwnContext['selected']>) {
  return {
    client_account: client,
    engagement: engagement === undefined ? null : engagementOnWire(engagement),
    role,
  };
}
