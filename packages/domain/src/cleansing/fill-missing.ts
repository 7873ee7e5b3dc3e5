import type { GatheredColumn } from '../tabular/column-cells.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { cleanText } from './clean-text.ts';
import { holdsNothing } from './cleanse-value.ts';
import type { CleansedColumn } from './cleansed-block.ts';
import type { ColumnPlan } from './column-plan.ts';

/** A source column that feeds a field, with its cells in the rows of a block. */
export interface FeedingColumn {
  readonly plan: ColumnPlan;
  readonly cells: GatheredColumn;
}

/**
 * The column with `value` in rows in which no cell of the columns that feed the field holds anything. Rows with a fault
 * stay without one, and so do rows with a cell that could not be read: something is said there.
 */
export function fillMissing(
  column: CleansedColumn,
  value: string,
  { feeding, faults }: { readonly feeding: readonly FeedingColumn[]; readonly faults: Uint8Array },
): { readonly column: CleansedColumn; readonly filled: number } {
  const text = encodeUtf8(value);
  const bytes = new Uint8Array(column.bytes.length + text.length);
  bytes.set(column.bytes);
  bytes.set(text, column.bytes.length);
  const ends = new Uint32Array(column.ends.length + 1);
  ends.set(column.ends);
  ends[column.ends.length] = bytes.length;
  let filled = 0;
  const ids = column.ids.map((id, row) => {
    if (id !== 0 || faults[row] !== 0 || !feeding.every((each) => isBlank(each, row))) return id;
    filled++;
    return ends.length;
  });
  return { column: { field: column.field, bytes, ends, ids }, filled };
}

function isBlank({ plan, cells: { bytes, ends } }: FeedingColumn, row: number): boolean {
  const start = row === 0 ? 0 : ends[row - 1]!;
  return start === ends[row] || holdsNothing(plan, cleanText(decodeUtf8(bytes, start, ends[row])));
}
