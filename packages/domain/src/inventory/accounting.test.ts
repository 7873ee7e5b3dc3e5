import { assert, array, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { accountRows, reconciles, tallyOutcomes } from './accounting.ts';
import { assetIdsOf, codeOf, rejectReasons, rowOutcomes } from './row-results.ts';

test('F79 the outcomes of all blocks add up to the source rows, whatever they are', () => {
  const block = array(integer({ min: 0, max: rowOutcomes.length }), { maxLength: 50 });
  assert(
    property(array(block, { maxLength: 5 }), (blocks) => {
      const tallies = blocks.map((codes) =>
        tallyOutcomes(Uint8Array.from(codes), new Uint8Array(codes.length)),
      );
      const rows = blocks.reduce((sum, codes) => sum + codes.length, 0);
      expect(reconciles(accountRows(rows, tallies))).toBe(true);
      expect(reconciles(accountRows(rows + 1, tallies))).toBe(false);
    }),
  );
});

test('rejected rows are counted by reason', () => {
  const rejected = codeOf(rowOutcomes, 'rejected');
  const tally = tallyOutcomes(
    Uint8Array.of(rejected, rejected, 0),
    Uint8Array.of(codeOf(rejectReasons, 'no_identity'), codeOf(rejectReasons, 'too_many_cells'), 0),
  );
  expect(accountRows(3, [tally])).toMatchObject({
    pending: 1,
    outcomes: { rejected: 2 },
    rejectedByReason: { no_identity: 1, too_many_cells: 1 },
  });
});

test('F39 a row always creates the same asset, other rows and imports other ones', () => {
  const ids = assetIdsOf('01a1fdae-b2c6-7e38-ad39-951e94934e70');
  expect(ids(7)).toBe(assetIdsOf('01a1fdae-b2c6-7e38-ad39-951e94934e70')(7));
  expect(ids(7)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(
    new Set([ids(7), ids(8), ids(4_000_000_000), assetIdsOf('01a1fdae-b2c6-7e38-ad39-a51e94934e70')(7)]).size,
  ).toBe(4);
});
