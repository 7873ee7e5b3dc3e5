import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import { aboutRow, questionAbout, type RowQuestion } from '@landfall/domain/corrections/row-choice';
import {
  assetIdAt,
  codeOf,
  createdAssetId,
  isSettledAt,
  leadRowAt,
  rejectReasons,
  rowActions,
  type RowOutcome,
  rowOutcomes,
  type RowResults,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import { type EdgeRows, readEffects } from '../features/enrichment/edges.repository.ts';
import {
  type LostRow,
  namesOfAssets,
  readLostRows,
  writeReasons,
} from '../features/enrichment/row-details.repository.ts';
import { withdrawConflicts } from '../features/inventory/conflicts.repository.ts';
import { eachBlock } from '../features/inventory/footprint-index.ts';
import { writeOutcomes } from '../features/inventory/row-results.repository.ts';
import type { PhaseContext } from './define-phase.ts';
import { readerOf } from './row-checkpoint.ts';

const rank: Readonly<Partial<Record<RowOutcome, number>>> = {
  created: 4,
  updated: 3,
  merged_duplicate: 2,
  unchanged: 1,
};

/** What the edges of an import say of the rows that state them, one code a row. */
function outcomesByEdges(rowCount: number, effects: readonly EdgeRows[]): Uint8Array {
  const outcomes = new Uint8Array(rowCount);
  const offer = (row: number, outcome: RowOutcome): void => {
    const known = wordOf(rowOutcomes, outcomes[row - 1]);
    if ((rank[outcome] ?? 0) > (known === undefined ? 0 : (rank[known] ?? 0)))
      outcomes[row - 1] = codeOf(rowOutcomes, outcome);
  };
  for (const { effect, leadRow, ranges } of effects) {
    offer(leadRow, effect);
    for (const row of rowsIn(ranges)) if (row !== leadRow) offer(row, 'merged_duplicate');
  }
  return outcomes;
}

function* rowsIn(ranges: EdgeRows['ranges']): Generator<number> {
  for (const [first, last] of ranges) for (let row = first; row <= last; row++) yield row;
}

interface Books {
  readonly byEdges: Uint8Array;
  readonly lost: ReadonlyMap<number, LostRow>;
  readonly names: ReadonlyMap<string, string>;
}

/** Closes the books: gives every row its outcome, of its own asset and of the edges it states. */
export async function settleOutcomes(context: PhaseContext, rowCount: number): Promise<void> {
  const { importId, epoch } = context;
  const books = await context.read(async (scope): Promise<Books> => {
    const lost = await readLostRows(scope, importId);
    const names = await namesOfAssets(scope, [...new Set(lost.flatMap(({ candidates }) => candidates))]);
    const byEdges = outcomesByEdges(rowCount, await readEffects(scope, { importId, epoch }));
    return { byEdges, names, lost: new Map(lost.map((each) => [each.row, each] as const)) };
  });
  const blocks: RowResults[] = [];
  await eachBlock(readerOf(context), importId, (block) => blocks.push(block));
  for (const block of blocks) {
    const settled = settledRows(block, books);
    const { firstRow } = block;
    const done = firstRow + block.rowCount - 1;
    const progress = { rowsDone: done, rowsTotal: rowCount, checkpoint: { stage: 'outcomes', done } };
    await context.batch(progress, async (scope) => {
      const { reasons, details, questions } = settled;
      await writeReasons(scope, importId, { firstRow, reasons, details, questions });
      const tally = tallyOutcomes(settled.outcomes, settled.reasons);
      await writeOutcomes(scope, importId, { firstRow, outcomes: settled.outcomes, tally });
    });
  }
  await context.batch({ rowsDone: rowCount, rowsTotal: rowCount }, (scope) =>
    withdrawConflicts(scope, importId),
  );
}

interface Settled {
  readonly outcomes: Uint8Array;
  readonly reasons: Uint8Array;
  readonly details: Record<string, string>;
  readonly questions: Record<string, readonly RowQuestion[]>;
}

function settledRows(block: RowResults, books: Books): Settled {
  const outcomes = (block.outcomes ?? new Uint8Array(block.rowCount)).slice();
  const reasons = block.reasons.slice();
  const details: Record<string, string> = {};
  const questions: Settled['questions'] = {};
  const reject = (index: number, reason: (typeof rejectReasons)[number], detail: string): void => {
    outcomes[index] = codeOf(rowOutcomes, 'rejected');
    reasons[index] = codeOf(rejectReasons, reason);
    details[String(block.firstRow + index)] = detail;
  };
  for (let index = 0; index < block.rowCount; index++) {
    const row = block.firstRow + index;
    const lost = books.lost.get(leadRowAt(block, index));
    if (lost !== undefined) {
      reject(index, 'ambiguous_match', lostText(lost, books.names));
      questions[String(row)] = [questionAbout(aboutRow(lost.row), null, lost.candidates)];
    } else if (outcomes[index] === 0) {
      outcomes[index] = books.byEdges[row - 1]!;
      if (outcomes[index] === 0)
        reject(index, 'missing_endpoint', 'An end of the connection is not in the inventory any more.');
    } else outcomes[index] = withEdges(outcomes[index]!, books.byEdges[row - 1]!);
  }
  return { outcomes, reasons, details, questions };
}

function lostText({ candidates }: LostRow, names: ReadonlyMap<string, string>): string {
  const listed = candidates.map((id) => `${names.get(id) ?? 'an asset'} (${id})`).join(', ');
  return `Another import took a key of the row meanwhile; it is now of ${listed}.`;
}

const [updated, unchanged, created] = (['updated', 'unchanged', 'created'] as const).map((word) =>
  codeOf(rowOutcomes, word),
);

/** A row whose asset stays as it is has changed something when an edge it leads is new or has changed. */
function withEdges(outcome: number, byEdges: number): number {
  const changes = byEdges === created || byEdges === updated;
  return outcome === unchanged && changes ? updated! : outcome;
}

/** What rows describe, counted from 0. */
export interface DescribedRows {
  /** The asset a row describes; `undefined` when it describes none. */
  readonly assetOf: (row: number) => string | undefined;
  /** True for the row that stands for all rows about its asset. */
  readonly isLead: (row: number) => boolean;
  /** The rows about the asset of a row, the one that stands for all first. */
  readonly rowsOfSubject: (row: number) => readonly number[];
}

/** What the stored results of an import say its rows describe. */
export async function describedRows(context: PhaseContext, rowCount: number): Promise<DescribedRows> {
  const blocks: RowResults[] = [];
  await eachBlock(readerOf(context), context.importId, (block) => blocks.push(block));
  const stride = blocks[0]?.rowCount ?? rowCount;
  const at = (row: number) => ({ block: blocks[Math.floor(row / stride)], index: row % stride });
  const members = membersOf(blocks);
  return {
    assetOf(row) {
      const { block, index } = at(row);
      const action = block === undefined ? undefined : wordOf(rowActions, block.actions[index]);
      if (block === undefined || action === undefined || action === 'reject') return undefined;
      return assetIdAt(block, index) ?? createdAssetId(context.importId, leadRowAt(block, index));
    },
    isLead(row) {
      const { block, index } = at(row);
      return block === undefined || leadRowAt(block, index) === row + 1;
    },
    rowsOfSubject(row) {
      const { block, index } = at(row);
      return (block === undefined ? undefined : members.get(leadRowAt(block, index) - 1)) ?? [row];
    },
  };
}

/** Rows, counted from 0, of the groups of several rows, by their lead rows, which stand first. */
function membersOf(blocks: readonly RowResults[]): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (const block of blocks)
    for (let index = 0; index < block.rowCount; index++) {
      const [row, lead] = [block.firstRow - 1 + index, leadRowAt(block, index) - 1];
      if (row === lead) continue;
      const others = members.get(lead);
      if (others === undefined) members.set(lead, [lead, row]);
      else others.push(row);
    }
  return members;
}

/** Lead rows, counted from 0, of groups that change an asset, each with the asset: by the stored plan. */
export async function changedAssets(context: PhaseContext): Promise<[number, string][]> {
  const changed: [number, string][] = [];
  await eachBlock(readerOf(context), context.importId, (block) => {
    for (let index = 0; index < block.rowCount; index++) {
      if (isSettledAt(block, index)) continue;
      const asset = wordOf(rowActions, block.actions[index]) === 'update' ? assetIdAt(block, index) : null;
      if (asset !== null) changed.push([block.firstRow + index - 1, asset]);
    }
  });
  return changed;
}
