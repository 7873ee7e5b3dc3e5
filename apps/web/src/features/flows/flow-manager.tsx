import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { FlowSummary } from '../../api/entities.ts';
import { useRights } from '../../api/use-rights.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { UploadLink } from '../../flow/upload-link.tsx';
import { countOf } from '../../texts/format.ts';
import { BatchCommandDialog } from './batch-command-dialog.tsx';
import { BatchDeleteDialog } from './batch-delete-dialog.tsx';
import { FlowTable } from './flow-table.tsx';
import { type Selection, useSelection } from './use-selection.ts';

type Bulk = 'pause' | 'resume' | 'delete';
const everyBulk: readonly Bulk[] = ['pause', 'resume', 'delete'];
const rightOf = { pause: 'flow.control', resume: 'flow.control', delete: 'flow.delete_any' } as const;

/** A list of flows with what may be done to each, and to several at once. */
export function FlowManager({ flows, filtered }: { flows: readonly FlowSummary[]; filtered: boolean }) {
  const may = useRights();
  const selection = useSelection(flows.map((flow) => flow.flow_id));
  // The flows a dialog is about stay its own, whatever leaves the list meanwhile.
  const [asked, setAsked] = useState<{ bulk: Bulk; flows: readonly FlowSummary[] } | null>(null);
  const ask = (bulk: Bulk) => setAsked({ bulk, flows: flows.filter((flow) => selection.has(flow.flow_id)) });
  const close = () => setAsked(null);
  const bulks = everyBulk.filter((bulk) => may(rightOf[bulk]));
  if (flows.length === 0 && asked === null) return <NoFlows filtered={filtered} />;
  return (
    <Stack gap="sm">
      {bulks.length > 0 && <BulkBar selection={selection} bulks={bulks} onAsk={ask} />}
      <FlowTable flows={flows} selection={bulks.length > 0 ? selection : null} />
      {asked?.bulk === 'delete' && <BatchDeleteDialog flows={asked.flows} onClose={close} />}
      {asked !== null && asked.bulk !== 'delete' && (
        <BatchCommandDialog command={asked.bulk} flows={asked.flows} onClose={close} />
      )}
    </Stack>
  );
}

const bulkLabel: Readonly<Record<Bulk, string>> = { pause: 'Pause…', resume: 'Resume…', delete: 'Delete…' };

function BulkBar(props: { selection: Selection; bulks: readonly Bulk[]; onAsk: (bulk: Bulk) => void }) {
  const { selection, bulks, onAsk } = props;
  const count = selection.ids.length;
  return (
    <Group gap="xs" role="toolbar" aria-label="Actions on the selected flows">
      <Text size="sm" c="dimmed" role="status" mr="xs">
        {count === 0 ? 'Select flows to act on several at once' : `${countOf(count, 'flow')} selected`}
      </Text>
      {bulks.map((bulk) => (
        <Button key={bulk} size="xs" variant="default" disabled={count === 0} onClick={() => onAsk(bulk)}>
          {bulkLabel[bulk]}
        </Button>
      ))}
      {count > 0 && (
        <Button size="xs" variant="subtle" onClick={selection.clear}>
          Clear selection
        </Button>
      )}
    </Group>
  );
}

function NoFlows({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        title="No flow fits these filters"
        action={
          <Button component={AppLink} href="/flows" variant="default">
            Show all flows
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState title="No flows yet" action={<UploadLink />}>
      A flow starts with the upload of a file.
    </EmptyState>
  );
}
