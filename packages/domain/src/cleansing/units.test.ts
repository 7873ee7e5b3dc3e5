import { expect, test } from 'vitest';
import { bytesPerUnit, unitFactor } from './units.ts';

test.each(['constructor', '__proto__', 'valueof'])('%s is no unit', (word) => {
  expect(bytesPerUnit(word)).toBeUndefined();
  expect(unitFactor(word, 'hours')).toBeUndefined();
});
