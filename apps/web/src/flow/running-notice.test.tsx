// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useBrowser } from '../../test/browser.ts';
import type { FlowDetails } from '../api/entities.ts';
import { makeQueryClient, Providers } from '../app/providers.tsx';
import { FlowDialogsProvider } from './flow-dialogs.tsx';
import { RunningNotice } from './running-notice.tsx';

useBrowser();

const run: FlowDetails['phase_runs'][number] = {
  id: '0192',
  phase: 'data_cleansing',
  epoch: 1,
  attempt: 2,
  status: 'executing',
  rows_total: 1000,
  rows_done: 400,
  error_code: null,
  error_detail: null,
  heartbeat_at: '2026-11-21T10:00:00Z',
  started_at: '2026-11-21T09:58:00Z',
  finished_at: null,
  duration_ms: null,
};

const flow: FlowDetails = {
  flow_id: '0193',
  flow_name: 'CMDB export servers.csv',
  flow_type: 'discovery',
  import_category: 'cmdb_export',
  data_import_id: '0194',
  status: 'running',
  master_status: 'running',
  current_phase: 'data_cleansing',
  waiting_reason: null,
  progress_percentage: 66,
  created_by: '0195',
  owner: 'Ana',
  created_at: '2026-11-21T09:50:00Z',
  started_at: '2026-11-21T09:50:01Z',
  last_activity: '2026-11-21T10:00:00Z',
  days_since_activity: 0,
  is_stale: false,
  failure: null,
  stalled: null,
  needs_repair: false,
  can_resume: true,
  next_steps: [],
  link: '/discovery/data-cleansing/0193',
  version: 12,
  epoch: 1,
  phases: [],
  phase_runs: [run],
  gate: null,
  heartbeat_age_seconds: 4,
  accounting: null,
  allowed_commands: ['pause', 'cancel'],
};

function show(shown: FlowDetails): string {
  const { container } = render(
    <Providers queryClient={makeQueryClient()}>
      <FlowDialogsProvider>
        <RunningNotice flow={shown} />
      </FlowDialogsProvider>
    </Providers>,
  );
  return container.textContent ?? '';
}

test('F95: work that goes on is shown with its rows and its last sign, and nothing is alarming', () => {
  const text = show(flow);
  expect(text).toContain('Data cleansing is running');
  expect(text).toContain('400 of 1,000 rows');
  expect(text).toContain('last sign of work');
  expect(text).toMatch(/rows a second · about .+ left/);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('F95: two minutes without a sign of work are said, with what follows by itself', () => {
  const message = 'No sign of work for 3 minutes. Another worker takes the phase over by itself.';
  show({ ...flow, stalled: { since: '2026-11-21T10:00:00Z', seconds: 180, message } });
  const alert = screen.getByRole('alert').textContent ?? '';
  expect(alert).toContain(message);
  expect(alert).toMatch(/Last sign: Nov 21, 2026/);
});

test('a failed flow names cause, code, step and attempt, and offers exactly the allowed ways on', () => {
  const failure = { code: 'storage_full', detail: 'The disk has no room left.', retryable: true };
  const steps = [{ code: 'retry', text: 'Retry the failed phase.', link: null }];
  show({ ...flow, status: 'failed', failure, next_steps: steps, allowed_commands: ['retry', 'delete'] });
  const alert = screen.getByRole('alert').textContent ?? '';
  expect(alert).toContain('The disk has no room left.');
  expect(alert).toContain('storage_full · Data cleansing · attempt 2');
  expect(alert).toContain('What you can do: Retry the failed phase.');
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Try again', 'Delete']);
});
