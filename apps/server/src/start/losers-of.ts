import { flowTypeForCategory } from '@landfall/domain/flow/flow-type';
import { importOptions } from '../features/enrichment/import-options.repository.ts';
import type { ForgetLosers } from '../features/inventory/row-effects.service.ts';
import { applyPolicy, forgetWithinGroups } from '../flows/enrich-policy.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';

/** The value policy of an enrichment, as its write applies it; `undefined` for imports that protect values instead. */
export async function losersOf(scope: TenantScope, importId: string): Promise<ForgetLosers | undefined> {
  const { category } = await importOptions(scope, importId);
  if (flowTypeForCategory(category).name === 'discovery') return undefined;
  return (groups, assets) => {
    forgetWithinGroups(category, groups);
    return applyPolicy((work) => work(scope), { category, groups, assets });
  };
}
