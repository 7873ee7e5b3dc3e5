import type { ImportId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type DecisionFlows, decideRest } from './decide-mappings.service.ts';
import { gateOver, mappingCounts, type MappingGateView } from './mapping-gate.service.ts';
import { importNotFound } from './mappings.errors.ts';
import { findMappedImport, listMappings } from './mappings.repository.ts';

interface Subject {
  readonly importId: ImportId;
}

interface BulkDecision {
  readonly approveConfidenceAtLeast: number | undefined;
  readonly remaining: 'ignore' | 'custom_attribute' | undefined;
}

/** The rule behind the mapping gate, for the flow that asks whether it may be approved. */
export function mappingGateRule(flows: DecisionFlows) {
  return {
    async check(scope: TenantScope, { importId }: Subject) {
      const { reasons, counts } = await checkMapping(scope, importId);
      return { reasons, subject: counts };
    },
    decideRest: (scope: TenantScope, { importId }: Subject, wish: BulkDecision) =>
      decideRest(scope, flows, {
        importId,
        threshold: wish.approveConfidenceAtLeast,
        remaining: wish.remaining,
      }),
  };
}

/** Gate and counts of an import's mapping as they are now. */
export async function checkMapping(
  scope: TenantScope,
  importId: ImportId,
): Promise<MappingGateView & { readonly counts: ReturnType<typeof mappingCounts> }> {
  const mapped = await findMappedImport(scope, importId);
  if (mapped === undefined) throw importNotFound();
  const rows = await listMappings(scope, importId);
  return { ...gateOver(mapped.category, rows), counts: mappingCounts(rows) };
}
