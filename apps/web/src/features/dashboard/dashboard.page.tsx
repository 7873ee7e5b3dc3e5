import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { IncompleteFlow, InventorySummary } from '../../api/entities.ts';
import { incompleteFlowsQuery } from '../../api/flows.ts';
import { importsQuery } from '../../api/imports.ts';
import { inventorySummaryQuery } from '../../api/inventory.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { FlowCard } from '../../flow/flow-card.tsx';
import { QuickActions } from '../../flow/flow-commands.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { ImportTable } from '../../flow/import-table.tsx';
import { formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { FlowStatusTiles } from './flow-status-tiles.tsx';

/** What waits for the person first, then how the flows stand, what the inventory holds and what was imported. */
export function DashboardPage() {
  const incomplete = useQuery(incompleteFlowsQuery);
  const imports = useQuery(importsQuery({ limit: 5 }));
  const summary = useQuery(inventorySummaryQuery);
  const isNew = incomplete.data?.length === 0 && imports.data?.total === 0;
  return (
    <Stack gap="lg">
      <PageHeader title="Overview" right={<HeaderActions />} />
      {isNew ? (
        <FirstUpload />
      ) : (
        <>
          <Section id="open-flows" title="Incomplete flows">
            <QueryView query={incomplete} label="incomplete flows" rows={2}>
              {(flows) => <OpenFlows flows={flows} />}
            </QueryView>
          </Section>
          {incomplete.data !== undefined && (
            <Section id="flow-status" title="State of the flows">
              <FlowStatusTiles incomplete={incomplete.data} />
            </Section>
          )}
        </>
      )}
      <Section id="inventory-counts" title="Inventory">
        <QueryView query={summary} label="inventory counts" rows={1}>
          {(counts) => <InventoryCounts counts={counts} />}
        </QueryView>
      </Section>
      {!isNew && (
        <Section id="last-imports" title="Last imports">
          <QueryView query={imports} label="imports" rows={3}>
            {(page) => <ImportTable imports={page.items} />}
          </QueryView>
        </Section>
      )}
    </Stack>
  );
}

function HeaderActions() {
  return (
    <Group gap="xs">
      <Button component={AppLink} href="/discovery/data-import">
        Upload a file
      </Button>
      <Button component={AppLink} href="/flows" variant="default">
        Manage flows
      </Button>
    </Group>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h4" mb="sm" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function FirstUpload() {
  return (
    <EmptyState
      title="This engagement is empty"
      action={
        <Button component={AppLink} href="/discovery/data-import">
          Upload the first file
        </Button>
      }
    >
      Start with an export of your CMDB or asset register as a CSV file. Landfall reads every row, proposes
      what each column means, and shows you a preview before anything is created.
    </EmptyState>
  );
}

function OpenFlows({ flows }: { flows: readonly IncompleteFlow[] }) {
  if (flows.length === 0) {
    return (
      <EmptyState title="Nothing waits for you" action={<AppLink href="/flows">See finished flows</AppLink>}>
        Every flow of this engagement is finished.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {byUrgency(flows).map((flow) => (
        <FlowCard key={flow.flow_id} flow={flow} actions={<QuickActions flow={flow} />} />
      ))}
    </Stack>
  );
}

function InventoryCounts({ counts }: { counts: InventorySummary }) {
  const types = counts.by_type.filter((one) => one.count > 0).toSorted((a, b) => b.count - a.count);
  return (
    <div className="stats">
      <AppLink className="card stat" href="/discovery/inventory">
        <b>{formatCount(counts.total)}</b>
        <Text size="sm" component="span">
          {counts.total === 1 ? 'Asset' : 'Assets'} in all
        </Text>
      </AppLink>
      {types.slice(0, 5).map((type) => (
        <AppLink key={type.value} className="card stat" href={`/discovery/inventory?type=${type.value}`}>
          <b>{formatCount(type.count)}</b>
          <Text size="sm" component="span">
            {sentenceOf(type.value)}
          </Text>
        </AppLink>
      ))}
    </div>
  );
}
