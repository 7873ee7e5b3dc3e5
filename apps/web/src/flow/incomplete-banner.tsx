import { Button, CloseButton, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowStatus, FlowSummary } from '../api/entities.ts';
import { incompleteFlowsQuery } from '../api/flows.ts';
import { AppLink } from '../components/app-link.tsx';
import { TimeText } from '../components/time-text.tsx';
import { countOf } from '../texts/format.ts';
import { standingOf } from './flow-card.tsx';

const urgency: Readonly<Record<FlowStatus, number>> = {
  failed: 0,
  waiting_for_approval: 1,
  running: 2,
  paused: 3,
  completed: 4,
  cancelled: 5,
};

/** Flows that need a person first: failed, waiting, running, paused. */
export function byUrgency(flows: readonly FlowSummary[]): FlowSummary[] {
  return flows.toSorted((a, b) => urgency[a.status] - urgency[b.status]);
}

/** What is unfinished in this engagement; dismissed until something changes. */
export function IncompleteBanner() {
  const incomplete = useQuery(incompleteFlowsQuery);
  const [dismissed, setDismissed] = useState('');
  const flows = byUrgency(incomplete.data ?? []);
  const first = flows[0];
  const state = flows.map((flow) => `${flow.flow_id} ${flow.version}`).join();
  if (first === undefined || dismissed === state) return null;
  return (
    <Group className="notice" data-tone="warn" justify="space-between" mb="md" wrap="nowrap">
      <Group gap="sm" wrap="nowrap">
        <IconAlertTriangle size={20} color="var(--landfall-warn)" aria-hidden="true" />
        <div>
          <Text fw={650}>{countOf(flows.length, 'incomplete flow')} in this engagement</Text>
          <Text size="sm">
            “{first.flow_name}” · {standingOf(first)} · <TimeText at={first.last_activity} />
          </Text>
        </div>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Button size="sm" variant="default" component={AppLink} href="/flows?status=incomplete">
          Manage flows
        </Button>
        <Button size="sm" component={AppLink} href={first.link}>
          Continue
        </Button>
        <CloseButton aria-label="Dismiss until something changes" onClick={() => setDismissed(state)} />
      </Group>
    </Group>
  );
}
