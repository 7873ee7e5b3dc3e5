import { describe, expect, test } from 'vitest';
import { foldJournal } from './fold-journal.ts';
import { journalAllows } from './journal-law.ts';

describe('journalAllows', () => {
  test.each([
    ['flow_created', null, 'running', true],
    ['phase_started', 'running', 'running', true],
    ['decision_needed', 'running', 'waiting_for_approval', true],
    ['gate_approved', 'waiting_for_approval', 'running', true],
    ['deleted', 'paused', 'cancelled', true],
    ['gate_approved', 'paused', 'running', false],
    ['completed', 'waiting_for_approval', 'completed', false],
    ['resumed', 'completed', 'running', false],
    ['invented', 'running', 'running', false],
    ['paused', 'running', 'initialization', false],
  ])('%s from %s to %s: %s', (...[type, from, to, expected]) => {
    expect(journalAllows(type, from, to)).toBe(expected);
  });
});

const row = (seq: number, fromStatus: string | null, toStatus: string) => ({
  seq,
  type: 'x',
  phase: 'data_import',
  epoch: 1,
  fromStatus,
  toStatus,
});

describe('foldJournal', () => {
  test('leads to the last state', () => {
    expect(foldJournal([row(1, null, 'running'), row(2, 'running', 'paused')])).toEqual({
      status: 'paused',
      phase: 'data_import',
      epoch: 1,
      version: 2,
    });
  });

  test.each([
    ['a gap', [row(1, null, 'running'), row(3, 'running', 'paused')], 'event 3 where 2 was due'],
    [
      'a change nobody recorded',
      [row(1, null, 'running'), row(2, 'paused', 'running')],
      'event 2 starts from paused, not running',
    ],
    ['a foreign word', [row(1, null, 'initialization')], 'event 1 names no status, phase and epoch'],
    ['nothing', [], 'no events'],
  ])('names %s', (_, rows, contradiction) => {
    expect(foldJournal(rows)).toEqual({ contradiction });
  });
});
