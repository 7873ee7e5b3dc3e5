import { describe, expect, test } from 'vitest';
import { failedRowsHeader, guardedCell, headerDifference, unguardedCell } from './failed-rows-file.ts';

describe('a cell on its way out and back', () => {
  test('gets an apostrophe when it begins like a formula, unless it is a number', () => {
    expect(['=1+1', '+49 30', '-', '@x', '\tx', '\rx'].map(guardedCell)).toEqual([
      "'=1+1",
      "'+49 30",
      "'-",
      "'@x",
      "'\tx",
      "'\rx",
    ]);
    expect(['-5', '+1.5', '-1e9', 'web', '', "'=x"].map(guardedCell)).toEqual([
      '-5',
      '+1.5',
      '-1e9',
      'web',
      '',
      "'=x",
    ]);
  });

  test('is the original when it comes back as it went out, whatever it begins with', () => {
    for (const text of ['=1+1', "'=1+1", "'quoted", '-5', '', "''", '@x'])
      expect(unguardedCell(guardedCell(text), text)).toBe(text);
  });

  test('loses the guard when it was changed, and keeps an apostrophe of its own', () => {
    expect(unguardedCell("'=2", '=1')).toBe('=2');
    expect(unguardedCell("'s-Hertogenbosch", 'x')).toBe("'s-Hertogenbosch");
    expect(unguardedCell("'-5", 'x')).toBe("'-5");
    expect(unguardedCell('=2', '=1')).toBe('=2');
  });
});

describe('the header of a correction', () => {
  const columns = ['Name', 'Name', ' IP '].map((header, at) => ({ position: at + 1, key: `k${at}`, header }));
  const expected = failedRowsHeader(columns);

  test('is the original one and three columns more; blanks around it do not count', () => {
    expect(expected.slice(3)).toEqual(['_landfall_row', '_landfall_reason_code', '_landfall_reason']);
    expect(
      headerDifference(
        expected,
        expected.map((text) => text.trim()),
      ),
    ).toBeUndefined();
  });

  test('differs by what is missing, unexpected or moved', () => {
    expect(headerDifference(expected, ['Name', 'IP', 'Site', ...expected.slice(3)])).toEqual({
      missing: ['Name'],
      unexpected: ['Site'],
      isReordered: false,
    });
    expect(headerDifference(expected, expected.toReversed())).toMatchObject({ isReordered: true });
  });
});
