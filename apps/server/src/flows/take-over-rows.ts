import {
  findSourceFile,
  lastStoredRow,
  type SourceFile,
} from '../features/imports/import-store.repository.ts';
import { itemsOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { copyPieces } from './copy-pieces.ts';
import {
  copyChunks,
  findingsOf,
  findIdenticalImport,
  type StoredFindings,
} from './identical-import.repository.ts';
import { outputMadeAlike } from './made.ts';

/** Rows that are all stored, with what was found in them. */
export interface StoredTable extends StoredFindings {
  readonly file: SourceFile;
  readonly rows: number;
  readonly storeMs: number;
  readonly profileMs: number;
  /** Import whose rows and findings these are; they were not read again. */
  readonly identicalTo?: string;
}

/** Chunks copied in one transaction: about 20 MB. */
const chunksPerBatch = 200;

/**
 * Stores the rows of a file that was imported before by copying what the earlier import stored; `undefined` when there
 * is none, or no longer: what is copied by then is what reading the file stores, too.
 */
export async function takeOverRows(context: PhaseContext): Promise<StoredTable | undefined> {
  const startedAt = performance.now();
  const { importId } = context;
  const source = await context.read(async (scope) => {
    const found = await findIdenticalImport(scope, importId);
    if (found === undefined) return undefined;
    const step = { importId: found.importId, step: 'store_rows' };
    const isAlike = (await outputMadeAlike(scope, context, step)) !== undefined;
    return isAlike ? { ...found, findings: await findingsOf(scope, found) } : undefined;
  });
  if (source?.findings === undefined) return undefined;
  const { rowCount: rows, importId: identicalTo, findings } = source;
  const stored = await context.read(async (scope) => ({
    file: await findSourceFile(scope, importId),
    last: await lastStoredRow(scope, importId),
  }));
  if (stored.file === undefined) throw new Error('The import has no file');
  const limit = itemsOf(context, chunksPerBatch);
  const isWhole = await copyPieces(context, {
    afterRow: stored.last,
    rowsTotal: rows,
    checkpointAt: (last) => ({ rows: last }),
    copy: (scope, afterRow) => copyChunks(scope, { from: identicalTo, to: importId, afterRow, limit }),
  });
  if (!isWhole) return undefined;
  const storeMs = performance.now() - startedAt;
  return { file: stored.file, ...findings, rows, storeMs, profileMs: 0, identicalTo };
}
