import { describe, expect, test } from 'vitest';
import { type ContradictionChoice, contradictingRowsLeftOut } from './contradicting-rows.ts';
import { groupRows, type KeyColumn, type RowKeys } from './group-rows.ts';

function column(ids: readonly number[]): KeyColumn {
  return { ids: Int32Array.from(ids), size: 10 };
}

/** Rows with a uuid and a serial number, each written as a number; -1 for none. */
function keysOf(rows: readonly (readonly [uuid: number, serial: number])[]): RowKeys {
  const unknown = column(rows.map(() => -1));
  return {
    rows: rows.length,
    strong: [unknown, column(rows.map(([uuid]) => uuid)), column(rows.map(([, serial]) => serial)), unknown],
    hostname: unknown,
    name: unknown,
    address: unknown,
    content: unknown,
    typeClass: new Int32Array(rows.length),
    filled: new Uint16Array(rows.length),
    eligible: new Uint8Array(rows.length).fill(1),
  };
}

function leftOut(rows: readonly (readonly [number, number])[], choice: ContradictionChoice): number[] {
  const keys = keysOf(rows);
  return contradictingRowsLeftOut(keys, groupRows(keys), choice);
}

describe('rows that share one strong key and contradict each other in another', () => {
  const clones = [
    [1, 1],
    [1, 2],
    [2, 3],
    [1, 1],
  ] as const;

  test('all stay when they are kept', () => expect(leftOut(clones, 'keep')).toEqual([]));
  test('all go when they are skipped; others stay', () => expect(leftOut(clones, 'skip')).toEqual([0, 1, 3]));
  test('go but for the first and the rows that say the same as it', () =>
    expect(leftOut(clones, 'first_value')).toEqual([1]));
  test('rows that take no part in grouping are not looked at', () => {
    const keys = keysOf(clones);
    keys.eligible[1] = 0;
    expect(contradictingRowsLeftOut(keys, groupRows(keys), 'skip')).toEqual([]);
  });
});
