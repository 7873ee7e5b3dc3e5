import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CleansedRows } from './cleansed-rows.ts';
import { Recent } from './recent.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const rows = new CleansedRows([]);

test('rows kept are given away once, to whom asks for the same blocks', () => {
  const recent = new Recent<CleansedRows>();
  recent.keep('import 1, written once', rows);
  expect(recent.take('import 1, written once')).toBe(rows);
  expect(recent.take('import 1, written once')).toBeUndefined();
});

test('rows of blocks that were written again are forgotten', () => {
  const recent = new Recent<CleansedRows>();
  recent.keep('import 1, written once', rows);
  expect(recent.take('import 1, written twice')).toBeUndefined();
  expect(recent.take('import 1, written once')).toBeUndefined();
});

test('rows nobody asks for leave the memory by themselves', () => {
  const recent = new Recent<CleansedRows>();
  recent.keep('import 1', rows);
  vi.advanceTimersByTime(20_000);
  expect(recent.take('import 1')).toBeUndefined();
});

test('rows of blocks that are only known by another name are still given away', () => {
  const recent = new Recent<CleansedRows>();
  recent.keep('cleansed ahead', rows);
  recent.follow('cleansed ahead', 'adopted');
  expect(recent.take('adopted')).toBe(rows);
});

test('rows of other blocks than those that change their name are forgotten', () => {
  const recent = new Recent<CleansedRows>();
  recent.keep('cleansed ahead', rows);
  recent.follow('cleansed ahead by another plan', 'adopted');
  expect(recent.take('adopted')).toBeUndefined();
  expect(recent.take('cleansed ahead')).toBeUndefined();
});
