import type { Accounting } from '@landfall/contract/flows';
import type { importDetails, importSummary } from '@landfall/contract/imports';
import { importCategories } from '@landfall/domain/catalog/import-category';
import { asId, type FlowId, type ImportId } from '@landfall/domain/shared/ids';
import type { SourceFacts } from '@landfall/domain/tabular/table-source';
import { utf8TextFacts } from '@landfall/domain/tabular/utf8-text-source';
import type { z } from 'zod';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import { detectionOnWire, skippedOnWire } from './detection.wire.ts';
import { importNotFound } from './imports.errors.ts';
import {
  findImport,
  type ImportFileRow,
  type ImportRow,
  listColumns,
  listFiles,
} from './imports.repository.ts';
import { fileOnWire } from './imports.wire.ts';
import type { RecordSource } from './stored-rows.ts';

/** What views of imports need from outside the feature. */
export interface ImportViewDeps {
  readonly flows: Pick<FlowPort, 'summaryOf'>;
  /** Row counts by outcome, `null` before any outcome is known. */
  readonly accounting: (
    scope: TenantScope,
    ids: { flowId: FlowId; importId: ImportId },
  ) => Promise<Accounting | null>;
}

/** The stored row of an import; 404 when the tenant has none with this id. */
export async function requireImport(scope: TenantScope, importId: string): Promise<ImportRow> {
  const row = await findImport(scope, importId);
  if (row === undefined) throw importNotFound();
  return row;
}

/** An import with the state of its flow and its accounting. */
export async function summarise(
  scope: TenantScope,
  deps: ImportViewDeps,
  row: ImportRow,
): Promise<z.infer<typeof importSummary>> {
  const ids = { flowId: asId<'Flow'>(row.flowId), importId: asId<'Import'>(row.id) };
  return {
    id: row.id,
    flow_id: row.flowId,
    import_category: categoryOf(row),
    import_name: row.name,
    source_system: row.sourceSystem,
    imported_by: row.importedBy,
    imported_by_name: row.importedByName,
    created_at: isoTime(row.createdAt),
    flow: await deps.flows.summaryOf(scope, ids.flowId),
    accounting: await deps.accounting(scope, ids),
  };
}

/** {@link summarise} with the files of the import and how the original was read. */
export async function describe(
  scope: TenantScope,
  deps: ImportViewDeps,
  row: ImportRow,
): Promise<z.infer<typeof importDetails>> {
  const summary = await summarise(scope, deps, row);
  const files = await listFiles(scope, row.id);
  const [original] = files;
  if (original === undefined) throw new Error('An import has a file');
  return {
    ...summary,
    files: files.map(fileOnWire),
    detection: detectionOnWire(original.layout, factsOf(original)),
    skipped_lines: skippedOnWire(original.skipped),
    notes: { counts: { ...original.notes?.counts }, first: [...(original.notes?.first ?? [])] },
  };
}

/** Imports stored before there were other formats say nothing about theirs: it was UTF-8 text. */
function factsOf({ facts }: ImportFileRow): SourceFacts {
  return facts ?? utf8TextFacts;
}

/** Where the stored rows of an import are read from. */
export async function recordSource(scope: TenantScope, importId: string): Promise<RecordSource> {
  await requireImport(scope, importId);
  const [original] = await listFiles(scope, importId);
  if (original === undefined) throw new Error('An import has a file');
  const stored = await listColumns(scope, importId);
  const columns = stored.map(({ position, key, header }) => ({ position, key, header }));
  return { importId, layout: original.layout, columns, rowCount: original.rowCount ?? 0 };
}

function categoryOf({ category }: ImportRow) {
  const known = importCategories.find((word) => word === category);
  if (known === undefined) throw new Error(`Unknown category ${category}`);
  return known;
}
