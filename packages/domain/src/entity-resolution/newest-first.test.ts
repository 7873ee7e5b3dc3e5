import { expect, test } from 'vitest';
import { newestFirst } from './newest-first.ts';

function order(rows: readonly { readonly at: string | null; readonly cells: number }[]): number[] {
  const weights = newestFirst(
    rows.map(({ cells }) => cells),
    (row) => rows[row]?.at ?? null,
  );
  return rows.map((_, row) => row).toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
}

test('the newest observation leads, however its time is written', () => {
  const rows = [
    { at: '2026-02-01T10:00:00+02:00', cells: 3 },
    { at: '2026-02-01T09:00:00Z', cells: 3 },
    { at: '2026-01-31', cells: 900 },
  ];
  expect(order(rows)).toEqual([1, 0, 2]);
});

test('of equally new rows the fuller one leads, and rows without a time come last', () => {
  const rows = [
    { at: null, cells: 65_535 },
    { at: '2026-02-01', cells: 3 },
    { at: '2026-02-01T00:00:00Z', cells: 4 },
    { at: null, cells: 7 },
  ];
  expect(order(rows)).toEqual([2, 1, 0, 3]);
});
