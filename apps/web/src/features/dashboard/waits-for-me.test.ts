import { expect, test } from 'vitest';
import { waitsForMe } from './waits-for-me.ts';

test('a flow waits for those who may bring it on, and a running one for nobody', () => {
  expect(waitsForMe({ status: 'running', allowed_commands: ['pause', 'cancel', 'restart'] })).toBe(false);
  expect(waitsForMe({ status: 'waiting_for_approval', allowed_commands: ['approve', 'reject'] })).toBe(true);
  expect(waitsForMe({ status: 'waiting_for_approval', allowed_commands: ['restart', 'pause'] })).toBe(false);
  expect(waitsForMe({ status: 'failed', allowed_commands: ['restart', 'cancel', 'delete'] })).toBe(true);
  expect(waitsForMe({ status: 'paused', allowed_commands: ['resume'] })).toBe(true);
  expect(waitsForMe({ status: 'paused', allowed_commands: [] })).toBe(false);
});
