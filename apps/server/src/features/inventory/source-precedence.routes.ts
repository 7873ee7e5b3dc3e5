import { sourcePrecedenceAnswer, sourcePrecedenceBody } from '@landfall/contract/source-precedence';
import type { FastifyPluginAsync } from 'fastify';
import type { Db } from '../../platform/db.ts';
import { settingRoutes } from '../../platform/setting-routes.ts';
import {
  namedSourceSystems,
  readSourcePrecedence,
  storeSourcePrecedence,
} from './source-precedence.repository.ts';

/** Whose values win when sources disagree; imports of a source trusted less wait for a person then. */
export function sourcePrecedenceRoutes(deps: { readonly db: Db }): FastifyPluginAsync {
  return settingRoutes(deps, {
    path: '/source-precedence',
    action: 'engagement.source_precedence',
    body: sourcePrecedenceBody,
    answer: sourcePrecedenceAnswer,
    summaries: {
      read: 'Source systems of the engagement, the most trusted first',
      store: 'Say which source systems are trusted more than others',
    },
    async read(scope) {
      return { source_systems: await readSourcePrecedence(scope), known: await namedSourceSystems(scope) };
    },
    async store(scope, { source_systems: systems }) {
      await storeSourcePrecedence(scope, systems);
      return { systems };
    },
  });
}
