import { changeGuardAnswer, changeGuardBody } from '@landfall/contract/change-guard';
import { defaultLargeChangeShare } from '@landfall/domain/inventory/large-change';
import type { FastifyPluginAsync } from 'fastify';
import type { Db } from '../../platform/db.ts';
import { settingRoutes } from '../../platform/setting-routes.ts';
import { readLargeChangeShare, storeLargeChangeShare } from './large-change.repository.ts';

/** How much of an engagement's assets one import may change unasked. */
export function changeGuardRoutes(deps: { readonly db: Db }): FastifyPluginAsync {
  return settingRoutes(deps, {
    path: '/change-guard',
    action: 'engagement.change_guard',
    body: changeGuardBody,
    answer: changeGuardAnswer,
    summaries: {
      read: 'Share of the existing assets from which on an approval has to be confirmed',
      store: 'Say how much of what exists an import may change before its approval asks again',
    },
    async read(scope) {
      const share = (await readLargeChangeShare(scope)) ?? defaultLargeChangeShare;
      return { share, default_share: defaultLargeChangeShare };
    },
    async store(scope, { share }) {
      await storeLargeChangeShare(scope, share);
      return { share };
    },
  });
}
