import { sourcePrecedenceAnswer, sourcePrecedenceBody } from '@landfall/contract/source-precedence';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import {
  namedSourceSystems,
  readSourcePrecedence,
  storeSourcePrecedence,
} from './source-precedence.repository.ts';

const tags = ['inventory'];

const routes = {
  read: {
    config: { right: 'asset.read' },
    schema: {
      tags,
      summary: 'Source systems of the engagement, the most trusted first',
      response: { 200: sourcePrecedenceAnswer },
    },
  },
  store: {
    config: { right: 'engagement.settings' },
    schema: {
      tags,
      summary: 'Say which source systems are trusted more than others',
      body: sourcePrecedenceBody,
      response: { 200: sourcePrecedenceAnswer },
    },
  },
} as const;

/** Whose values win when sources disagree; imports of a source trusted less wait for a person then. */
export function sourcePrecedenceRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/source-precedence', routes.read, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, answer),
    );
    app.put('/source-precedence', routes.store, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { source_systems: systems } = request.body;
        await storeSourcePrecedence(scope, systems);
        const entry = { action: 'engagement.source_precedence', resourceType: 'engagement' };
        await appendAudit(scope, { ...entry, resourceId: scope.engagementId, details: { systems } });
        return answer(scope);
      }),
    );
  };
}

async function answer(scope: TenantScope) {
  return { source_systems: await readSourcePrecedence(scope), known: await namedSourceSystems(scope) };
}
