import type { FlowSummary } from '@landfall/contract/flows';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type CorrectionDeps, flowOfImport } from './corrections.service.ts';
import { recordSource } from './imports.service.ts';
import type { RecordSource } from './stored-rows.ts';
import { hasResults, listRejected, type RejectedRow } from './rejected-rows.service.ts';

/** Rejected rows of an import as they stand, and where their cells are read from. */
interface RejectedSource {
  /** With every column of the header, also those without a value. */
  readonly source: RecordSource;
  readonly flow: FlowSummary;
  readonly rejected: readonly RejectedRow[];
}

/** Throws 404 for an absent import. */
export async function openSource(scope: TenantScope, importId: string): Promise<RecordSource> {
  const stored = await recordSource(scope, importId);
  return { ...stored, columns: stored.layout.columns };
}

/** As {@link openSource}, with the rows that are rejected as things stand. */
export async function rejectedSource(
  scope: TenantScope,
  deps: Pick<CorrectionDeps, 'flows'>,
  importId: string,
): Promise<RejectedSource> {
  const source = await openSource(scope, importId);
  const flow = await flowOfImport(scope, deps, importId);
  return { source, flow, rejected: await listRejected(scope, source, hasResults(flow)) };
}
