import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { FileHead } from '@landfall/domain/tabular/detect-layout';
import type { ReadingChoices } from '@landfall/domain/tabular/table-source';
import { AppError } from '../../platform/app-error.ts';
import type { FileStore, IncomingFile } from '../../platform/file-store.ts';
import { sqlState } from '../../platform/tenant-scope.ts';
import type { ImportLimits } from './import-settings.ts';
import { uploadAborted } from './imports.errors.ts';
import { UploadTap } from './upload-tap.ts';

/** A file that arrived whole; on disk, but of no import yet. */
export interface ArrivedFile {
  readonly incoming: IncomingFile;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly head: FileHead;
  /** Whether all of it is well-formed UTF-8. */
  readonly isUtf8: boolean;
}

/** A file with its name as the uploader gave it and how the uploader wants it read. */
export interface NamedFile {
  readonly name: string;
  readonly choices: ReadingChoices;
}

export interface ReceiveDeps {
  readonly files: FileStore;
  readonly limits: ImportLimits;
}

/** Stores a stream with back-pressure while measuring it. */
export async function receiveFile({ files, limits }: ReceiveDeps, source: Readable): Promise<ArrivedFile> {
  const tap = new UploadTap({ maxBytes: limits.maxFileBytes, idleMs: limits.idleMs });
  // It may fail before the store listens; what went wrong is then read from it below.
  tap.on('error', () => {});
  source.on('error', (error) => tap.destroy(error));
  // A connection that goes away closes the stream without an error.
  source.on('close', () => source.readableEnded || tap.destroy(uploadAborted(undefined)));
  try {
    const incoming = await files.receive(source.pipe(tap));
    const { sizeBytes, head, isUtf8 } = tap;
    return { incoming, sha256: tap.sha256(), sizeBytes, head, isUtf8 };
  } catch (error) {
    source.unpipe(tap);
    throw receiveError(tap.errored ?? error);
  }
}

/** What the file store itself may fail with; everything else is the connection's end. */
const storeFailure = /^(EIO|ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EMFILE|ENFILE|ENOENT|EEXIST|ENOTDIR)$/;

function receiveError(error: unknown): unknown {
  return error instanceof AppError || storeFailure.test(sqlState(error)) ? error : uploadAborted(error);
}

/** Runs work on an open file and closes it. */
export async function withOpen<Result>(
  opening: Promise<FileHandle>,
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const handle = await opening;
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}
