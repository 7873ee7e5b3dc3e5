import { randomBytes } from 'node:crypto';
import { idParams } from '@landfall/contract/admin';
import { apiTokensAnswer, createApiTokenAnswer, createApiTokenBody } from '@landfall/contract/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import { hashToken } from '../../platform/caller.ts';
import type { Db } from '../../platform/db.ts';
import { clientOf } from '../../platform/request-access.ts';
import { inClientScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import { NotFound, PersonRequired } from './access.errors.ts';
import { type ApiTokenRow, insertApiToken, ownApiTokens, revokeApiToken } from './api-tokens.repository.ts';

const tags = ['api-tokens'];
const config = { right: 'signed_in', context: 'client' } as const;
const resourceType = 'api_token';

const routes = {
  list: {
    config,
    schema: { tags, summary: 'Own tokens in this client', response: { 200: apiTokensAnswer } },
  },
  create: {
    config,
    schema: {
      tags,
      summary: 'Make a token, which is shown once',
      body: createApiTokenBody,
      response: { 201: createApiTokenAnswer },
    },
  },
  revoke: {
    config,
    schema: {
      tags,
      summary: 'Revoke a token',
      params: idParams,
      response: { 204: z.void().describe('Done.') },
    },
  },
} as const;

/** Tokens for programs. One acts as the person who made it, in the client it was made in. */
export function apiTokenRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/api-tokens', routes.list, async (request) => {
      const rows = await inClientScope(db, { ...clientOf(request), readOnly: true }, ownApiTokens);
      return { items: rows.map(onWire) };
    });
    app.post('/api-tokens', routes.create, async (request, reply) => {
      const { name, expires_at: expiresAt } = request.body;
      const { token, row } = await createApiToken(db, clientOf(request), { name, expiresAt });
      return reply.status(201).send({ token, api_token: onWire(row) });
    });
    app.delete('/api-tokens/:id', routes.revoke, async (request, reply) => {
      const resourceId = request.params.id;
      await inClientScope(db, clientOf(request), async (scope) => {
        if (!(await revokeApiToken(scope, resourceId))) throw new NotFound('token');
        await appendAudit(scope, { action: 'api_token.revoke', resourceType, resourceId });
      });
      return reply.status(204).send();
    });
  };
}

async function createApiToken(
  db: Db,
  client: ReturnType<typeof clientOf>,
  wanted: { name: string; expiresAt: string },
): Promise<{ token: string; row: ApiTokenRow }> {
  if (client.actor.kind !== 'user') throw new PersonRequired();
  const token = newToken(client.clientAccountId);
  const row = await inClientScope(db, client, async (scope) => {
    const { userId } = client.actor;
    const made = await insertApiToken(scope, { ...wanted, userId, tokenHash: hashToken(token) });
    await appendAudit(scope, { action: 'api_token.create', resourceType, resourceId: made.id });
    return made;
  });
  return { token, row };
}

/** Names its client, so that the token can be looked up inside it: `lf_<client id>_<32 random bytes>`. */
function newToken(clientAccountId: string): string {
  return `lf_${clientAccountId.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
}

function onWire(row: ApiTokenRow) {
  const { id, name } = row;
  return {
    id,
    name,
    created_at: isoTime(row.created_at),
    expires_at: isoTime(row.expires_at),
    revoked_at: isoTime(row.revoked_at),
  };
}
