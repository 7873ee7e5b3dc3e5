import { expect, test } from 'vitest';
import { nameKeysOf } from '../dependencies/read-end.ts';
import { aboutEnd, aboutRow, mergedQuestions, questionAbout, rowOfSubject } from './row-choice.ts';

const end = (name: string) => aboutEnd({ keys: nameKeysOf(name), addresses: [] });

test('the subject of a question says which group of rows it is', () => {
  expect(rowOfSubject(aboutRow(12))).toBe(12);
});

test('an end is the same subject however its name is written, and no row even if it is called so', () => {
  expect(end('WEB01.corp.example.')).toBe(end('web01.corp.example'));
  expect(rowOfSubject(end('row:7'))).toBeUndefined();
});

test('an end without a name goes by its address', () => {
  expect(aboutEnd({ keys: null, addresses: ['10.0.0.1'] })).toBe('end:10.0.0.1');
});

test('a question names fifty candidates and counts the others', () => {
  const ids = Array.from({ length: 53 }, (_, at) => String(at));
  const question = questionAbout(aboutRow(1), null, ids);
  expect(question.candidates).toHaveLength(50);
  expect(question.more).toBe(3);
});

test('a row is asked about each subject once', () => {
  const a = questionAbout('end:a', 'a', ['1', '2']);
  const b = questionAbout('end:b', 'b', ['1', '2']);
  expect(mergedQuestions([a], [a, b])).toEqual([a, b]);
});
