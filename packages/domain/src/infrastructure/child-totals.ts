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

/** A column with the field its cells feed; null for one that feeds none. */
interface FedColumn {
  readonly header: string;
  readonly field: string | null;
}

/** What names the disks of a file: the fields of the columns that do, none where those feed none. */
export interface DiskNames {
  readonly fields: readonly string[];
}

/** What names the disks of a file whose rows are disks; `undefined` when none does, as columns of sizes do not. */
export function diskNamesOf(columns: readonly FedColumn[]): DiskNames | undefined {
  const naming = columns.filter(
    ({ header, field }) => !storageFields.has(field ?? '') && diskWords.test(header.replaceAll('_', ' ')),
  );
  if (naming.length === 0) return undefined;
  return { fields: naming.flatMap(({ field }) => (field === null ? [] : [field])) };
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

/** How rows are told apart that are about one machine. */
export interface DiskReading {
  readonly names: DiskNames;
  /** Number of what a row says in all its cells: copies have the same. */
  readonly contentOf: (row: number) => number;
}

/**
 * Storage of a machine: what its own row states, else the sum over its disks. Undefined where nothing follows from
 * several rows. Copies of a row count once.
 */
export function storageTotal(
  rows: ReadableRows,
  { lead, members }: MachineRows,
  { names, contentOf }: DiskReading,
): StorageTotal | undefined {
  const seen = new Set<number>();
  const stating = members.filter((row) => {
    const isNew = !seen.has(contentOf(row));
    seen.add(contentOf(row));
    return isNew;
  });
  const own = rowsOfMachine(rows, stating, names);
  const disks = stating.filter((row) => !own.includes(row) && rows.value('storage_gb', row) !== null);
  if (disks.length < (own.length === 0 ? 2 : 1)) return undefined;
  const total = (field: string): number | null => firstOf(rows, field, own) ?? sumOf(rows, field, disks);
  return { lead, storage: total('storage_gb'), used: total('storage_used_gb'), disks: disks.length };
}

/** Rows about the machine itself, where its disks have rows beside: they name none. */
function rowsOfMachine(rows: ReadableRows, members: readonly number[], { fields }: DiskNames): number[] {
  const own = members.filter((row) => fields.every((field) => rows.value(field, row) === null));
  return own.length === members.length ? [] : own;
}

function firstOf(rows: ReadableRows, field: string, stating: readonly number[]): number | null {
  const text = stating.map((row) => rows.value(field, row)).find((value) => value !== null);
  return text === undefined ? null : Number(text);
}

function sumOf(rows: ReadableRows, field: string, stating: readonly number[]): number | null {
  const texts = stating.map((row) => rows.value(field, row)).filter((text) => text !== null);
  const total = texts.reduce((all, text) => all + Number(text), 0);
  return texts.length === 0 ? null : Math.round(total * 10_000) / 10_000;
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
