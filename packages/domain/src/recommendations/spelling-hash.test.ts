import { assert as check, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { nameKey } from '../entity-resolution/identity-keys.ts';
import { foldSpelling } from './fold-spelling.ts';
import { foldedHash, nameHash } from './spelling-hash.ts';

const name = oneof(
  string({ unit: constantFrom(...'aBz019 -_.+#/('.split('')), maxLength: 20 }),
  string({ unit: constantFrom(...'aÄé1 -ß漢'.split('')), maxLength: 12 }),
);

function hashes(text: string) {
  const bytes = encodeUtf8(`x${text}y`);
  return { folded: foldedHash(bytes, 1, bytes.length - 1), own: nameHash(bytes, 1, bytes.length - 1) };
}

test('two names have the same hash when they fold to the same text, and another one when they do not', () => {
  check(
    property(name, name, (left, right) => {
      const [a, b] = [hashes(left), hashes(right)];
      expect(a.folded === b.folded).toBe(foldSpelling(left) === foldSpelling(right));
      expect(a.own === b.own).toBe(nameKey(left) === nameKey(right));
    }),
  );
  check(
    property(name, (text) => {
      const folded = foldSpelling(text);
      expect(hashes(text).folded).toBe(hashes(folded).folded);
      expect(hashes(text).own).toBe(hashes(nameKey(text)).own);
    }),
  );
});
