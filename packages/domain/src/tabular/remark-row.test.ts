import { describe, expect, test } from 'vitest';
import { isRuleLine, isRemark } from './remark-row.ts';

describe('a rule between header and rows', () => {
  test.each([
    [['----------', '------------', '--------']],
    [['-------+-----------+-------']],
    [['+------+----------+']],
    [['', '------', ' :---: ', '']],
    [['==', '====']],
  ])('%j is one', (cells) => {
    expect(isRuleLine(cells)).toBe(true);
  });

  test.each([
    [['-', '-', '-']],
    [['--', '', '']],
    [['', '']],
    [['srv-1', '---']],
    [['---', '0']],
    [['- - -', 'x']],
  ])('%j is none', (cells) => {
    expect(isRuleLine(cells)).toBe(false);
  });
});

describe('a remark below a table', () => {
  const sentence = 'Exported by RVTools 4.1 on 2024-01-05';

  test('is a sentence alone behind a blank line', () => {
    expect(isRemark([sentence, '', ''], { width: 3, isBehindBlank: true })).toBe(true);
  });

  test.each([
    ['right below the rows', [sentence, '', ''], { width: 3, isBehindBlank: false }],
    ['beside another cell', [sentence, 'x', ''], { width: 3, isBehindBlank: true }],
    ['in a table of two columns', [sentence, ''], { width: 2, isBehindBlank: true }],
    [
      'of so few words that it may name a machine',
      ['Old backup server', '', ''],
      { width: 3, isBehindBlank: true },
    ],
  ])('is none %s', (_, cells, place) => {
    expect(isRemark(cells, place)).toBe(false);
  });

  test('is a comment of one cell, wherever it stands', () => {
    expect(isRemark(['# end of file'], { width: 2, isBehindBlank: false })).toBe(true);
    expect(isRemark(['# end', 'x'], { width: 2, isBehindBlank: false })).toBe(false);
    expect(isRemark(['#1'], { width: 1, isBehindBlank: false })).toBe(false);
  });
});
