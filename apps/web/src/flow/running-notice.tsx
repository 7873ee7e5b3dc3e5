import { Group, Stack, Text } from '@mantine/core';
import type { FlowDetails, PhaseRun } from '../api/entities.ts';
import { AppLink } from '../components/app-link.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { TimeText } from '../components/time-text.tsx';
import { countOf, formatCount, formatDuration, formatTime } from '../texts/format.ts';
import { phaseLabel } from '../texts/vocabulary.ts';
import { FlowCommands } from './flow-commands.tsx';

function rowsText(run: PhaseRun): string {
  if (run.rows_total === null || run.rows_total === 0) return countOf(run.rows_done, 'row');
  return `${formatCount(run.rows_done)} of ${countOf(run.rows_total, 'row')}`;
}

/** How long the rows that are left take at the speed so far, in whole seconds. */
function leftText({ rows_done: done, rows_total: total }: PhaseRun, elapsed: number): string {
  if (total === null || done === 0 || total <= done) return '';
  const seconds = Math.ceil(((total - done) / done) * (elapsed / 1000));
  return ` · about ${formatDuration(seconds * 1000)} left`;
}

function speedText(run: PhaseRun): string {
  if (run.started_at === null) return '';
  const elapsed = Date.now() - new Date(run.started_at).getTime();
  if (elapsed < 1000) return '';
  const speed =
    run.rows_done > 0 ? ` · ${formatCount(Math.round((run.rows_done * 1000) / elapsed))} rows a second` : '';
  return `${formatDuration(elapsed)} so far${speed}${leftText(run, elapsed)}`;
}

function Executing({ run, phase }: { run: PhaseRun; phase: string }) {
  const share = run.rows_total ? (run.rows_done / run.rows_total) * 100 : 0;
  return (
    <>
      <ProgressBar value={share} label={`${phase}: rows done`} />
      <Text size="sm" c="dimmed">
        {[rowsText(run), speedText(run)].filter((text) => text !== '').join(' · ')}
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
