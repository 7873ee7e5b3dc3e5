import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DiscoveryOverview, IncompleteFlow } from '../../api/entities.ts';
import { discoveryOverviewQuery, incompleteFlowsQuery } from '../../api/flows.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { FlowCard } from '../../flow/flow-card.tsx';
import { QuickActions } from '../../flow/flow-commands.tsx';
import { UploadLink } from '../../flow/upload-link.tsx';
import { countOf } from '../../texts/format.ts';
import { DiscoveryFigures } from './discovery-figures.tsx';
import { FirstUpload } from './first-upload.tsx';
import { FlowStatusTiles } from './flow-status-tiles.tsx';
import { RecentActivity } from './recent-activity.tsx';

/** The state of discovery: unfinished flows first, each with its ways on, then figures and what happened last. */
export function DiscoveryOverviewPage() {
  const incomplete = useQuery(incompleteFlowsQuery);
  const overview = useQuery(discoveryOverviewQuery);
  const isNew = overview.data?.imports === 0;
  return (
    <Stack gap="lg">
      <PageHeader
        title="Discovery"
        subtitle="Where the files of this engagement stand on their way to the inventory."
        right={<HeaderActions />}
      />
      {isNew ? (
        <FirstUpload />
      ) : (
        <>
          <Section id="incomplete-flows" title="Incomplete flows">
            <QueryView query={incomplete} label="incomplete flows" rows={2}>
              {(flows) => <IncompleteFlows flows={flows} />}
            </QueryView>
          </Section>
          <QueryView query={overview} label="figures of discovery" rows={3}>
            {(figures) => <Figures overview={figures} />}
          </QueryView>
        </>
      )}
    </Stack>
  );
}

function HeaderActions() {
  return (
    <Group gap="xs">
      <UploadLink />
      <Button component={AppLink} href="/flows?status=incomplete" variant="default">
        Manage flows
      </Button>
    </Group>
  );
}

function IncompleteFlows({ flows }: { flows: readonly IncompleteFlow[] }) {
  if (flows.length === 0) {
    return (
      <EmptyState title="No flow is unfinished" action={<AppLink href="/flows">See finished flows</AppLink>}>
        Every category is free for another file.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" role="status">
        {countOf(flows.length, 'incomplete flow')}
        {flows.length > 1 && ', the most urgent first'}
      </Text>
      {byUrgency(flows).map((flow) => (
        <FlowCard key={flow.flow_id} flow={flow} actions={<QuickActions flow={flow} />} />
      ))}
    </Stack>
  );
}

function Figures({ overview }: { overview: DiscoveryOverview }) {
  return (
    <Stack gap="lg">
      <Section id="flow-status" title="State of the flows">
        <FlowStatusTiles counts={overview.flows} />
      </Section>
      <Section id="figures" title="Figures">
        <DiscoveryFigures overview={overview} />
      </Section>
      <Section id="recent-activity" title="Recent activity">
        <RecentActivity events={overview.recent} />
      </Section>
    </Stack>
  );
}
