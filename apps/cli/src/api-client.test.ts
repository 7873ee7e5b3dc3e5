import { expect, test } from 'vitest';
import { readAnswer } from './api-client.ts';

const problem = {
  type: 'about:blank',
  instance: '/api/v1/data-imports',
  title: 'Blocked',
  status: 409,
  detail: 'A flow is unfinished.',
  request_id: 'r',
};
const blocked = {
  ...problem,
  code: 'incomplete_discovery_flow_exists',
  error: 'incomplete_discovery_flow_exists',
  message: 'A flow is unfinished.',
  existing_flow: {
    flow_id: '01a201c0-92a6-7581-be5e-a8c085373755',
    current_phase: 'field_mapping',
    progress_percentage: 40,
    status: 'waiting_for_approval',
    last_activity: '2026-01-01T00:00:00.000Z',
    next_steps: [],
  },
  recommendations: [],
};

test('a refusal is told with its code, and an unfinished flow in the way with the commands for it', () => {
  const other = JSON.stringify({ ...problem, code: 'gate_not_satisfied' });
  expect(() => readAnswer(409, other)).toThrow(/^A flow is unfinished\. \(409 gate_not_satisfied\)$/);
  expect(() => readAnswer(409, JSON.stringify(blocked))).toThrow(/landfall flow cancel 01a201c0-92a6-/);
});
