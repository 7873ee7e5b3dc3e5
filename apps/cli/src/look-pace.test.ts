import { expect, test } from 'vitest';
import { type LookedAt, LookPace } from './look-pace.ts';

const id = '019b0000-0000-7000-8000-000000000001';

function atWork(rowsDone: number, rowsTotal: number | null = 100_000, version = 1): LookedAt {
  const run = { id, status: 'executing', rows_done: rowsDone, rows_total: rowsTotal } as const;
  return { version, gate: null, phase_runs: [run] };
}

test('looks seldom in the middle of a long phase and often at its end', () => {
  const pace = new LookPace();
  pace.after(atWork(0), 0);
  expect(pace.after(atWork(20_000), 5000)).toBe(1000);
  expect(pace.after(atWork(92_000), 23_000)).toBe(500);
  expect(pace.after(atWork(99_900), 24_975)).toBe(50);
});

test('believes a first guess of a long phase no longer than it has seen of it', () => {
  const pace = new LookPace();
  pace.after(atWork(0), 0);
  expect(pace.after(atWork(1000), 500)).toBe(250);
  expect(pace.after(atWork(1500), 1200)).toBe(600);
});

test('looks again at once after anything changed', () => {
  const pace = new LookPace();
  pace.after(atWork(0), 0);
  pace.after(atWork(20_000), 5000);
  expect(pace.after(atWork(0, null, 2), 6000)).toBe(50);
});

test('looks four times a second where nobody knows how long it takes', () => {
  const pace = new LookPace();
  const pauses = [0, 50, 125, 240, 410, 660].map((now) => pace.after(atWork(0, null), now));
  expect(pauses).toEqual([50, 75, 112.5, 168.75, 250, 250]);
});
