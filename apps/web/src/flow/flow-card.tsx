import { isTerminal } from '@landfall/domain/flow/flow-status';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FlowSummary } from '../api/entities.ts';
import { AppLink } from '../components/app-link.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { FlowStatusTag } from '../components/tag.tsx';
import { TimeText } from '../components/time-text.tsx';
import { formatPercent } from '../texts/format.ts';
import { categoryLabel, gateLabel, phaseLabel } from '../texts/vocabulary.ts';

/** Where a flow stands, in a few words. */
export function standingOf(flow: FlowSummary): string {
  if (flow.status === 'waiting_for_approval' && flow.waiting_reason !== null) {
    return `${phaseLabel(flow.current_phase)}: waits for ${gateLabel(flow.waiting_reason)}`;
  }
  return phaseLabel(flow.current_phase);
}

function FlowProgress({ flow }: { flow: FlowSummary }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <div style={{ flex: 1 }}>
        <ProgressBar value={flow.progress_percentage} label={`Progress of ${flow.flow_name}`} />
      </div>
      <Text size="sm">{formatPercent(flow.progress_percentage)}</Text>
    </Group>
  );
}

/** One flow with its progress, what to do next and the way there. */
export function FlowCard({ flow, actions }: { flow: FlowSummary; actions?: ReactNode }) {
  return (
    <Stack className="card" p="md" gap={8}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={650} truncate title={flow.flow_name}>
            {flow.flow_name}
          </Text>
          <Text size="sm" c="dimmed">
            {categoryLabel[flow.import_category]} · {standingOf(flow)} · last activity{' '}
            <TimeText at={flow.last_activity} />
            {flow.is_stale && ' · untouched for two weeks'}
          </Text>
        </div>
        <FlowStatusTag status={flow.status} />
      </Group>
      {!isTerminal(flow.status) && <FlowProgress flow={flow} />}
      {flow.failure !== null && (
        <Text size="sm" c="var(--landfall-bad)">
          {flow.failure.detail}
        </Text>
      )}
      {!isTerminal(flow.status) && flow.next_steps.length > 0 && (
        <Text size="sm">
          Next:{' '}
          {flow.next_steps.map((step, index) => (
            <span key={step.code}>
              {index > 0 && ' · '}
              {step.link === null ? step.text : <AppLink href={step.link}>{step.text}</AppLink>}
            </span>
          ))}
        </Text>
      )}
      <Group gap="xs">
        <Button size="xs" component={AppLink} href={flow.link}>
          {isTerminal(flow.status) ? 'Open the result' : 'Continue'}
        </Button>
        <Button size="xs" variant="default" component={AppLink} href={`/flows/${flow.flow_id}`}>
          Details
        </Button>
        {actions}
      </Group>
    </Stack>
  );
}
