// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
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

const noticeOf = (shown: FlowDetails) => (
  <Providers queryClient={makeQueryClient()}>
    <FlowDialogsProvider>
      <RunningNotice flow={shown} />
    </FlowDialogsProvider>
  </Providers>
);

function show(shown: FlowDetails): string {
  return render(noticeOf(shown)).container.textContent ?? '';
}

test('F95: work that goes on is shown with its rows and its last sign, and nothing is alarming', () => {
  const text = show(flow);
  expect(text).toContain('Data cleansing is running');
  expect(text).toContain('400 of 1,000 rows');
  expect(text).toContain('last sign of work');
  // Of a run that was not watched yet nobody knows how long it will take, whatever its average was.
  expect(text).toContain('so far · time left not known');
  expect(screen.queryByRole('alert')).toBeNull();
});

/** The flow when its run has done so many rows. */
const withRows = (rows: number): FlowDetails => ({ ...flow, phase_runs: [{ ...run, rows_done: rows }] });

test('time left follows from the rows that were watched, and is unknown again when none are done', () => {
  vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z') });
  onTestFinished(() => void vi.useRealTimers());
  const { container, rerender } = render(noticeOf(withRows(400)));
  const after = (seconds: number, rows: number): string => {
    act(() => void vi.advanceTimersByTime(seconds * 1000));
    rerender(noticeOf(withRows(rows)));
    return container.textContent ?? '';
  };
  expect(after(2, 900)).toContain('time left not known');
  expect(after(8, 900)).toContain('50 rows a second · about 2 s left');
  expect(after(30, 900)).toContain('time left not known');
  expect(after(1, 1000)).toContain('1,000 of 1,000 rows');
  expect(after(20, 1000)).toContain('time left not known');
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
