import { changePasswordBody, loginBody, refreshBody, tokenAnswer } from '@landfall/contract/auth';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { accessOf } from '../../platform/request-access.ts';
import { PersonRequired } from './access.errors.ts';
import { userOnWire } from './access.wire.ts';
import {
  changePassword,
  type Origin,
  refreshSession,
  type Session,
  type SignInDeps,
  signIn,
  signOut,
} from './sign-in.service.ts';

const tags = ['auth'];
const nothing = z.void().describe('Done.');
const perMinute = (max: number) => ({ rateLimit: { max, timeWindow: '1 minute' } });

const signedIn = { right: 'signed_in', beforePasswordChange: true } as const;
const routes = {
  login: {
    config: { right: 'public', ...perMinute(60) },
    schema: { tags, summary: 'Sign in', body: loginBody, response: { 200: tokenAnswer } },
  },
  refresh: {
    config: { right: 'public', ...perMinute(120) },
    schema: { tags, summary: 'Exchange a refresh token', body: refreshBody, response: { 200: tokenAnswer } },
  },
  logout: { config: signedIn, schema: { tags, summary: 'Sign out everywhere', response: { 204: nothing } } },
  changePassword: {
    config: signedIn,
    schema: { tags, summary: 'Change the password', body: changePasswordBody, response: { 204: nothing } },
  },
} as const;

/** Signing in and out, refreshing, and changing the password. */
export function authRoutes(deps: SignInDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post('/auth/login', routes.login, async (request) =>
      sessionOnWire(await signIn(deps, request.body, originOf(request))),
    );
    app.post('/auth/refresh', routes.refresh, async (request) =>
      sessionOnWire(await refreshSession(deps, request.body.refresh_token, originOf(request))),
    );
    app.post('/auth/logout', routes.logout, async (request, reply) => {
      await signOut(deps, personOf(request), originOf(request));
      return reply.status(204).send();
    });
    app.post('/auth/password/change', routes.changePassword, async (request, reply) => {
      const { current_password: current, new_password: wanted } = request.body;
      await changePassword(deps, { actor: personOf(request), current, wanted }, originOf(request));
      return reply.status(204).send();
    });
  };
}

type Asked = Pick<FastifyRequest, 'access' | 'ip' | 'headers' | 'id'>;

function originOf({ ip, headers, id }: Asked): Origin {
  return { ip, userAgent: headers['user-agent'], requestId: id };
}

function personOf(request: Asked) {
  const { actor } = accessOf(request);
  if (actor.kind !== 'user') throw new PersonRequired();
  return actor;
}

function sessionOnWire({ accessToken, refreshToken, expiresIn, user }: Session) {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresIn,
    user: userOnWire(user),
  };
}
