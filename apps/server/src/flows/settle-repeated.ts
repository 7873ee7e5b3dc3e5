import { idleActions, isNothingBut } from '@landfall/domain/inventory/repeated-results';
import { isSettled } from '@landfall/domain/inventory/row-results';
import { latestOutput } from '../features/cleansing/cleansing.repository.ts';
import { settleIdle } from '../features/inventory/create-assets.service.ts';
import { readReviews } from '../features/inventory/preview-reviews.repository.ts';
import { readCounts, readResults } from '../features/inventory/row-results.repository.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { blocksOf } from './batch-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { applicationsStatedBy, findIdenticalImport } from './identical-import.repository.ts';
import type { Made } from './made.ts';
import { registerStated } from './register-applications.ts';
import { nextRowOf } from './row-checkpoint.ts';

/** Blocks of rows settled in one transaction: only what became of each row is written. */
const blocksPerBatch = 16;

/**
 * Settles the rows of a preview that was taken over from an identical import, when it still says that no asset is made
 * or changed: their values need not be read. Answers how many rows there are; `undefined` when it says otherwise.
 */
export async function settleRepeated(context: PhaseContext): Promise<number | undefined> {
  const { importId } = context;
  const applications = await context.read((scope) => repeatedApplications(scope, importId));
  if (applications === undefined) return undefined;
  const blocks = await context.read((scope) => readCounts(scope, importId));
  const rowsTotal = blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const nextRow = nextRowOf(context.checkpoint, 'settle');
  const due = blocks.filter(({ firstRow }) => firstRow >= nextRow);
  const perBatch = blocksOf(context, blocksPerBatch);
  for (let at = 0; at < due.length; at += perBatch) {
    const batch = due.slice(at, at + perBatch);
    const [first, last] = [batch[0]!, batch.at(-1)!];
    const checkpoint = { stage: 'settle', nextRow: last.firstRow + last.rowCount };
    await context.batch({ rowsDone: checkpoint.nextRow - 1, rowsTotal, checkpoint }, async (scope) => {
      const rows = { first: first.firstRow, last: last.firstRow };
      for (const results of await readResults(scope, importId, rows))
        if (!isSettled(results)) await settleIdle(scope, importId, results);
    });
  }
  await registerStated(context, applications, rowsTotal);
  return rowsTotal;
}

/** What the rows of a preview that was taken over call applications; `undefined` when there is more to do than that. */
async function repeatedApplications(scope: TenantScope, importId: string): Promise<string[] | undefined> {
  const previewed = await latestOutput<{ made?: Made }>(scope, importId, 'preview');
  const source = previewed?.made?.identical_to;
  if (source === undefined || (await findIdenticalImport(scope, importId))?.importId !== source)
    return undefined;
  if ((await readReviews(scope, importId)).length > 0) return undefined;
  const counts = await readCounts(scope, importId);
  if (!counts.every(({ actions }) => isNothingBut(actions, idleActions))) return undefined;
  return applicationsStatedBy(scope, source);
}
