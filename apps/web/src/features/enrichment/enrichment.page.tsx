import { Group, Stack, Title } from '@mantine/core';
import type { FlowDetails } from '../../api/entities.ts';
import { AccountingBar } from '../../components/accounting-bar.tsx';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PhaseChecks } from '../../flow/check-table.tsx';
import { PhasePage } from '../../flow/phase-page.tsx';
import { FindingsList } from './findings-list.tsx';

/** What a data import wrote: outcomes of the rows, the checks of its category, and what they found. */
export function EnrichmentPage() {
  return (
    <PhasePage
      title="Enrichment"
      phases={['enrichment']}
      emptyText="Rows are matched with the inventory and written after the mapping is approved. Checks and findings are shown here."
    >
      {(flow) => <Enrichment flow={flow} />}
    </PhasePage>
  );
}

function Enrichment({ flow }: { flow: FlowDetails }) {
  const isRunning = flow.status === 'running';
  return (
    <Stack gap="lg">
      {flow.accounting !== null && <AccountingBar accounting={flow.accounting} />}
      <Group gap="md">
        <AppLink href={`/discovery/data-import/${flow.data_import_id}`}>Rejected rows and files</AppLink>
        <AppLink href="/discovery/dependencies">All dependencies</AppLink>
      </Group>
      <section aria-labelledby="checks">
        <Title order={2} size="h4" mb="sm" id="checks">
          Checks
        </Title>
        <PhaseChecks importId={flow.data_import_id} phase="enrichment" isRunning={isRunning} />
      </section>
      <section aria-labelledby="findings">
        <Title order={2} size="h4" mb="sm" id="findings">
          Findings
        </Title>
        {isRunning ? (
          <EmptyState title="Findings follow when everything is written">
            They are listed here with what each rests on.
          </EmptyState>
        ) : (
          <FindingsList filter={{ import_id: flow.data_import_id }} />
        )}
      </section>
    </Stack>
  );
}
