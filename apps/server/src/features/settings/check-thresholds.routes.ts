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
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { appendAudit } from '../../platform/audit.ts';
import { readSetThresholds, storeThresholds } from '../../platform/check-thresholds.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';

const tags = ['settings'];
const response = { 200: checkThresholdsAnswer };

/** The limits that checks go by in an engagement. */
export function checkThresholdRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const read = { tags, summary: 'Limits that checks go by', response };
    app.get('/check-thresholds', { config: { right: 'asset.read' }, schema: read }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, answer),
    );
    const store = {
      tags,
      summary: 'Sets limits that the next checks go by',
      body: checkThresholdsBody,
      response,
    };
    app.put('/check-thresholds', { config: { right: 'engagement.settings' }, schema: store }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { thresholds } = request.body;
        const set = Object.fromEntries(
          Object.entries(thresholds).flatMap(([name, value]) =>
            typeof value === 'number' ? [[name, value] as const] : [],
          ),
        );
        await storeThresholds(scope, set);
        const entry = { action: 'engagement.check_thresholds', resourceType: 'engagement' };
        await appendAudit(scope, { ...entry, resourceId: scope.engagementId, details: { thresholds: set } });
        return answer(scope);
      }),
    );
  };
}

async function answer(scope: TenantScope): Promise<{ items: CheckThreshold[] }> {
  const set = await readSetThresholds(scope);
  const inForce = thresholdsFrom(set);
  const items = thresholdDefinitions.map(({ name, of, check, meaning, unit, min, max, isWhole }) => ({
    name,
    check,
    meaning,
    unit,
    value: inForce[of],
    default: defaultThresholds[of],
    is_set: set[name] !== undefined,
    min,
    max,
    is_whole: isWhole,
  }));
  return { items };
}
