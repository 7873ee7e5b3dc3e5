import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addReadingOptions, readingChoices } from './reading-options.ts';

function choicesOf(...args: string[]) {
  const command = addReadingOptions(new Command('inspect'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return readingChoices(command.parse(args, { from: 'user' }).opts());
}

test('one sheet is read, several are joined, and nothing chosen is nothing said', () => {
  expect(choicesOf()).toEqual({});
  expect(choicesOf('--sheet', 'vInfo', '--header-row', '3')).toEqual({ sheet: 'vInfo', headerRow: 3 });
  expect(choicesOf('--sheet', 'vInfo', '--sheet', 'vDisk')).toEqual({ sheets: ['vInfo', 'vDisk'] });
});

test('the lead sheet and the columns of a join are chosen by name', () => {
  expect(
    choicesOf(
      '--sheet',
      'A',
      '--sheet',
      'B',
      '--lead-sheet',
      'B',
      '--join-by',
      'A=VM, VM UUID',
      '--join-by',
      'B=Name,Id',
    ),
  ).toEqual({ sheet: 'B', sheets: ['A', 'B'], joinColumns: { A: ['VM', 'VM UUID'], B: ['Name', 'Id'] } });
  expect(() => choicesOf('--join-by', 'vDisk')).toThrow('Give a sheet and its columns');
});

test('a delimiter is one of those that are read, whatever else every object answers to', () => {
  expect(choicesOf('--delimiter', 'pipe')).toEqual({ delimiter: '|' });
  expect(() => choicesOf('--delimiter', 'constructor')).toThrow('Choose comma, semicolon');
});
