import { expect, test } from 'vitest';
import { findTargetField } from '../catalog/target-fields.ts';
import { missingCells, placeholderCells, wordReading } from './placeholder-cells.ts';

const profile = {
  nullCount: 1,
  emptyCount: 2,
  placeholderCount: 9,
  placeholderWords: [
    { value: 'none', count: 6 },
    { value: 'keine', count: 2 },
    { value: 'n/a', count: 1 },
  ],
};
const readingOf = (key: string) => wordReading(findTargetField(key)!);
const encryption = readingOf('encryption_status');

test('a placeholder word that means something to the field is a value', () => {
  expect(placeholderCells(profile, encryption)).toBe(1);
  expect(missingCells(profile, encryption)).toBe(4);
  expect(placeholderCells(profile, readingOf('name'))).toBe(9);
  expect(placeholderCells(profile, undefined)).toBe(9);
});

test('a word that a person gave a meaning is a value too', () => {
  const decided = { ...encryption, options: { valueMap: { 'n a': 'none' } } };
  expect(placeholderCells(profile, decided)).toBe(0);
});

test('profiles stored before words were counted know how many there are only', () => {
  expect(placeholderCells({ nullCount: 0, emptyCount: 0, placeholderCount: 3 }, encryption)).toBe(3);
});
