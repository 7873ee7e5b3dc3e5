import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { awkwardParts } from '../../test/awkward-texts.ts';
import { cleanText } from './clean-text.ts';

const parts = oneof(
  { weight: 9, arbitrary: constantFrom(...awkwardParts) },
  string({ unit: 'binary', maxLength: 4 }),
  integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
);
const texts = array(parts, { maxLength: 9 }).map((each) => each.join(''));

/** Every step for every text: what {@link cleanText} does without those that a text has no need of. */
function inAllSteps(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n');
  // oxlint-disable-next-line no-control-regex -- control characters are what is removed
  const removed = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200d\u2060\ufeff]/g;
  const blanks = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
  return lines.replace(removed, '').replace(blanks, ' ').normalize('NFC').trim();
}

test('each character alone, in a word and beside marks is cleaned as by all steps', () => {
  const wrong: string[] = [];
  for (let point = 0; point < 0x11_0000; point++) {
    const character = String.fromCodePoint(point);
    for (const text of [character, `a${character}b`, `e${character}\u0301`, `\u0334${character}`])
      if (cleanText(text) !== inAllSteps(text)) wrong.push(point.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('any text is cleaned as by all steps', () => {
  assert(
    property(texts, (text) => {
      expect(cleanText(text)).toBe(inAllSteps(text));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['a tab', 'Rack\t7', 'Rack 7'],
  ['line ends of three kinds', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
  ['blanks that are no spaces, and those around', '\u00a0Rack\u20077\u3000 ', 'Rack 7'],
  ['a letter and its accent', 'Ko\u0308ln', 'Köln'],
  ['characters without width and controls', 'srv\u200b-\u00001\ufeff', 'srv-1'],
  ['Hangul in parts', '\u1109\u1165\u1107\u1165', '서버'],
])('%s: %j is cleaned to %j', (_name, text, cleaned) => expect(cleanText(text)).toBe(cleaned));
