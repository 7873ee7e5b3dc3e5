import type { ValueChange } from '@landfall/domain/recommendations/list-changes';
import { pack, unpack } from '../../platform/packing.ts';
import type { RowChange } from './recommendations.repository.ts';

/** Changes of one value, its rows as the distances between them. */
interface PackedChange {
  readonly before: string | null;
  readonly after: string;
  readonly steps: readonly number[];
}

/** Packs changes for a column of bytes. */
export function packChanges(changes: readonly ValueChange[]): Promise<Buffer> {
  const packed = changes.map(({ before, after, rows }): PackedChange => {
    return { before, after, steps: rows.map((row, at) => row - (rows[at - 1] ?? 0)) };
  });
  return pack(Buffer.from(JSON.stringify(packed)));
}

/** The changes that were packed. */
export async function unpackChanges(packed: Buffer): Promise<ValueChange[]> {
  const bytes = Buffer.from(await unpack(packed));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by packChanges
  const changes = JSON.parse(bytes.toString('utf8')) as PackedChange[];
  return changes.map(({ before, after, steps }) => {
    let row = 0;
    return { before, after, rows: steps.map((step) => (row += step)) };
  });
}

/** The first changes behind a row, in the order of the rows. */
export function changesBehind(
  changes: readonly ValueChange[],
  { afterRow, limit }: { readonly afterRow: number; readonly limit: number },
): RowChange[] {
  const next = changes.flatMap(({ before, after, rows }) =>
    rows
      .slice(firstBehind(rows, afterRow))
      .slice(0, limit)
      .map((row) => ({ row, before, after })),
  );
  return next.toSorted((left, right) => left.row - right.row).slice(0, limit);
}

/** Place of the first row behind `afterRow`, by halves. */
function firstBehind(rows: readonly number[], afterRow: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! <= afterRow) low = middle + 1;
    else high = middle;
  }
  return low;
}
