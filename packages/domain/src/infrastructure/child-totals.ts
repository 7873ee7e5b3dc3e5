import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import { columnTexts, textColumn, withColumns } from '../cleansing/text-column.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';

/** Words of a header that name a part of a machine's storage. */
const diskWords = /\b(?:v?disks?|volumes?|partitions?|luns?|drives?|file ?systems?|mount(?: ?point)?)\b/i;
const storageFields = new Set([
  'storage_gb',
  'storage_used_gb',
  'disk_count',
  'disk_iops',
  'disk_throughput_mbps',
]);

/** True for a file whose rows are disks: a column names the disk, and is no size itself. */
export function listsDisks(
  columns: readonly { readonly header: string; readonly field: string | null }[],
): boolean {
  return columns.some(
    ({ header, field }) => !storageFields.has(field ?? '') && diskWords.test(header.replaceAll('_', ' ')),
  );
}

/** Rows of one machine, the lead row first. */
export interface MachineRows {
  readonly lead: number;
  readonly members: readonly number[];
}

/** Storage of a machine over its disks. */
export interface StorageTotal {
  readonly lead: number;
  readonly storage: number | null;
  readonly used: number | null;
  readonly disks: number;
}

/** Adds up the disks of a machine; `undefined` when fewer than two rows state one. Copies of a row count once. */
export function storageTotal(
  rows: ReadableRows,
  { lead, members }: MachineRows,
  contentOf: (row: number) => number,
): StorageTotal | undefined {
  const seen = new Set<number>();
  const disks = members.filter((row) => {
    const isNew = !seen.has(contentOf(row));
    seen.add(contentOf(row));
    return isNew && rows.value('storage_gb', row) !== null;
  });
  if (disks.length < 2) return undefined;
  const sum = (field: string): number | null => {
    const stated = disks.map((row) => rows.value(field, row)).filter((text) => text !== null);
    const total = stated.reduce((all, text) => all + Number(text), 0);
    return stated.length === 0 ? null : Math.round(total * 10_000) / 10_000;
  };
  return { lead, storage: sum('storage_gb'), used: sum('storage_used_gb'), disks: disks.length };
}

/** The block with totals in the lead rows of machines, rows of the import counted from 0. */
export function withTotals(block: CleansedBlock, totals: readonly StorageTotal[]): CleansedBlock {
  const first = block.firstRow - 1;
  const within = totals.filter(({ lead }) => lead >= first && lead < first + block.rowCount);
  if (within.length === 0) return block;
  const storage = columnTexts(block, 'storage_gb');
  const used = columnTexts(block, 'storage_used_gb');
  const disks = columnTexts(block, 'disk_count');
  for (const total of within) {
    const index = total.lead - first;
    if (total.storage !== null) storage[index] = String(total.storage);
    if (total.used !== null) used[index] = String(total.used);
    disks[index] ??= String(total.disks);
  }
  const columns = [
    textColumn('storage_gb', storage),
    ...(used.some((text) => text !== null) ? [textColumn('storage_used_gb', used)] : []),
    textColumn('disk_count', disks),
  ];
  return withColumns(block, columns);
}
