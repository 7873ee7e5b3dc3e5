import { checkMapping } from '../features/mappings/mapping-gate-rule.ts';
import { mappingCounts, mappingHash } from '../features/mappings/mapping-gate.service.ts';
import { findMappedImport, listMappings } from '../features/mappings/mappings.repository.ts';
import { refreshSuggestions } from '../features/mappings/propose-mappings.service.ts';
import { definePhase, type Phase, type PhaseContext, type PhaseResult } from './define-phase.ts';

/** Brings the suggestions up to date and asks a person to approve the mapping. */
export function fieldMappingPhase(
  place: Pick<Phase, 'flowType' | 'name'> = { flowType: 'discovery', name: 'field_mapping' },
): Phase {
  return definePhase({
    ...place,
    async run(context) {
      if (context.afterGate !== undefined) {
        const { counts } = await context.read((scope) => checkMapping(scope, context.importId));
        return { kind: 'succeeded', counts };
      }
      return askForApproval(context);
    },
    async checkExit(scope, { importId }) {
      const { reasons } = await checkMapping(scope, importId);
      return reasons[0]?.message;
    },
  });
}

async function askForApproval(context: PhaseContext): Promise<PhaseResult> {
  const { importId } = context;
  let asked: PhaseResult = {
    kind: 'failed',
    code: 'raw_data_missing',
    retryable: false,
    detail: 'The import has no columns.',
  };
  await context.batch({ rowsDone: 0 }, async (scope) => {
    const mapped = await findMappedImport(scope, importId);
    if (mapped === undefined) return undefined;
    await refreshSuggestions(scope, mapped);
    const rows = await listMappings(scope, importId);
    if (rows.length === 0) return undefined;
    const counts = mappingCounts(rows);
    asked = {
      kind: 'needs_decision',
      gateKind: 'mapping_approval',
      subject: counts,
      subjectHash: mappingHash(rows),
      counts,
    };
    return { rowsDone: rows.length, rowsTotal: rows.length };
  });
  return asked;
}
