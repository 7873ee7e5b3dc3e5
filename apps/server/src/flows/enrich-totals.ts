import { type CleansedBlock, encodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { RowGroups } from '@landfall/domain/entity-resolution/group-rows';
import {
  type DiskNames,
  type StorageTotal,
  storageTotal,
  withTotals,
} from '@landfall/domain/infrastructure/child-totals';
import { groupBy } from '@landfall/domain/shared/group-by';
import type { PreparedBlock } from '../features/enrichment/prepared-blocks.repository.ts';
import { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import type { ImportKeys } from '../features/inventory/row-keys.ts';
import { nextTurn } from '../platform/next-turn.ts';
import { pack } from '../platform/packing.ts';

/** Rows with totals of their groups, and the blocks that differ from what is stored. */
export interface TotalledRows {
  readonly rows: CleansedRows;
  readonly changed: readonly CleansedBlock[];
}

/** Rows of an import in their groups, and what names the disks among them. */
export interface GroupedDisks {
  readonly groups: Pick<RowGroups, 'leadOf'>;
  readonly keys: Pick<ImportKeys, 'content' | 'eligible'>;
  readonly names: DiskNames;
}

/** Adds up the disks of each machine into its lead row. */
export async function addTotals(
  rows: CleansedRows,
  { groups: { leadOf }, keys, names }: GroupedDisks,
): Promise<TotalledRows> {
  const eligible = Array.from(leadOf.keys()).filter((row) => keys.eligible[row] === 1);
  const contentOf = (row: number): number => keys.content.ids[row] ?? row;
  const totals: StorageTotal[] = [];
  for (const [lead, members] of groupBy(eligible, (row) => leadOf[row] ?? row)) {
    const total =
      members.length < 2 ? undefined : storageTotal(rows, { lead, members }, { names, contentOf });
    if (total !== undefined) totals.push(total);
  }
  if (totals.length === 0) return { rows, changed: [] };
  const blocks: CleansedBlock[] = [];
  for (const block of rows.blocks) {
    blocks.push(withTotals(block, totals));
    await nextTurn();
  }
  return { rows: new CleansedRows(blocks), changed: blocks.filter((block, at) => block !== rows.blocks[at]) };
}

/** Blocks ready to be stored. */
export async function packedBlocks(blocks: readonly CleansedBlock[]): Promise<PreparedBlock[]> {
  const packed: PreparedBlock[] = [];
  for (const block of blocks) packed.push({ firstRow: block.firstRow, body: await pack(encodeBlock(block)) });
  return packed;
}
