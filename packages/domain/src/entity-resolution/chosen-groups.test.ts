import { expect, test } from 'vitest';
import { choicesOfGroups, joinChosen } from './chosen-groups.ts';

test('what is chosen for a row is chosen for its group', () => {
  const leadOf = Int32Array.from([0, 0, 2]);
  expect([...choicesOfGroups(leadOf, new Map([[1, 'a']]))]).toEqual([[0, 'a']]);
});

test('a group whose rows were given different assets has no choice', () => {
  const leadOf = Int32Array.from([0, 0, 2]);
  const ofRow = new Map<number, string | null>([
    [0, 'a'],
    [1, null],
    [2, 'b'],
  ]);
  expect([...choicesOfGroups(leadOf, ofRow)]).toEqual([[2, 'b']]);
});

test('groups of one chosen asset become one, led by the one that says most', () => {
  const groups = {
    leadOf: Int32Array.from([0, 0, 2, 3]),
    chosen: new Map([
      [0, 'a'],
      [2, 'a'],
    ]),
  };
  const joined = joinChosen(groups, Uint16Array.from([2, 1, 3, 1]));
  expect([...joined.leadOf]).toEqual([2, 2, 2, 3]);
  expect([...joined.chosen]).toEqual([[2, 'a']]);
});

test('of groups that say equally much the first leads, in whatever order they were chosen', () => {
  const groups = {
    leadOf: Int32Array.from([0, 1]),
    chosen: new Map([
      [1, 'a'],
      [0, 'a'],
    ]),
  };
  expect([...joinChosen(groups, Uint16Array.from([1, 1])).leadOf]).toEqual([0, 0]);
});

test('groups that are none of the assets stay apart', () => {
  const groups = {
    leadOf: Int32Array.from([0, 1]),
    chosen: new Map([
      [0, null],
      [1, null],
    ]),
  };
  const joined = joinChosen(groups, Uint16Array.from([1, 1]));
  expect([...joined.leadOf]).toEqual([0, 1]);
  expect([...joined.chosen.keys()]).toEqual([0, 1]);
});
