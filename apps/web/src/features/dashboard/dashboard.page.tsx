import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { IncompleteFlow, InventorySummary } from '../../api/entities.ts';
import { incompleteFlowsQuery } from '../../api/flows.ts';
import { importsQuery } from '../../api/imports.ts';
import { inventorySummaryQuery } from '../../api/inventory.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { FlowCard } from '../../flow/flow-card.tsx';
import { QuickActions } from '../../flow/flow-commands.tsx';
import { ImportTable } from '../../flow/import-table.tsx';
import { UploadLink } from '../../flow/upload-link.tsx';
import { formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { FirstUpload } from './first-upload.tsx';
import { waitsForMe } from './waits-for-me.ts';

/** What waits for the person, what is under way without them, what the inventory holds and what was imported. */
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
        <QueryView query={incomplete} label="incomplete flows" rows={2}>
          {(flows) => <OpenFlows flows={byUrgency(flows)} />}
        </QueryView>
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
      <UploadLink />
      <Button component={AppLink} href="/discovery/overview" variant="default">
        State of discovery
      </Button>
    </Group>
  );
}

function OpenFlows({ flows }: { flows: readonly IncompleteFlow[] }) {
  const mine = flows.filter(waitsForMe);
  const others = flows.filter((flow) => !waitsForMe(flow));
  return (
    <>
      <Section id="waits-for-me" title="Waits for you">
        {mine.length > 0 ? (
          <FlowCards flows={mine} />
        ) : (
          <EmptyState
            title="Nothing waits for you"
            action={
              <AppLink href="/flows">{others.length > 0 ? 'See all flows' : 'See finished flows'}</AppLink>
            }
          >
            {others.length > 0
              ? 'The flows below go on by themselves or wait for somebody else.'
              : 'Every flow of this engagement is finished.'}
          </EmptyState>
        )}
      </Section>
      {others.length > 0 && (
        <Section id="under-way" title="Under way">
          <FlowCards flows={others} />
        </Section>
      )}
    </>
  );
}

function FlowCards({ flows }: { flows: readonly IncompleteFlow[] }) {
  return (
    <Stack gap="sm">
      {flows.map((flow) => (
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
