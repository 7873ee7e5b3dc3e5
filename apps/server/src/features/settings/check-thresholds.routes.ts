import {
  type CheckThreshold,
  checkThresholdsAnswer,
  checkThresholdsBody,
} from '@landfall/contract/check-thresholds';
import {
  defaultThresholds,
  thresholdDefinitions,
  thresholdsFrom,
} from '@landfall/domain/checks/check-thresholds';
import type { FastifyPluginAsync } from 'fastify';
import { readSetThresholds, storeThresholds } from '../../platform/check-thresholds.ts';
import type { Db } from '../../platform/db.ts';
import { settingRoutes } from '../../platform/setting-routes.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** The limits that checks go by in an engagement. */
export function checkThresholdRoutes(deps: { readonly db: Db }): FastifyPluginAsync {
  return settingRoutes(deps, {
    path: '/check-thresholds',
    action: 'engagement.check_thresholds',
    body: checkThresholdsBody,
    answer: checkThresholdsAnswer,
    summaries: { read: 'Limits that checks go by', store: 'Sets limits that the next checks go by' },
    read: inForce,
    async store(scope, body) {
      const thresholds = Object.fromEntries(
        Object.entries(body.thresholds).flatMap(([name, value]) =>
          typeof value === 'number' ? [[name, value] as const] : [],
        ),
      );
      await storeThresholds(scope, thresholds);
      return { thresholds };
    },
  });
}

async function inForce(scope: TenantScope): Promise<{ items: CheckThreshold[] }> {
  const set = await readSetThresholds(scope);
  const limits = thresholdsFrom(set);
  const items = thresholdDefinitions.map(({ name, of, check, meaning, unit, min, max, isWhole }) => ({
    name,
    check,
    meaning,
    unit,
    value: limits[of],
    default: defaultThresholds[of],
    is_set: set[name] !== undefined,
    min,
    max,
    is_whole: isWhole,
  }));
  return { items };
}
