import { Group, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { FlowDetails, PhaseRun } from '../api/entities.ts';
import { AppLink } from '../components/app-link.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { TimeText } from '../components/time-text.tsx';
import { countOf, formatCount, formatDuration, formatTime } from '../texts/format.ts';
import { phaseLabel } from '../texts/vocabulary.ts';
import { FlowCommands } from './flow-commands.tsx';
import { paceOf, type RunLook, withLook } from './run-pace.ts';

function rowsText(run: PhaseRun): string {
  if (run.rows_total === null || run.rows_total === 0) return countOf(run.rows_done, 'row');
  return `${formatCount(run.rows_done)} of ${countOf(run.rows_total, 'row')}`;
}

const lookEveryMs = 1000;

/** Rows a second, as this page has watched them; a run that stands still is seen to do so. */
function useRunPace({ id, rows_done: rows }: PhaseRun): number | undefined {
  const [looks, setLooks] = useState<readonly RunLook[]>([]);
  useEffect(() => {
    const look = (): void => setLooks((seen) => withLook(seen, { runId: id, at: Date.now(), rows }));
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [id, rows]);
  return looks.at(-1)?.runId === id ? paceOf(looks) : undefined;
}

/** How long the rows that are left take at the pace of late, in whole seconds; said to be unknown where it is. */
function paceText({ rows_done: done, rows_total: total }: PhaseRun, pace: number | undefined): string {
  if (pace === undefined || total === null || total <= done) return 'time left not known';
  const left = formatDuration(Math.ceil((total - done) / pace) * 1000);
  return `${formatCount(Math.round(pace))} rows a second · about ${left} left`;
}

function speedText(run: PhaseRun, pace: number | undefined): string {
  if (run.started_at === null) return '';
  const elapsed = Date.now() - new Date(run.started_at).getTime();
  return elapsed < 1000 ? '' : `${formatDuration(elapsed)} so far · ${paceText(run, pace)}`;
}

function Executing({ run, phase }: { run: PhaseRun; phase: string }) {
  const pace = useRunPace(run);
  const share = run.rows_total ? (run.rows_done / run.rows_total) * 100 : 0;
  return (
    <>
      <ProgressBar value={share} label={`${phase}: rows done`} />
      <Text size="sm" c="dimmed">
        {[rowsText(run), speedText(run, pace)].filter((text) => text !== '').join(' · ')}
        {run.heartbeat_at !== null && (
          <>
            {' · last sign of work '}
            <TimeText at={run.heartbeat_at} />
          </>
        )}
      </Text>
    </>
  );
}

function Running({ flow, run }: { flow: FlowDetails; run: PhaseRun | undefined }) {
  const phase = phaseLabel(flow.current_phase);
  const isExecuting = run?.status === 'executing';
  const { stalled } = flow;
  return (
    <Stack className="notice" data-tone={stalled === null ? 'info' : 'warn'} gap={6}>
      <Group justify="space-between">
        <Text fw={600} role="status">
          {phase} {isExecuting ? 'is running' : 'is about to start'}
        </Text>
        <FlowCommands flow={flow} />
      </Group>
      {isExecuting && <Executing run={run} phase={phase} />}
      {stalled !== null && (
        <Text size="sm" role="alert">
          {stalled.message} Last sign: {formatTime(stalled.since)}.
        </Text>
      )}
    </Stack>
  );
}

function Failed({ flow, run }: { flow: FlowDetails; run: PhaseRun | undefined }) {
  return (
    <Stack className="notice" data-tone="bad" gap={6} role="alert">
      <Text fw={650}>{phaseLabel(flow.current_phase)} could not be finished</Text>
      <Text size="sm">{flow.failure?.detail ?? 'The cause was not recorded.'}</Text>
      <NextActions flow={flow} />
      <Text size="xs" c="dimmed" className="mono">
        {flow.failure?.code} · {phaseLabel(flow.current_phase)} · attempt {run?.attempt ?? 1}
      </Text>
      <FlowCommands flow={flow} />
    </Stack>
  );
}

function NextActions({ flow }: { flow: FlowDetails }) {
  if (flow.next_steps.length === 0) return null;
  return (
    <Text size="sm">
      What you can do:{' '}
      {flow.next_steps.map((step, index) => (
        <span key={step.code}>
          {index > 0 && ' '}
          {step.link === null ? step.text : <AppLink href={step.link}>{step.text}</AppLink>}
        </span>
      ))}
    </Text>
  );
}

/** What the current step does now, or why it does nothing: running, paused, failed or cancelled. */
export function RunningNotice({ flow }: { flow: FlowDetails }) {
  const run = flow.phase_runs.findLast((one) => one.phase === flow.current_phase);
  if (flow.status === 'running') return <Running flow={flow} run={run} />;
  if (flow.status === 'failed') return <Failed flow={flow} run={run} />;
  if (flow.status !== 'paused' && flow.status !== 'cancelled') return null;
  return (
    <Group className="notice" data-tone="info" justify="space-between">
      <Text size="sm">
        This flow {flow.status === 'paused' ? 'is paused' : 'was cancelled'}. Last activity{' '}
        <TimeText at={flow.last_activity} />.
      </Text>
      <FlowCommands flow={flow} />
    </Group>
  );
}
