import { Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { deletionProgressQuery } from '../api/deletion.ts';
import type { DeletionProgress } from '../api/entities.ts';
import { ProgressBar } from '../components/progress-bar.tsx';
import { QueryView } from '../components/query-view.tsx';
import { countOf, formatDuration, formatTime } from '../texts/format.ts';
import { deletionStepText } from '../texts/flow-words.ts';
import { CountList } from './impact-view.tsx';

const headings: Readonly<Record<DeletionProgress['status'], string>> = {
  pending: 'The flow is gone. Its data is about to be removed.',
  running: 'The flow is gone. Its data is being removed.',
  done: 'The flow and its data are deleted.',
  failed: 'The flow is gone, but not all of its data could be removed. Tell the operator.',
};

/** The removal of a deleted flow's data, step by step until it is verified; `removed` names its counts. */
export function DeletionView({ flowId, removed = 'Removed' }: { flowId: string; removed?: string }) {
  const progress = useQuery(deletionProgressQuery(flowId));
  return (
    <QueryView query={progress} label="deletion" rows={2}>
      {(deletion) => <Removal deletion={deletion} removed={removed} />}
    </QueryView>
  );
}

function Removal({ deletion, removed }: { deletion: DeletionProgress; removed: string }) {
  const { status, steps } = deletion;
  const done = steps.filter((step) => step.state === 'done').length;
  return (
    <Stack gap="sm">
      <Text fw={650} role="status">
        {headings[status]}
      </Text>
      <Text size="sm" c="dimmed">
        Deleted by {deletion.requested_by}, {formatTime(deletion.requested_at)}
        {deletion.reason !== null && ` · “${deletion.reason}”`}
        {deletion.duration_ms !== null && ` · took ${formatDuration(deletion.duration_ms)}`}
      </Text>
      {status !== 'done' && (
        <ProgressBar value={(done / steps.length) * 100} label="Steps of the deletion done" />
      )}
      {deletion.error !== null && (
        <Text size="sm" c="var(--landfall-bad)">
          {deletion.error}
        </Text>
      )}
      <ol className="deletion-steps" aria-label="Steps of the deletion">
        {steps.map((step) => (
          <li
            key={step.name}
            data-state={step.state}
            aria-current={step.state === 'current' ? 'step' : undefined}
          >
            <span className="deletion-dot" aria-hidden="true">
              {step.state === 'done' && <IconCheck size={12} stroke={3} />}
            </span>
            {deletionStepText(step.name)}
            {step.state !== 'done' && <span className="visually-hidden"> (not yet)</span>}
          </li>
        ))}
      </ol>
      <section aria-label={removed}>
        <Text size="sm" fw={600}>
          {status === 'done' ? 'Removed' : 'Removed so far'}:{' '}
          {countOf(deletion.removed.total_records, 'record')}
        </Text>
        <CountList counts={deletion.removed} />
      </section>
    </Stack>
  );
}
