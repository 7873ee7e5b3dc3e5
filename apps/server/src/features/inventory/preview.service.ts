import { createHash } from 'node:crypto';
import {
  codeOf,
  type RejectReason,
  rejectReasons,
  type RowAction,
  rowActions,
  type RowResults,
  writeLead,
} from '@landfall/domain/inventory/row-results';
import { countActions } from '@landfall/domain/inventory/preview-review';
import { rowFaults } from '@landfall/domain/cleansing/cleansed-block';
import type { ResolvedGroups } from './resolve-groups.service.ts';

/** Packed preview of one block with its rows counted by action. */
export type PreviewBlock = RowResults & {
  readonly counts: {
    readonly actions: Readonly<Record<string, number>>;
    /** Of the rejected rows those that are known to be about no asset that exists; none unless told. */
    readonly aboutNoAsset?: number;
    /** Of rows that keep the outcome they have. */
    readonly outcomes?: Readonly<Record<string, number>>;
  };
};

/** What the preview says of each source row, block by block. */
export function* previewBlocks(resolved: ResolvedGroups): Generator<PreviewBlock> {
  const { rows } = resolved.plan;
  for (const [index, block] of rows.blocks.entries()) {
    const start = rows.startOf(index);
    const packed = emptyResults(block.firstRow, block.rowCount);
    for (let row = 0; row < block.rowCount; row++) describeRow(resolved, start + row, { packed, row });
    const results = { ...packed, outcomes: null };
    yield { ...results, counts: { actions: countActions(results) } };
  }
}

interface Packed {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly actions: Uint8Array;
  readonly reasons: Uint8Array;
  readonly leadRows: Uint8Array;
  readonly assetIds: Uint8Array;
}

function emptyResults(firstRow: number, rowCount: number): Packed {
  return {
    firstRow,
    rowCount,
    actions: new Uint8Array(rowCount),
    reasons: new Uint8Array(rowCount),
    leadRows: new Uint8Array(rowCount * 4),
    assetIds: new Uint8Array(rowCount * 16),
  };
}

function describeRow(
  resolved: ResolvedGroups,
  at: number,
  { packed, row }: { packed: Packed; row: number },
): void {
  const { plan } = resolved;
  const lead = plan.leadOf[at] ?? at;
  writeLead(packed.leadRows, row, { row: lead + 1, ownKeys: plan.ownKeys(lead) });
  const action = plan.eligible[at] === 1 ? actionOf(resolved, at, lead) : 'reject';
  packed.actions[row] = codeOf(rowActions, action);
  if (action === 'reject')
    packed.reasons[row] = codeOf(rejectReasons, plan.leftOut.get(at) ?? reasonOf(plan.rows.fault(at)));
  const assetId = action === 'reject' ? undefined : resolved.assetIdOf(lead);
  if (assetId !== undefined) packed.assetIds.set(assetId, row * 16);
}

function actionOf(resolved: ResolvedGroups, at: number, lead: number): RowAction {
  return lead === at ? resolved.actionOf(lead) : 'merge';
}

function reasonOf(fault: number): RejectReason {
  return fault === 0 ? 'no_identity' : (rowFaults[fault - 1] ?? 'unparseable_row');
}

/** Adds the counts of blocks. */
export function sumCounts(blocks: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const counts of blocks) {
    for (const [key, count] of Object.entries(counts)) total[key] = (total[key] ?? 0) + count;
  }
  return total;
}

/** Hash over everything a preview says, so that approving another one is noticed. */
export class PreviewHash {
  readonly #hash = createHash('sha256');

  add(block: PreviewBlock): void {
    this.#hash.update(block.actions).update(block.leadRows).update(block.assetIds);
  }

  get value(): string {
    return this.#hash.digest('hex');
  }
}
