import type { FlowSummary } from '@landfall/contract/flows';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { failedRowsAreSensitive } from './corrections.errors.ts';
import { type CorrectionDeps, flowOfImport } from './corrections.service.ts';
import { recordSource, requireImport } from './imports.service.ts';
import type { RecordSource } from './stored-rows.ts';
import { hasResults, listRejected, type RejectedRow } from './rejected-rows.service.ts';

/** An import whose rejected rows are looked at, by somebody who may see all of them or not. */
export interface WantedRejected {
  readonly importId: string;
  readonly maySeeAll: boolean;
}

/** Rejected rows of an import as they stand, and where their cells are read from. */
interface RejectedSource {
  /** With every column of the header, also those without a value. */
  readonly source: RecordSource;
  readonly flow: FlowSummary;
  readonly rejected: readonly RejectedRow[];
}

/** Throws 404 for an absent import, and 403 for one of sensitive data to somebody who may not see it. */
export async function openSource(
  scope: TenantScope,
  { importId, maySeeAll }: WantedRejected,
): Promise<RecordSource> {
  const { category } = await requireImport(scope, importId);
  if (category === 'sensitive_data' && !maySeeAll) throw failedRowsAreSensitive();
  const stored = await recordSource(scope, importId);
  return { ...stored, columns: stored.layout.columns };
}

/** As {@link openSource}, with the rows that are rejected as things stand. */
export async function rejectedSource(
  scope: TenantScope,
  deps: Pick<CorrectionDeps, 'flows'>,
  wanted: WantedRejected,
): Promise<RejectedSource> {
  const source = await openSource(scope, wanted);
  const flow = await flowOfImport(scope, deps, wanted.importId);
  return { source, flow, rejected: await listRejected(scope, source, hasResults(flow)) };
}
