import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { cleanText, isCleanBytes } from './clean-text.ts';

function isClean(text: string): boolean {
  const bytes = encodeUtf8(`\0${text}\0`);
  return isCleanBytes(bytes, 1, bytes.length - 1);
}

test('each character whose bytes are clean is left as it is by cleaning', () => {
  const changed: string[] = [];
  let clean = 0;
  for (let point = 0; point < 0x1_1000; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    // Bytes are looked at by fours: each character in each place of them.
    const texts = ['a', 'aa', 'aaa', 'aaaa'].map((before) => `${before}${String.fromCodePoint(point)}bbbbb`);
    const answers = texts.map(isClean);
    expect(new Set(answers).size).toBe(1);
    if (answers.includes(false)) continue;
    clean++;
    if (texts.some((text) => cleanText(text) !== text)) changed.push(point.toString(16));
  }
  expect(changed).toEqual([]);
  expect(clean).toBeGreaterThan(600);
});

test('a text whose bytes are clean is left as it is by cleaning, whatever its characters stand beside', () => {
  const awkward = constantFrom(
    ...' \t\n\r\0\u007f\u0085\u00a0\u00adéßǆʰ\u0301\u0327\u2003\u200b\u2014\u2028…😀'.split(''),
  );
  const text = oneof(array(awkward, { maxLength: 6 }), array(string({ maxLength: 3 }), { maxLength: 3 }));
  assert(
    property(text, (parts) => {
      const whole = parts.join('');
      expect(!isClean(whole) || cleanText(whole) === whole).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('notes of several lines in a western language are clean; blanks around them, tabs and combining accents are not', () => {
  const note = 'Läuft in Köln – „Rack 7“\nÀ vérifier… señor';
  expect(isClean(note)).toBe(true);
  for (const other of ['', ` ${note}`, `${note}\n`, `${note}\tx`, `e\u0301${note}`, `${note}\r\nx`, '日本'])
    expect(isClean(other)).toBe(false);
});

test('bytes that are no text are not clean', () => {
  for (const bytes of [[0xc3], [0x61, 0xc3, 0x61], [0xe2, 0x80], [0xc2, 0x85], [0x61, 0xbf, 0x61], [0xff]])
    expect(isCleanBytes(Uint8Array.from(bytes), 0, bytes.length)).toBe(false);
  const cut = encodeUtf8('aé');
  expect(isCleanBytes(cut, 0, cut.length - 1)).toBe(false);
});
