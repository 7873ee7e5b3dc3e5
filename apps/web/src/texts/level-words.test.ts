import { expect, test } from 'vitest';
import { levelWordsOf } from './level-words.ts';

test('words of a file are told with the level each means', () => {
  const levels = [
    { value: 'Geheim', level: 'restricted', count: 3 },
    { value: 'Violet', level: null, count: 1 },
  ];
  expect(levelWordsOf({ step_name: 'classification', output: { levels } })).toEqual(levels);
});

test('other checks and older steps have no such words', () => {
  expect(levelWordsOf({ step_name: 'access', output: { levels: [{ value: 'x' }] } })).toEqual([]);
  expect(levelWordsOf({ step_name: 'classification', output: { counts: {} } })).toEqual([]);
});
