import { Button, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowSummary, InventorySummary } from '../../api/entities.ts';
import { incompleteFlowsQuery } from '../../api/flows.ts';
import { importsQuery } from '../../api/imports.ts';
import { inventorySummaryQuery } from '../../api/inventory.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { FlowCard } from '../../flow/flow-card.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { ImportTable } from '../../flow/import-table.tsx';
import { formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** What waits for the person, what was imported, and what the inventory holds. */
export function DashboardPage() {
  const incomplete = useQuery(incompleteFlowsQuery);
  const imports = useQuery(importsQuery({ limit: 5 }));
  const summary = useQuery(inventorySummaryQuery);
  const isNew = incomplete.data?.length === 0 && imports.data?.total === 0;
  return (
    <Stack gap="lg">
      <PageHeader title="Overview" />
      {isNew && <FirstUpload />}
      <section aria-labelledby="inventory-counts">
        <Title order={2} size="h4" mb="sm" id="inventory-counts">
          Inventory
        </Title>
        <QueryView query={summary} label="inventory counts" rows={1}>
          {(counts) => <InventoryCounts counts={counts} />}
        </QueryView>
      </section>
      {!isNew && (
        <>
          <section aria-labelledby="open-flows">
            <Title order={2} size="h4" mb="sm" id="open-flows">
              Incomplete flows
            </Title>
            <QueryView query={incomplete} label="incomplete flows" rows={2}>
              {(flows) => <OpenFlows flows={flows} />}
            </QueryView>
          </section>
          <section aria-labelledby="last-imports">
            <Title order={2} size="h4" mb="sm" id="last-imports">
              Last imports
            </Title>
            <QueryView query={imports} label="imports" rows={3}>
              {(page) => <ImportTable imports={page.items} />}
            </QueryView>
          </section>
        </>
      )}
    </Stack>
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

function OpenFlows({ flows }: { flows: readonly FlowSummary[] }) {
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
        <FlowCard key={flow.flow_id} flow={flow} />
      ))}
    </Stack>
  );
}

function InventoryCounts({ counts }: { counts: InventorySummary }) {
  const types = counts.by_type.filter((one) => one.count > 0).toSorted((a, b) => b.count - a.count);
  return (
    <div className="tiles" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))' }}>
      <AppLink
        className="card stat"
        href="/discovery/inventory"
        style={{ color: 'inherit', textDecoration: 'none' }}
      >
        <b>{formatCount(counts.total)}</b>
        <Text size="sm" component="span">
          {counts.total === 1 ? 'Asset' : 'Assets'} in all
        </Text>
      </AppLink>
      {types.slice(0, 5).map((type) => (
        <AppLink
          key={type.value}
          className="card stat"
          href={`/discovery/inventory?type=${type.value}`}
          style={{ color: 'inherit', textDecoration: 'none' }}
        >
          <b>{formatCount(type.count)}</b>
          <Text size="sm" component="span">
            {sentenceOf(type.value)}
          </Text>
        </AppLink>
      ))}
    </div>
  );
}
