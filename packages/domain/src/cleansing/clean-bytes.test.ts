import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { awkwardParts } from '../../test/awkward-texts.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { isCleanBytes, notWritten, writeClean } from './clean-bytes.ts';
import { cleanText } from './clean-text.ts';

const awkwardTexts = array(constantFrom(...awkwardParts), { maxLength: 9 }).map((each) => each.join(''));

function isClean(text: string): boolean {
  const bytes = encodeUtf8(`\0${text}\0`);
  return isCleanBytes(bytes, 1, bytes.length - 1);
}

/** What is written for a text that stands between others; undefined when it is left to `cleanText`. */
function written(text: string): string | undefined {
  const bytes = encodeUtf8(`\n${text}\n`);
  const out = new Uint8Array(bytes.length + 1);
  const length = writeClean(bytes, 1, bytes.length - 1, out, 3);
  return length === notWritten ? undefined : decodeUtf8(out, 3, 3 + length);
}

test('each character whose bytes are clean is left as it is by cleaning', () => {
  const changed: string[] = [];
  let clean = 0;
  for (let point = 0; point < 0x3_0000; point++) {
    if (point >= 0xd800 && point < 0xe000) continue;
    // Bytes are looked at by fours: each character in each place of them.
    const texts = ['a', 'aa', 'aaa', 'aaaa'].map((before) => `${before}${String.fromCodePoint(point)}bbbbb`);
    const answers = texts.map(isClean);
    if (new Set(answers).size > 1) changed.push(point.toString(16));
    if (!answers[0]) continue;
    clean++;
    if (texts.some((text) => cleanText(text) !== text)) changed.push(point.toString(16));
  }
  expect(changed).toEqual([]);
  expect(clean).toBeGreaterThan(60_000);
});

test('a text whose bytes are clean is left as it is by cleaning, whatever its characters stand beside', () => {
  assert(
    property(awkwardTexts, (text) => {
      expect(!isClean(text) || cleanText(text) === text).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('notes of several lines are clean in any script; blanks around them, tabs and combining marks are not', () => {
  const note = 'Läuft in Köln – „Rack 7“\nÀ vérifier… señor, Сервер, サーバー, 서버 😀';
  expect(isClean(note)).toBe(true);
  for (const other of [
    '',
    ` ${note}`,
    `${note}\n`,
    `${note}\tx`,
    `e\u0301${note}`,
    `${note}\r\nx`,
    'か\u3099',
  ])
    expect(isClean(other)).toBe(false);
});

test('bytes that are no text are neither clean nor written', () => {
  const broken = [[0xc3], [0x61, 0xc3, 0x61], [0xe2, 0x80], [0x61, 0xbf, 0x61], [0xff], [0xed, 0xa0, 0x80]];
  for (const bytes of broken) {
    expect(isCleanBytes(Uint8Array.from(bytes), 0, bytes.length)).toBe(false);
    expect(writeClean(Uint8Array.from(bytes), 0, bytes.length, new Uint8Array(9), 0)).toBe(notWritten);
  }
  const cut = encodeUtf8('aé');
  expect(isCleanBytes(cut, 0, cut.length - 1)).toBe(false);
  expect(writeClean(cut, 0, cut.length - 1, new Uint8Array(9), 0)).toBe(notWritten);
});

test('what is written of a text is what cleaning makes of it, and not longer', () => {
  let count = 0;
  const check = (text: string) => {
    const found = written(text);
    if (found === undefined) return;
    count++;
    // An unpaired surrogate has no bytes: what was read is U+FFFD.
    const read = decodeUtf8(encodeUtf8(text));
    expect({ text, found }).toEqual({ text, found: cleanText(read) });
    expect(encodeUtf8(found).length).toBeLessThanOrEqual(encodeUtf8(text).length);
  };
  assert(property(awkwardTexts, check), { numRuns: 5000 });
  assert(property(string({ unit: 'binary', maxLength: 12 }), check), { numRuns: 500 });
  expect(count).toBeGreaterThan(500);
});

test.each([
  ['Rack\t7', 'Rack 7'],
  ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
  ['a\r\r\n\nb', 'a\n\n\nb'],
  ['Стойка\u00a07', 'Стойка 7'],
  ['東京\u3000第\u200b1号', '東京 第1号'],
  ['a\u0007\u0085b', 'ab'],
])('%j is written as %j', (text, cleaned) => expect(written(text)).toBe(cleaned));

test.each([
  '',
  '\tx',
  'x\r\n',
  'x\u00a0',
  '\u200b x',
  '\ufeff',
  'Ko\u0308ln',
  '\u212a1',
  'ก\u0e48',
  'a\u2028',
])('%j is left to a closer look', (text) => expect(written(text)).toBeUndefined());
