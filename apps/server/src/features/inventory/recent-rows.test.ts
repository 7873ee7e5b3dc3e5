import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CleansedRows } from './load-blocks.ts';
import { RecentRows } from './recent-rows.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rows = new CleansedRows([]);

test('rows kept are given away once, to whom asks for the same blocks', () => {
  const recent = new RecentRows();
  recent.keep('import 1, written once', rows);
  expect(recent.take('import 1, written once')).toBe(rows);
  expect(recent.take('import 1, written once')).toBeUndefined();
});

test('rows of blocks that were written again are forgotten', () => {
  const recent = new RecentRows();
  recent.keep('import 1, written once', rows);
  expect(recent.take('import 1, written twice')).toBeUndefined();
  expect(recent.take('import 1, written once')).toBeUndefined();
});

test('rows nobody asks for leave the memory by themselves', () => {
  const recent = new RecentRows();
  recent.keep('import 1', rows);
  vi.advanceTimersByTime(20_000);
  expect(recent.take('import 1')).toBeUndefined();
});
