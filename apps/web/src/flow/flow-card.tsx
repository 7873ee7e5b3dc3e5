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
import { StaleTag } from './stale-tag.tsx';

/** Where a flow stands, in a few words. */
export function standingOf(flow: Pick<FlowSummary, 'status' | 'current_phase' | 'waiting_reason'>): string {
  if (flow.status === 'waiting_for_approval' && flow.waiting_reason !== null) {
    return `${phaseLabel(flow.current_phase)}: waits for ${gateLabel(flow.waiting_reason)}`;
  }
  return phaseLabel(flow.current_phase);
}

/** What the link to the page of a flow's phase is called. */
export function linkLabel(flow: FlowSummary): string {
  if (isTerminal(flow.status)) return 'Open the result';
  return flow.status === 'waiting_for_approval' ? 'Continue' : 'Open';
}

export function FlowProgress({ flow }: { flow: FlowSummary }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <div style={{ flex: 1, minWidth: 60 }}>
        <ProgressBar value={flow.progress_percentage} label={`Progress of ${flow.flow_name}`} />
      </div>
      <Text size="sm">{formatPercent(flow.progress_percentage)}</Text>
    </Group>
  );
}

/** What is wrong with a flow: its failure with code, silence of its worker, or damaged records. */
export function FlowTrouble({ flow }: { flow: FlowSummary }) {
  return (
    <>
      {flow.failure !== null && (
        <Text size="sm" c="var(--landfall-bad)">
          {flow.failure.detail} <span className="mono">{flow.failure.code}</span>
        </Text>
      )}
      {flow.stalled !== null && (
        <Text size="sm" c="var(--landfall-warn)">
          {flow.stalled.message}
        </Text>
      )}
      {flow.needs_repair && (
        <Text size="sm" c="var(--landfall-bad)">
          The stored records of this flow do not fit together. Resume repairs what can be repaired for
          certain.
        </Text>
      )}
    </>
  );
}

/** One flow with its progress, what to do next and the way there. */
export function FlowCard({ flow, actions }: { flow: FlowSummary; actions?: ReactNode }) {
  const isOpen = !isTerminal(flow.status);
  return (
    <Stack className="card" p="md" gap={8} component="article" aria-label={flow.flow_name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={650} truncate title={flow.flow_name}>
            {flow.flow_name}
          </Text>
          <Text size="sm" c="dimmed">
            {categoryLabel[flow.import_category]} · {standingOf(flow)} · last activity{' '}
            <TimeText at={flow.last_activity} />
          </Text>
        </div>
        <Group gap={6} justify="flex-end">
          <StaleTag flow={flow} />
          <FlowStatusTag status={flow.status} />
        </Group>
      </Group>
      {isOpen && <FlowProgress flow={flow} />}
      <FlowTrouble flow={flow} />
      {isOpen && flow.next_steps.length > 0 && <NextSteps flow={flow} />}
      <Group gap="xs">
        <Button
          size="xs"
          component={AppLink}
          href={flow.link}
          variant={flow.status === 'waiting_for_approval' || !isOpen ? 'filled' : 'default'}
        >
          {linkLabel(flow)}
        </Button>
        <Button size="xs" variant="default" component={AppLink} href={`/flows/${flow.flow_id}`}>
          Details
        </Button>
        {actions}
      </Group>
    </Stack>
  );
}

function NextSteps({ flow }: { flow: FlowSummary }) {
  return (
    <Text size="sm">
      Next:{' '}
      {flow.next_steps.map((step, index) => (
        <span key={step.code}>
          {index > 0 && ' '}
          {step.link === null ? step.text : <AppLink href={step.link}>{step.text}</AppLink>}
        </span>
      ))}
    </Text>
  );
}
