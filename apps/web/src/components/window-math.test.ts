import { expect, test } from 'vitest';
import {
  clampOffset,
  isCapped,
  offsetOfScroll,
  offsetShowing,
  scrollOfOffset,
  spacerHeight,
  tallestSpacer,
  visibleRows,
} from './window-math.ts';

const million = { rowCount: 1_000_000, rowHeight: 36, viewHeight: 720 };
const hundred = { rowCount: 100, rowHeight: 36, viewHeight: 720 };

test('a million rows never lay out more than the tallest spacer', () => {
  expect(isCapped(million)).toBe(true);
  expect(spacerHeight(million)).toBe(tallestSpacer);
  expect(spacerHeight(hundred)).toBe(3600);
});

test('row 1,000,000 is the last one at the end of the scrollbar, exactly at the bottom edge', () => {
  const offset = offsetOfScroll(million, tallestSpacer - million.viewHeight);
  expect(visibleRows(million, offset, 0)).toEqual({ first: 999_980, end: 1_000_000 });
  expect(offset + million.viewHeight).toBe(36_000_000);
});

test('the scrollbar and the offset agree both ways', () => {
  for (const row of [0, 1, 499_999, 777_777, 999_980]) {
    const offset = row * 36;
    expect(offsetOfScroll(million, scrollOfOffset(million, offset))).toBeCloseTo(offset, 3);
  }
});

test('a list shorter than the view cannot be scrolled', () => {
  const short = { rowCount: 3, rowHeight: 36, viewHeight: 720 };
  expect(clampOffset(short, 500)).toBe(0);
  expect(scrollOfOffset(short, 500)).toBe(0);
  expect(offsetOfScroll(short, 10)).toBe(0);
  expect(visibleRows(short, 0)).toEqual({ first: 0, end: 3 });
});

test('moving the active row scrolls by the least that shows it whole', () => {
  expect(offsetShowing(hundred, 5, 0)).toBe(0);
  expect(offsetShowing(hundred, 20, 0)).toBe(36);
  expect(offsetShowing(hundred, 2, 360)).toBe(72);
  expect(offsetShowing(million, 999_999, 0)).toBe(36_000_000 - 720);
});
