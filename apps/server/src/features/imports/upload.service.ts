import type { FlowSummary } from '@landfall/contract/flows';
import type { UploadOptions } from '@landfall/contract/imports';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { suggestOtherCategory } from '@landfall/domain/schema-matching/guess-category';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { crashPoint } from '../../platform/crash-point.ts';
import { isDatabaseAway } from '../../platform/database-away.ts';
import type { Db } from '../../platform/db.ts';
import type { FileStore } from '../../platform/file-store.ts';
import type { CreatedFlow, FlowPort, StoredFile } from '../../platform/flow-port.ts';
import {
  inTenantScope,
  type PersonActor,
  type ScopeOptions,
  type TenantScope,
} from '../../platform/tenant-scope.ts';
import { factsOf, type ImportLimits } from './import-settings.ts';
import { tooManyUploads } from './imports.errors.ts';
import type { OpenedTable } from './readers/table-task.ts';
import type { ArrivedFile } from './receive-file.ts';
import { findIdenticalFile, recentUploads } from './upload.repository.ts';

export interface UploadDeps {
  readonly db: Db;
  readonly files: FileStore;
  readonly flows: FlowPort;
  readonly limits: ImportLimits;
}

export type Uploader = TenantPair & ScopeOptions & { readonly actor: PersonActor };

/** A file that arrived whole, and how it will be read; of no import yet. */
export interface ReceivedFile {
  readonly file: ArrivedFile;
  readonly table: OpenedTable;
}

export interface UploadOrder {
  readonly category: ImportCategory;
  readonly fileName: string;
  readonly name?: string | undefined;
  readonly sourceSystem?: string | undefined;
  readonly processingConfig: Readonly<Record<string, unknown>>;
  /** What the uploader chose about how the file is read. */
  readonly options: UploadOptions;
}

/** A received file on its way to become an import. */
interface Arrival {
  readonly received: ReceivedFile;
  readonly order: UploadOrder;
  /** Reads to the end of the form; throws when the upload broke off behind the file. */
  readonly complete: () => Promise<void>;
}

export interface Uploaded {
  readonly created: CreatedFlow;
  readonly flow: FlowSummary;
  readonly warnings: readonly { code: string; message: string }[];
}

/** Refuses before the first byte of a file is stored: slot taken, or too many uploads. */
export async function requireRoom(
  deps: UploadDeps,
  uploader: Uploader,
  category: ImportCategory,
): Promise<void> {
  await inTenantScope(deps.db, uploader, async (scope) => {
    await deps.flows.requireFreeSlot(scope, category);
    await requireRate(scope, deps.limits.uploadsPerMinute);
  });
}

/**
 * Makes a received file an import with its flow, in one transaction; what fails for certain takes the file with it.
 * When the connection broke, the import may have been committed although nobody heard of it: its file stays, and goes
 * as one without an import if there is none.
 */
export async function createImport(
  deps: UploadDeps,
  uploader: Uploader,
  { received, order, complete }: Arrival,
): Promise<Uploaded> {
  try {
    await complete();
    await received.file.incoming.keep();
    const uploaded = await inTenantScope(deps.db, uploader, (scope) =>
      createIn(scope, deps, { received, order }),
    );
    crashPoint('upload.after-commit');
    return uploaded;
  } catch (error) {
    if (!isDatabaseAway(error)) await received.file.incoming.discard();
    throw error;
  }
}

async function createIn(
  scope: TenantScope,
  { flows, limits }: UploadDeps,
  { received, order }: { received: ReceivedFile; order: UploadOrder },
): Promise<Uploaded> {
  const { category, fileName } = order;
  const identical = await findIdenticalFile(scope, { category, sha256: received.file.sha256 });
  const created = await flows.createImportFlow(scope, {
    category,
    importName: order.name ?? fileName,
    sourceSystem: order.sourceSystem,
    processingConfig: JSON.parse(JSON.stringify(order.processingConfig)),
    createdBy: uploaderId(scope),
    file: storedFile(received, order),
  });
  // After the slot: who loses the race for it is told so, however many tried.
  await requireRate(scope, limits.uploadsPerMinute + 1);
  const warnings = [
    ...identicalWarning(identical),
    ...breakageWarning(received),
    ...oneRowWarning(received),
    ...categoryWarning(received, category),
  ];
  return { created, warnings, flow: await flows.summaryOf(scope, created.flowId) };
}

function identicalWarning(name: string | undefined): Uploaded['warnings'] {
  const message = `The same file was imported before as "${name}". Rows whose assets nobody has changed since will be unchanged.`;
  return name === undefined ? [] : [{ code: 'identical_file', message }];
}

/** Says so when a file is read up to a damaged place only. */
function breakageWarning({ table: { facts } }: ReceivedFile): Uploaded['warnings'] {
  return facts.breakage === undefined ? [] : [{ code: 'file_broken_off', message: facts.breakage }];
}

/** Says so when a document is one row although it holds records. */
function oneRowWarning({ table: { facts } }: ReceivedFile): Uploaded['warnings'] {
  return facts.hint === undefined ? [] : [{ code: 'records_in_one_row', message: facts.hint }];
}

/** Says so when the headers of a file speak for another category than the one it was given as. */
function categoryWarning({ table }: ReceivedFile, chosen: ImportCategory): Uploaded['warnings'] {
  const other = suggestOtherCategory(table.layout.columns, chosen);
  if (other === undefined) return [];
  const [meant, given] = [factsOf(other).label, factsOf(chosen).label];
  const message = `The columns look like ${meant}, and the file was given as ${given}. If that was not meant, cancel this flow and upload the file as ${meant}.`;
  return [{ code: 'other_category_likely', message }];
}

async function requireRate(scope: TenantScope, perMinute: number): Promise<void> {
  const ages = await recentUploads(scope);
  const oldest = ages[perMinute - 1];
  if (oldest !== undefined) throw tooManyUploads(perMinute, Math.max(1, Math.ceil(60 - oldest)));
}

function uploaderId(scope: TenantScope) {
  if (scope.actor.userId === null) throw new Error('An upload has a person.');
  return scope.actor.userId;
}

function storedFile(
  { file, table: { facts, layout } }: ReceivedFile,
  { fileName, options }: UploadOrder,
): StoredFile {
  const { incoming, sha256, sizeBytes } = file;
  return {
    fileName,
    storageKey: incoming.storageKey,
    sha256,
    sizeBytes,
    format: layout.format,
    encoding: layout.encoding,
    delimiter: layout.recordUnit === undefined ? layout.delimiter : undefined,
    sheet: facts.sheet ?? undefined,
    headerRow: layout.headerLine === 0 ? undefined : layout.headerLine,
    dialect: JSON.parse(JSON.stringify(layout)),
    notes: {
      title_lines: [...layout.notes],
      facts: JSON.parse(JSON.stringify(facts)),
      reading_choices: JSON.parse(JSON.stringify(options)),
    },
  };
}
