import { learnedHeaderKey } from '@landfall/domain/schema-matching/learned-mapping';
import { profileFile } from '@landfall/domain/tabular/profile-file';
import { upsertColumns } from '../src/features/imports/import-store.repository.ts';
import { proposeMappings } from '../src/features/mappings/propose-mappings.service.ts';
import type { Phase } from '../src/flows/define-phase.ts';

/** What the first phase does to columns and mappings, for a file of this text. */
export function storesColumnsOf(text: string): Phase['run'] {
  return async (context) => {
    const { flowId, importId } = context;
    const profiled = profileFile(Buffer.from(text));
    if ('refused' in profiled) throw new Error(profiled.refused.detail);
    await context.batch({ rowsDone: profiled.rowCount }, async (scope) => {
      const columns = profiled.columns.map((profile) => ({
        profile,
        headerNormalized: learnedHeaderKey(profile.header),
        detectedType: null,
        detectedUnit: null,
      }));
      const stored = await upsertColumns(scope, importId, columns);
      const common = { flowId, importId, category: 'cmdb_export' as const, sourceSystem: null };
      await proposeMappings(scope, { ...common, columns: stored });
    });
    return { kind: 'succeeded', counts: { rows: profiled.rowCount } };
  };
}
