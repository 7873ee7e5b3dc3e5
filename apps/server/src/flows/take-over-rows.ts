import type { Json } from '@landfall/domain/flow/phase-result';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { FileNotes } from '../features/imports/file-notes.ts';
import {
  findSourceFile,
  lastStoredRow,
  type SourceFile,
} from '../features/imports/import-store.repository.ts';
import { itemsOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { copyChunks, findingsOf, findIdenticalImport } from './identical-import.repository.ts';
import { outputMadeAlike } from './made.ts';

/** Rows that are stored, with what was found in them. */
export interface TakenRows {
  readonly file: SourceFile;
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  readonly notes: FileNotes;
  readonly sample: Json;
  readonly storeMs: number;
  readonly profileMs: number;
  readonly identicalTo: string;
}

/** Chunks copied in one transaction: about 20 MB. */
const chunksPerBatch = 200;

/**
 * Stores the rows of a file that was imported before by copying what the earlier import stored; `undefined` when there
 * is none, or no longer: what is copied by then is what reading the file stores, too.
 */
export async function takeOverRows(context: PhaseContext): Promise<TakenRows | undefined> {
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
  let { last } = stored;
  while (last < rows) {
    const afterRow = last;
    let copied: number | undefined;
    await context.batch({ rowsDone: last, rowsTotal: rows }, async (scope) => {
      const pieces = { from: identicalTo, to: importId, afterRow, limit: itemsOf(context, chunksPerBatch) };
      copied = await copyChunks(scope, pieces);
      const rowsDone = copied ?? afterRow;
      return { rowsDone, rowsTotal: rows, checkpoint: { rows: rowsDone } };
    });
    if (copied === undefined) return undefined;
    last = copied;
  }
  const storeMs = performance.now() - startedAt;
  return { file: stored.file, ...findings, rows, storeMs, profileMs: 0, identicalTo };
}
