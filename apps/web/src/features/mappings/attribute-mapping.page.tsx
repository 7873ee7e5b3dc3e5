import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FieldMapping, FlowDetails } from '../../api/entities.ts';
import { mappingsQuery, targetFieldsQuery } from '../../api/mappings.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { PhasePage } from '../../flow/phase-page.tsx';
import { RawRows } from '../../flow/raw-rows.tsx';
import { CriticalAttributes } from './critical-attributes.tsx';
import { LearnedTab } from './learned-mappings.tsx';
import { MappingBoard } from './mapping-board.tsx';
import { targetText } from './mapping-row.tsx';

/** What each column of the file means; a person decides, the engine proposes. */
export function AttributeMappingPage() {
  return (
    <PhasePage
      title="Attribute mapping"
      phases={['field_mapping']}
      emptyText="Upload a file first. When its rows are read and checked, its columns appear here with a proposal for each."
    >
      {(flow) => <MappingTabs flow={flow} />}
    </PhasePage>
  );
}

function MappingTabs({ flow }: { flow: FlowDetails }) {
  const mappings = useQuery(mappingsQuery(flow.flow_id, flow.data_import_id));
  const fields = useQuery(targetFieldsQuery(flow.import_category));
  return (
    <Tabs defaultValue="mappings" keepMounted={false}>
      <Tabs.List aria-label="Parts of the mapping" mb="md">
        <Tabs.Tab value="mappings">Field mappings</Tabs.Tab>
        <Tabs.Tab value="data">Imported data</Tabs.Tab>
        <Tabs.Tab value="critical">Critical attributes</Tabs.Tab>
        <Tabs.Tab value="learned">Learned</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="mappings">
        <QueryView query={mappings} label="columns" rows={8}>
          {(answer) =>
            answer.items.length === 0 ? (
              <EmptyState title="The columns are not there yet">
                They appear as soon as the file is read.
              </EmptyState>
            ) : (
              <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'minmax(0, 1fr)' }}>
                <MappingBoard flow={flow} answer={answer} fields={fields.data ?? []} />
              </div>
            )
          }
        </QueryView>
      </Tabs.Panel>
      <Tabs.Panel value="data">
        <MappedRows importId={flow.data_import_id} mappings={mappings.data?.items ?? []} />
      </Tabs.Panel>
      <Tabs.Panel value="critical">
        <CriticalAttributes flow={flow} />
      </Tabs.Panel>
      <Tabs.Panel value="learned">
        <LearnedTab />
      </Tabs.Panel>
    </Tabs>
  );
}

function MappedRows({ importId, mappings }: { importId: string; mappings: readonly FieldMapping[] }) {
  const notes = useMemo(() => new Map(mappings.map((one) => [one.column_id, targetText(one)])), [mappings]);
  return <RawRows importId={importId} notes={notes} />;
}
