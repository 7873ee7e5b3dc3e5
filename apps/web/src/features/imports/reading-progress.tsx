import { Button, Group, Stack, Text } from '@mantine/core';
import type { FlowDetails, UploadAnswer } from '../../api/entities.ts';
import { useLiveFlow } from '../../api/use-live-flow.ts';
import { AppLink } from '../../components/app-link.tsx';
import { FlowSteps } from '../../components/flow-steps.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ListSkeleton } from '../../components/query-view.tsx';
import { standingOf } from '../../flow/flow-card.tsx';
import { RunningNotice } from '../../flow/running-notice.tsx';
import { countOf } from '../../texts/format.ts';
import { detectionText } from './detection-text.ts';

/** A stored file while its rows are read, until the flow waits for a person or ends. */
export function ReadingProgress({ answer, onAnother }: { answer: UploadAnswer; onAnother: () => void }) {
  const flow = useLiveFlow(answer.flow_id);
  return (
    <Stack className="card" p="md" gap="md">
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={650}>{answer.flow.flow_name} is stored</Text>
          <Text size="sm" c="dimmed">
            {detectionText(answer.detection)} · {countOf(answer.detection.columns.length, 'column')}
          </Text>
        </div>
        <Button variant="default" size="xs" onClick={onAnother}>
          Upload another file
        </Button>
      </Group>
      {answer.warnings.map((warning) => (
        <div key={warning.code} className="notice" data-tone="warn">
          <Text size="sm">{warning.message}</Text>
        </div>
      ))}
      {flow.error !== null && <ProblemAlert error={flow.error} onRetry={() => void flow.refetch()} />}
      {flow.data === undefined ? <ListSkeleton label="flow" rows={1} /> : <Standing flow={flow.data} />}
    </Stack>
  );
}

function Standing({ flow }: { flow: FlowDetails }) {
  return (
    <>
      <FlowSteps phases={flow.phases} />
      <RunningNotice flow={flow} />
      {flow.status === 'waiting_for_approval' && (
        <Group className="notice" data-tone="good" justify="space-between">
          <div role="status">
            <Text fw={600}>Your turn</Text>
            <Text size="sm">{standingOf(flow)}.</Text>
          </div>
          <Button component={AppLink} href={flow.link}>
            Continue
          </Button>
        </Group>
      )}
      {flow.status === 'completed' && (
        <Group className="notice" data-tone="good" justify="space-between">
          <Text fw={600}>The flow is completed</Text>
          <Button component={AppLink} href={flow.link}>
            Open the result
          </Button>
        </Group>
      )}
    </>
  );
}
