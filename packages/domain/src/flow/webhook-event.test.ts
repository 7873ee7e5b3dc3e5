import { expect, test } from 'vitest';
import { maximumSendAttempts, sendDelaySeconds, webhookEventOf } from './webhook-event.ts';

test('waiting and failing are told, going on after a pause is not', () => {
  expect(webhookEventOf({ from: 'running', to: 'waiting_for_approval' })).toBe('flow.waiting');
  expect(webhookEventOf({ from: 'running', to: 'failed' })).toBe('flow.failed');
  expect(webhookEventOf({ from: 'paused', to: 'waiting_for_approval' })).toBeUndefined();
  expect(webhookEventOf({ from: 'waiting_for_approval', to: 'waiting_for_approval' })).toBeUndefined();
  expect(webhookEventOf({ from: undefined, to: 'running' })).toBeUndefined();
  expect(webhookEventOf({ from: 'running', to: 'completed' })).toBeUndefined();
});

test('the pause between attempts doubles up to an hour', () => {
  const delays = Array.from({ length: maximumSendAttempts }, (_, index) => sendDelaySeconds(index + 1));
  expect(delays).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
});
