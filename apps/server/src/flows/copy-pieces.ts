import type { Json } from '@landfall/domain/flow/phase-result';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';

/** Rows that are copied piece after piece. */
export interface PiecesToCopy {
  /** Last row that is there already; 0 for none. */
  readonly afterRow: number;
  readonly rowsTotal: number;
  /** Copies some pieces behind a row; answers the last row they hold, `undefined` when there are none. */
  readonly copy: (scope: TenantScope, afterRow: number) => Promise<number | undefined>;
  /** Where a run that is taken over goes on; it begins anew unless told. */
  readonly checkpointAt?: (row: number) => Json;
}

/** Copies rows in batches; false when they end before the last one. */
export async function copyPieces(context: PhaseContext, pieces: PiecesToCopy): Promise<boolean> {
  for (let row = pieces.afterRow; row < pieces.rowsTotal; ) {
    const last = await copyBatch(context, pieces, row);
    if (last === undefined) return false;
    row = last;
  }
  return true;
}

async function copyBatch(
  context: PhaseContext,
  { rowsTotal, copy, checkpointAt }: PiecesToCopy,
  row: number,
): Promise<number | undefined> {
  let last: number | undefined;
  await context.batch({ rowsDone: row, rowsTotal }, async (scope) => {
    last = await copy(scope, row);
    const rowsDone = last ?? row;
    return { rowsDone, rowsTotal, ...(checkpointAt && { checkpoint: checkpointAt(rowsDone) }) };
  });
  return last;
}
