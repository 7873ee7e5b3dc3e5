import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { isDecided } from '@landfall/domain/schema-matching/mapping-gate';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { listMappings, type MappedImport, upsertSuggestions } from './mappings.repository.ts';
import { type ColumnsToSuggest, suggestColumns } from './suggest-columns.ts';

export interface ProfiledColumns extends ColumnsToSuggest {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

/** Writes one mapping row for every column of a profiled import, so that the mapping page is never empty. */
export async function proposeMappings(scope: TenantScope, profiled: ProfiledColumns): Promise<void> {
  await upsertSuggestions(scope, profiled, await suggestColumns(scope, profiled));
}

export interface Refreshed {
  readonly undecided: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Asks the engine again about every column nobody has decided about; decisions stay as they are. */
export async function refreshSuggestions(scope: TenantScope, mapped: MappedImport): Promise<Refreshed> {
  const rows = await listMappings(scope, mapped.importId);
  const columns = rows.map(({ columnId, profile }) => ({ id: columnId, profile }));
  const suggestions = await suggestColumns(scope, { ...mapped, columns });
  const undecided = new Set(rows.filter(({ status }) => !isDecided(status)).map(({ columnId }) => columnId));
  const open = suggestions.filter(({ columnId }) => undecided.has(columnId));
  const changed = await upsertSuggestions(scope, mapped, open);
  return { undecided: open.length, changed, unchanged: open.length - changed };
}
