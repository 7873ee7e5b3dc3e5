import { changeGuardAnswer, changeGuardBody } from '@landfall/contract/change-guard';
import { defaultLargeChangeShare } from '@landfall/domain/inventory/large-change';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { readLargeChangeShare, storeLargeChangeShare } from './large-change.repository.ts';

const tags = ['inventory'];

const routes = {
  read: {
    config: { right: 'asset.read' },
    schema: {
      tags,
      summary: 'Share of the existing assets from which on an approval has to be confirmed',
      response: { 200: changeGuardAnswer },
    },
  },
  store: {
    config: { right: 'engagement.settings' },
    schema: {
      tags,
      summary: 'Say how much of what exists an import may change before its approval asks again',
      body: changeGuardBody,
      response: { 200: changeGuardAnswer },
    },
  },
} as const;

/** How much of an engagement's assets one import may change unasked. */
export function changeGuardRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/change-guard', routes.read, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, answer),
    );
    app.put('/change-guard', routes.store, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { share } = request.body;
        await storeLargeChangeShare(scope, share);
        const entry = { action: 'engagement.change_guard', resourceType: 'engagement' };
        await appendAudit(scope, { ...entry, resourceId: scope.engagementId, details: { share } });
        return answer(scope);
      }),
    );
  };
}

async function answer(scope: TenantScope) {
  const share = (await readLargeChangeShare(scope)) ?? defaultLargeChangeShare;
  return { share, default_share: defaultLargeChangeShare };
}
