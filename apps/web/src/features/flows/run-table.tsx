import { Text } from '@mantine/core';
import type { PhaseRun } from '../../api/entities.ts';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { formatCount, formatDuration, formatTime } from '../../texts/format.ts';
import { phaseLabel } from '../../texts/vocabulary.ts';

const runWord: Readonly<Record<PhaseRun['status'], { text: string; tone: Tone }>> = {
  queued: { text: 'About to start', tone: 'info' },
  executing: { text: 'Running', tone: 'info' },
  needs_decision: { text: 'Asked for a decision', tone: 'warn' },
  succeeded: { text: 'Done', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  superseded: { text: 'Replaced', tone: 'plain' },
};

/** Every run of every step: which attempt, how long it took, and why it ended if it failed. */
export function RunTable({ runs }: { runs: readonly PhaseRun[] }) {
  if (runs.length === 0) return <Text c="dimmed">No step has run yet.</Text>;
  const restarted = runs.some((run) => run.epoch > 1);
  return (
    <TableCard
      label="Table of steps"
      heads={[
        'Step',
        'State',
        restarted && { numbers: 'Course', title: 'A restart begins a new course; older runs are fenced off' },
        { numbers: 'Attempt' },
        { numbers: 'Rows' },
        'Started',
        { numbers: 'Took' },
        'Remark',
      ]}
    >
      {runs.map((run) => (
        <RunLine key={run.id} run={run} restarted={restarted} />
      ))}
    </TableCard>
  );
}

function RunLine({ run, restarted }: { run: PhaseRun; restarted: boolean }) {
  const word = runWord[run.status];
  return (
    <tr>
      <td>{phaseLabel(run.phase)}</td>
      <td>
        <Tag tone={word.tone}>{word.text}</Tag>
      </td>
      {restarted && <td className="num">{run.epoch}</td>}
      <td className="num">{run.attempt}</td>
      <td className="num">
        {formatCount(run.rows_done)}
        {run.rows_total !== null && run.rows_total !== run.rows_done && ` of ${formatCount(run.rows_total)}`}
      </td>
      <td className="nowrap">{run.started_at === null ? '—' : formatTime(run.started_at)}</td>
      <td className="num nowrap">{run.duration_ms === null ? '—' : formatDuration(run.duration_ms)}</td>
      <td>
        {run.error_detail}
        {run.error_code !== null && <div className="mono">{run.error_code}</div>}
        {run.status === 'executing' && run.heartbeat_at !== null && (
          <>
            last sign of work <TimeText at={run.heartbeat_at} />
          </>
        )}
      </td>
    </tr>
  );
}
