import type { Readable } from 'node:stream';
import type { FlowSummary } from '@landfall/contract/flows';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { detectLayout, type LayoutOptions } from '@landfall/domain/tabular/detect-layout';
import { type FileLayout, isRefused } from '@landfall/domain/tabular/file-layout';
import { RecordReader } from '@landfall/domain/tabular/record-reader';
import { AppError } from '../../platform/app-error.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { isDatabaseAway } from '../../platform/database-away.ts';
import type { Db } from '../../platform/db.ts';
import type { FileStore, IncomingFile } from '../../platform/file-store.ts';
import type { CreatedFlow, FlowPort, StoredFile } from '../../platform/flow-port.ts';
import {
  inTenantScope,
  type PersonActor,
  type ScopeOptions,
  sqlState,
  type TenantScope,
} from '../../platform/tenant-scope.ts';
import type { ImportLimits } from './import-settings.ts';
import { fileRefused, tooManyUploads, uploadAborted, uploadRefused } from './imports.errors.ts';
import { findIdenticalFile, recentUploads } from './upload.repository.ts';
import { UploadTap } from './upload-tap.ts';

export interface UploadDeps {
  readonly db: Db;
  readonly files: FileStore;
  readonly flows: FlowPort;
  readonly limits: ImportLimits;
}

export type Uploader = TenantPair & ScopeOptions & { readonly actor: PersonActor };

/** A file that arrived whole, with its layout; on disk, but of no import yet. */
export interface ReceivedFile {
  readonly incoming: IncomingFile;
  readonly layout: FileLayout;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface UploadOrder {
  readonly category: ImportCategory;
  readonly fileName: string;
  readonly name?: string | undefined;
  readonly sourceSystem?: string | undefined;
  readonly processingConfig: Readonly<Record<string, unknown>>;
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

/** Stores a stream with back-pressure while measuring it, and settles how it is to be read. */
export async function receiveFile(
  deps: Pick<UploadDeps, 'files' | 'limits'>,
  source: Readable,
  options: LayoutOptions,
): Promise<ReceivedFile> {
  const tap = new UploadTap({ maxBytes: deps.limits.maxFileBytes, idleMs: deps.limits.idleMs });
  // It may fail before the store listens; what went wrong is then read from it below.
  tap.on('error', () => {});
  source.on('error', (error) => tap.destroy(error));
  // A connection that goes away closes the stream without an error.
  source.on('close', () => source.readableEnded || tap.destroy(uploadAborted(undefined)));
  let incoming: IncomingFile;
  try {
    incoming = await deps.files.receive(source.pipe(tap));
  } catch (error) {
    source.unpipe(tap);
    throw receiveError(tap.errored ?? error);
  }
  try {
    const layout = requireLayout(tap.head, options);
    return { incoming, layout, sha256: tap.sha256(), sizeBytes: tap.sizeBytes };
  } catch (error) {
    await incoming.discard();
    throw error;
  }
}

/** What the file store itself may fail with; everything else is the connection's end. */
const storeFailure = /^(EIO|ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EMFILE|ENFILE|ENOENT|EEXIST|ENOTDIR)$/;

function receiveError(error: unknown): unknown {
  return error instanceof AppError || storeFailure.test(sqlState(error)) ? error : uploadAborted(error);
}

/** Layout of a file that has at least one row, or the refusal as an error. */
export function requireLayout(
  head: { bytes: Uint8Array; isWhole: boolean },
  options: LayoutOptions,
): FileLayout {
  const layout = detectLayout(head, options);
  if (isRefused(layout)) throw fileRefused(layout.refused);
  if (head.isWhole && !hasRow(head.bytes, layout)) {
    const detail = `The file has a header in line ${layout.headerLine} but no rows below it. Nothing was stored.`;
    throw uploadRefused('file_has_no_rows', detail);
  }
  return layout;
}

function hasRow(bytes: Uint8Array, layout: FileLayout): boolean {
  let found = false;
  const start = { offset: layout.dataOffset, line: layout.dataLine };
  const reader = new RecordReader(
    layout,
    () => {
      found = true;
      reader.stop();
    },
    { start },
  );
  reader.push(bytes.subarray(layout.dataOffset));
  reader.end();
  return found;
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
    await received.incoming.keep();
    const uploaded = await inTenantScope(deps.db, uploader, (scope) =>
      createIn(scope, deps, { received, order }),
    );
    crashPoint('upload.after-commit');
    return uploaded;
  } catch (error) {
    if (!isDatabaseAway(error)) await received.incoming.discard();
    throw error;
  }
}

async function createIn(
  scope: TenantScope,
  { flows, limits }: UploadDeps,
  { received, order }: { received: ReceivedFile; order: UploadOrder },
): Promise<Uploaded> {
  const { category, fileName } = order;
  const identical = await findIdenticalFile(scope, { category, sha256: received.sha256 });
  const created = await flows.createImportFlow(scope, {
    category,
    importName: order.name ?? fileName,
    sourceSystem: order.sourceSystem,
    processingConfig: JSON.parse(JSON.stringify(order.processingConfig)),
    createdBy: uploaderId(scope),
    file: storedFile(received, fileName),
  });
  // After the slot: who loses the race for it is told so, however many tried.
  await requireRate(scope, limits.uploadsPerMinute + 1);
  const message = `The same file was imported before as "${identical}"; its rows will be unchanged.`;
  const warnings = identical === undefined ? [] : [{ code: 'identical_file', message }];
  return { created, warnings, flow: await flows.summaryOf(scope, created.flowId) };
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

function storedFile({ incoming, layout, sha256, sizeBytes }: ReceivedFile, fileName: string): StoredFile {
  return {
    fileName,
    storageKey: incoming.storageKey,
    sha256,
    sizeBytes,
    format: layout.format,
    encoding: layout.encoding,
    delimiter: layout.delimiter,
    headerRow: layout.headerLine,
    dialect: JSON.parse(JSON.stringify(layout)),
    notes: { title_lines: [...layout.notes] },
  };
}
