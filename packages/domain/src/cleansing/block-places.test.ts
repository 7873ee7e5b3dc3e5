import { array, assert as assertAll, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockBytes, type BlockPlace, placesFrom, placesOfBlocks, type RowRun } from './block-places.ts';

const kilobyte = 1024;

/** Runs that follow each other from row 1 on. */
function runsOf(runs: readonly { rowCount: number; byteLength: number }[]): RowRun[] {
  let firstRow = 1;
  return runs.map((run) => {
    const placed = { firstRow, ...run };
    firstRow += run.rowCount;
    return placed;
  });
}

const isGapless = (places: readonly BlockPlace[]): boolean =>
  places.every(({ firstRow }, at) => {
    const before = places[at - 1];
    return firstRow === (before === undefined ? 1 : before.firstRow + before.rowCount);
  });

describe('rows are cut into blocks', () => {
  test('of as many rows as a block may have, wherever their runs end', () => {
    const runs = runsOf(Array.from({ length: 50 }, () => ({ rowCount: 800, byteLength: 256 * kilobyte })));
    expect(placesOfBlocks(runs, 16_384)).toEqual([
      { firstRow: 1, rowCount: 16_384 },
      { firstRow: 16_385, rowCount: 16_384 },
      { firstRow: 32_769, rowCount: 40_000 - 32_768 },
    ]);
  });

  test('of fewer rows where these are long, and of one where it alone is longer than a block', () => {
    const long = { rowCount: 1, byteLength: 3 * 1024 * kilobyte };
    const longer = { rowCount: 1, byteLength: 2 * blockBytes };
    const short = { rowCount: 1000, byteLength: 256 * kilobyte };
    expect(placesOfBlocks(runsOf([short, long, long, long, longer, short]), 16_384)).toEqual([
      { firstRow: 1, rowCount: 1002 },
      { firstRow: 1003, rowCount: 1 },
      { firstRow: 1004, rowCount: 1 },
      { firstRow: 1005, rowCount: 1000 },
    ]);
  });

  test('of a few rows when no more are wanted', () => {
    const places = placesOfBlocks(runsOf([{ rowCount: 10, byteLength: kilobyte }]), 4);
    expect(places.map(({ rowCount }) => rowCount)).toEqual([4, 4, 2]);
  });

  test('none for a source without rows', () => {
    expect(placesOfBlocks([])).toEqual([]);
  });

  test('without a gap, never over their rows, and over their bytes only by a run', () => {
    const run = record({
      rowCount: integer({ min: 1, max: 900 }),
      byteLength: integer({ min: 1, max: blockBytes }),
    });
    const check = property(
      array(run, { maxLength: 60 }),
      integer({ min: 1, max: 2000 }),
      (drawn, maxRows) => {
        const runs = runsOf(drawn);
        const places = placesOfBlocks(runs, maxRows);
        expect(isGapless(places)).toBe(true);
        expect(places.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(
          drawn.reduce((sum, { rowCount }) => sum + rowCount, 0),
        );
        for (const { firstRow, rowCount } of places) {
          expect(rowCount).toBeLessThanOrEqual(maxRows);
          const within = runs.filter(
            (one) => one.firstRow >= firstRow && one.firstRow + one.rowCount <= firstRow + rowCount,
          );
          const bytes = within.reduce((sum, { byteLength }) => sum + byteLength, 0);
          expect(within.length === 1 || bytes <= blockBytes + 1).toBe(true);
        }
      },
    );
    assertAll(check);
  });
});

test('a cleansing that goes on from a row on cuts the block that begins before it', () => {
  const places = [
    { firstRow: 1, rowCount: 100 },
    { firstRow: 101, rowCount: 100 },
  ];
  expect(placesFrom(places, 1)).toEqual(places);
  expect(placesFrom(places, 101)).toEqual([{ firstRow: 101, rowCount: 100 }]);
  expect(placesFrom(places, 151)).toEqual([{ firstRow: 151, rowCount: 50 }]);
  expect(placesFrom(places, 201)).toEqual([]);
});
