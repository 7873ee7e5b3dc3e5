import type { ResumeMappings } from '@landfall/contract/flow-resume';
import { isDecided } from '@landfall/domain/schema-matching/mapping-gate';
import type { ImportId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { DecisionFlows } from './decide-mappings.service.ts';
import { listMappings } from './mappings.repository.ts';
import { regenerate } from './mappings.service.ts';
import { decideNamed } from './named-decisions.service.ts';

/** What a flow that is resumed asks of the mapping of its import. */
export function mappingDesk(flows: DecisionFlows) {
  return {
    async undecided(scope: TenantScope, importId: ImportId): Promise<number> {
      const rows = await listMappings(scope, importId);
      return rows.filter(({ status }) => !isDecided(status)).length;
    },
    decide: (scope: TenantScope, importId: ImportId, decisions: ResumeMappings) =>
      decideNamed(scope, flows, { importId, decisions }),
    regenerate: (scope: TenantScope, importId: ImportId) => regenerate(scope, flows, importId),
  };
}
