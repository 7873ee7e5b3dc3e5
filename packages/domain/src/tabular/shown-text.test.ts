import { expect, test } from 'vitest';
import { longestShown, shownText } from './shown-text.ts';

test('a long text is cut, a short one is not', () => {
  expect(shownText('x'.repeat(longestShown))).toBe('x'.repeat(longestShown));
  expect(shownText('x'.repeat(longestShown + 1))).toBe(`${'x'.repeat(longestShown)}…`);
});

test('a character of two places at the cut is left out whole', () => {
  const before = 'x'.repeat(longestShown - 1);
  expect(shownText(`${before}😀 and more`)).toBe(`${before}…`);
  expect(shownText(`${before.slice(1)}😀 and more`)).toBe(`${before.slice(1)}😀…`);
});
