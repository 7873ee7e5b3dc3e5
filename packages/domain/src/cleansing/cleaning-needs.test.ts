import { expect, test } from 'vitest';
import { needOfCharacter, needOfUnit } from './cleaning-needs.ts';

const points = Array.from({ length: 0x11_0000 }, (_, point) => point).filter(
  (point) => point < 0xd800 || point >= 0xe000,
);
const settled = points
  .filter((point) => needOfCharacter(point) === 0)
  .map((point) => String.fromCodePoint(point));
const listed = (characters: readonly string[]) => characters.map((each) => each.codePointAt(0)!.toString(16));

/** Characters that are part of another one behind its first: only these join what stands before them. */
const joining = new Set(
  points.flatMap((point) => Array.from(String.fromCodePoint(point).normalize('NFD')).slice(1)),
);

test('no settled character is written differently in NFC, or joins what stands before it', () => {
  expect(listed(settled.filter((each) => each.normalize('NFC') !== each || joining.has(each)))).toEqual([]);
  expect(settled.length).toBeGreaterThan(60_000);
});

test('no settled character changes places with a mark before it', () => {
  // This mark goes behind all others.
  const mark = '\u0345';
  const isMoved = (each: string) => `א${mark}${each}`.normalize('NFD') !== `א${mark}${each.normalize('NFD')}`;
  expect(listed(settled.filter(isMoved))).toEqual([]);
  expect(isMoved('\u0334')).toBe(true);
});

test('no settled character but the space and the line feed counts as a blank at the ends of a text', () => {
  expect(settled.filter((each) => each.trim() === '')).toEqual(['\n', ' ']);
});

test('halves of surrogate pairs that need nothing stay as they are alone too', () => {
  const halves = Array.from({ length: 0x800 }, (_, k) => 0xd800 + k).filter((unit) => needOfUnit[unit] === 0);
  const changed = halves.filter((unit) => {
    const text = `a${String.fromCharCode(unit)}b`;
    return text.normalize('NFC') !== text;
  });
  expect(changed).toEqual([]);
});

test.each([
  ['words of German, Polish, Vietnamese', 'Größe Łódź Hà Nội'],
  ['Russian, Greek and Georgian', 'Ёлка й Ελλάδα საქართველო'],
  ['Hebrew and Arabic without vowel points', 'שרת خادم'],
  ['Chinese, Japanese, Korean', '服务器、サーバー「棚」ｶﾅ 서버'],
  ['signs and pictures', '„5 €“ → 3 °C … ✓ 😀'],
])('%s need nothing', (_name, text) => {
  expect(Array.from(text).every((each) => needOfCharacter(each.codePointAt(0)!) === 0)).toBe(true);
});
