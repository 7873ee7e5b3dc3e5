import { expect, test } from 'vitest';
import { meaningByte, meaningOfBuiltIn, meaningOfCode, numberMeaning, shownDigits } from './number-format.ts';

const nameOf = (meaning: number) => Object.entries(numberMeaning).find(([, value]) => value === meaning)?.[0];

test.each([
  ['General', 'number'],
  ['0.00', 'number'],
  ['#,##0.00_);[Red]\\(#,##0.00\\)', 'number'],
  ['0.00E+00', 'number'],
  ['0%', 'percent'],
  ['#,##0.00%;[Red]-0.0%', 'percent'],
  ['0"%"', 'number'],
  ['0\\%', 'number'],
  ['# ?/?', 'number'],
  ['@', 'number'],
  ['0" days"', 'number'],
  ['#,##0\\ "MB";-#,##0\\ "MB"', 'number'],
  ['[$€-407]\\ #,##0.00', 'number'],
  ['[>=1000]0,"K";0', 'number'],
  ['_(* #,##0.00_);_(* \\(#,##0.00\\)', 'number'],
  ['"d"0', 'number'],
  ['', 'number'],
  ['yyyy-mm-dd', 'date'],
  ['[$-409]d\\-mmm\\-yy;@', 'date'],
  ['[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', 'date'],
  ['mmm', 'date'],
  ['[$-411]ggge"年"m"月"d"日"', 'date'],
  ['TT.MM.JJJJ', 'date'],
  ['[Red]dd/mm/yyyy', 'date'],
  ['d/m/yy h:mm;@', 'dateTime'],
  ['yyyy\\-mm\\-dd"T"hh:mm:ss', 'dateTime'],
  ['[$-409]m/d/yy h:mm AM/PM;@', 'dateTime'],
  ['h:mm AM/PM', 'time'],
  ['mm:ss.0', 'time'],
  ['[$-F400]h:mm:ss\\ AM/PM', 'time'],
  ['hh"h"mm', 'time'],
  ['[h]:mm:ss', 'elapsed'],
  ['[mm]:ss', 'elapsed'],
  ['[ss].00', 'elapsed'],
])('%s is a %s', (code, expected) => {
  expect(nameOf(meaningOfCode(code))).toBe(expected);
});

test.each([
  [0, 'number'],
  [4, 'number'],
  [11, 'number'],
  [14, 'date'],
  [18, 'time'],
  [22, 'dateTime'],
  [27, 'date'],
  [33, 'dateOrTime'],
  [37, 'number'],
  [46, 'elapsed'],
  [49, 'number'],
  [57, 'dateOrTime'],
  [164, 'number'],
])('built-in format %i is a %s', (id, expected) => {
  expect(nameOf(meaningOfBuiltIn(id))).toBe(expected);
});

test.each([
  ['00000', 5],
  ['000;-000', 3],
  ['0', 0],
  ['0000.0', 0],
  ['"AB"000', 0],
  ['#000', 0],
])('%s shows at least %i digits', (code, digits) => {
  expect(shownDigits(meaningByte(code))).toBe(digits);
});
