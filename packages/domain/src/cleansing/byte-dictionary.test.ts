import { assert, array, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { ByteDictionary } from './byte-dictionary.ts';

/** Numbers of the texts in the order of first sight, as a Map gives them. */
function numbersOf(texts: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return texts.map((text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
}

test('values are numbered by first sight whichever way they are given, and read back equal', () => {
  const texts = array(string({ unit: 'binary', maxLength: 12 }), { maxLength: 400 });
  const isEqual = property(texts, (given) => {
    const wellFormed = given.map((text) => decodeUtf8(encodeUtf8(text)));
    const byBytes = new ByteDictionary();
    const byText = new ByteDictionary();
    const ids = wellFormed.map((text, index) => {
      const bytes = encodeUtf8(`«${text}»`);
      const own = byBytes.intern(bytes, 2, bytes.length - 2);
      // Every other one as text: all ways lead to the same number.
      return index % 2 === 0 ? own : byBytes.internText(text);
    });
    expect(ids).toEqual(numbersOf(wellFormed));
    expect(wellFormed.map((text) => byText.internText(text))).toEqual(ids);
    for (const [index, text] of wellFormed.entries()) {
      const id = ids[index] ?? -1;
      expect(decodeUtf8(byBytes.all, byBytes.startOf(id), byBytes.endOf(id))).toBe(text);
      const bytes = encodeUtf8(text);
      expect(byText.find(bytes, 0, bytes.length)).toBe(id);
    }
  });
  assert(isEqual, { numRuns: 100 });
});

test('many values, clearing and values not seen', () => {
  const values = new ByteDictionary();
  const texts = Array.from({ length: 40_000 }, (_, index) => `host-${index * 7919}`);
  for (let round = 0; round < 2; round++) {
    expect(texts.map((text) => values.internText(text))).toEqual(texts.map((_, index) => index));
    expect(values.find(encodeUtf8('other'), 0, 5)).toBe(-1);
    values.clear();
    expect(values.size).toBe(0);
  }
});

test('values that are taken are gone and stay as they were, also when they fill the memory they are in', () => {
  for (const length of [3, 5000, 100_000]) {
    const values = new ByteDictionary();
    const texts = ['x'.repeat(length), 'ü'.repeat(70_000)];
    for (const text of texts) {
      const bytes = encodeUtf8(text);
      values.intern(bytes, 0, bytes.length);
      const taken = values.take();
      expect([values.size, values.byteLength]).toEqual([0, 0]);
      values.internText('another');
      expect([...taken.ends]).toEqual([bytes.length]);
      expect(decodeUtf8(taken.bytes)).toBe(text);
      expect(values.take().bytes).toEqual(encodeUtf8('another'));
    }
  }
});
