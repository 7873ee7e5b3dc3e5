import { blockRows } from './cleansed-block.ts';

/** Which rows a block holds; rows are counted from 1. */
export interface BlockPlace {
  readonly firstRow: number;
  readonly rowCount: number;
}

/** A run of source rows and the bytes of its text. */
export interface RowRun extends BlockPlace {
  readonly byteLength: number;
}

/** Bytes of source text after which a block ends before it has all rows it could have: work on it takes several times as much memory. */
export const blockBytes = 8 * 1024 * 1024;

/**
 * Cuts the rows of a source into blocks of at most `maxRows` rows.
 *
 * Long rows make shorter blocks: one ends where the next run would bring it over {@link blockBytes}. Where blocks
 * begin depends on the runs only.
 */
export function placesOfBlocks(runs: Iterable<RowRun>, maxRows: number = blockRows): BlockPlace[] {
  const places: BlockPlace[] = [];
  let [firstRow, bytes, end] = [1, 0, 0];
  const close = (next: number): void => {
    places.push({ firstRow, rowCount: next - firstRow });
    [firstRow, bytes] = [next, 0];
  };
  for (const run of runs) {
    if (run.firstRow > firstRow && bytes + run.byteLength > blockBytes) close(run.firstRow);
    end = run.firstRow + run.rowCount;
    const full = Math.floor((end - firstRow) / maxRows);
    for (let count = 0; count < full; count++) close(firstRow + maxRows);
    // A run that is cut counts with the part of it that this block has.
    bytes += run.byteLength * Math.min(1, (end - firstRow) / run.rowCount);
  }
  if (end > firstRow) close(end);
  return places;
}

/** The rows from `fromRow` on, in the blocks they belong to; one that begins before is cut. */
export function placesFrom(places: readonly BlockPlace[], fromRow: number): BlockPlace[] {
  return places.flatMap((place) => {
    const end = place.firstRow + place.rowCount;
    const firstRow = Math.max(place.firstRow, fromRow);
    return firstRow < end ? [{ firstRow, rowCount: end - firstRow }] : [];
  });
}
