import { idParams } from '@landfall/contract/admin';
import { sessionsAnswer, updateProfileBody, userSchema } from '@landfall/contract/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { accessOf } from '../../platform/request-access.ts';
import { sessionOnWire, userOnWire } from './access.wire.ts';
import { endOwnSession, ownSessions, renameSelf } from './profile.service.ts';

const config = { right: 'signed_in' } as const;

const routes = {
  rename: {
    config,
    schema: {
      tags: ['context'],
      summary: 'Change the own name',
      body: updateProfileBody,
      response: { 200: userSchema },
    },
  },
  sessions: {
    config,
    schema: { tags: ['auth'], summary: 'Where the caller is signed in', response: { 200: sessionsAnswer } },
  },
  endSession: {
    config,
    schema: {
      tags: ['auth'],
      summary: 'End one of the own sessions',
      params: idParams,
      response: { 204: z.void().describe('Done.') },
    },
  },
} as const;

/** What people see and change about themselves. */
export function profileRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.patch('/context/me', routes.rename, async (request) =>
      userOnWire(await renameSelf(db, accessOf(request), request.body.display_name)),
    );
    app.get('/auth/sessions', routes.sessions, async (request) => {
      const access = accessOf(request);
      const sessions = await ownSessions(db, access);
      return { items: sessions.map((session) => sessionOnWire(session, access.sessionId)) };
    });
    app.delete('/auth/sessions/:id', routes.endSession, async (request, reply) => {
      await endOwnSession(db, accessOf(request), request.params.id);
      return reply.status(204).send();
    });
  };
}
