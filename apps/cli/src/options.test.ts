import { expect, test } from 'vitest';
import { idOf } from './options.ts';

test('an id is taken as it is', () => {
  expect(idOf('flow')('01a20269-3aca-7b8d-8009-684f81125baa')).toBe('01a20269-3aca-7b8d-8009-684f81125baa');
});

test.each([
  ['import', 'nope', /^That is not the id of an import: .*data_import_id/],
  ['flow', '01a20269', /^That is not the id of a flow: .*landfall flow list/],
] as const)('what is no id of one %s says where ids are found', (subject, value, sentence) => {
  expect(() => idOf(subject)(value)).toThrow(sentence);
});
