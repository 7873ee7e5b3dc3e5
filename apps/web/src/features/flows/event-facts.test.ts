import { expect, test } from 'vitest';
import type { FlowEvent } from '../../api/entities.ts';
import { factsOf, journalLines } from './event-facts.ts';

function event(seq: number, type: string, actor: string | null = null): FlowEvent {
  return {
    seq,
    type,
    actor_user_id: actor,
    actor_kind: actor === null ? 'worker' : 'user',
    actor_name: actor,
    phase: 'field_mapping',
    epoch: 1,
    from_status: null,
    to_status: null,
    payload: {},
    request_id: null,
    created_at: '2026-11-21T10:00:00Z',
  };
}

test('ids, hashes and times are no facts; records inside a record are', () => {
  const payload = {
    gate_id: 'x',
    subject_hash: 'y',
    mapping_ids: ['a'],
    resumed_at: '2026-11-21T10:00:00Z',
    counts: { rows: 1200, ok: true },
    note: '',
  };
  expect(factsOf(payload)).toEqual(['rows 1,200', 'ok yes']);
});

test('decisions of one person on column after column are one line, those of another person are not', () => {
  const lines = journalLines([
    event(1, 'decision_needed'),
    event(2, 'mapping_decided', 'ana'),
    event(3, 'mapping_decided', 'ana'),
    event(4, 'mapping_decided', 'ben'),
    event(5, 'gate_approved', 'ben'),
  ]);
  expect(lines.map((line) => [line.first.seq, line.last.seq, line.count])).toEqual([
    [5, 5, 1],
    [4, 4, 1],
    [2, 3, 2],
    [1, 1, 1],
  ]);
});
