import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { FlowSummary } from '../../api/entities.ts';
import { flowsQuery, incompleteFlowsQuery } from '../../api/flows.ts';
import { AppLink, useGo } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { FlowStatusTag } from '../../components/tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { standingOf } from '../../flow/flow-card.tsx';
import { formatPercent } from '../../texts/format.ts';
import { categoryLabel } from '../../texts/vocabulary.ts';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'incomplete', label: 'Incomplete' },
  { value: 'completed', label: 'Completed' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
];

/** All flows of the engagement; the filter lives in the address, so a view can be shared. */
export function FlowsPage() {
  const search: { status?: string } = useSearch({ strict: false });
  const status = search.status ?? 'all';
  const go = useGo();
  return (
    <Stack>
      <PageHeader title="Flows" subtitle="Every file runs through one flow, from upload to inventory." />
      <SegmentedControl
        style={{ alignSelf: 'flex-start' }}
        aria-label="Filter by state"
        data={filters}
        value={status}
        onChange={(value) => go(value === 'all' ? '/flows' : `/flows?status=${value}`)}
      />
      {status === 'incomplete' ? <IncompleteFlows /> : <PagedFlows key={status} status={status} />}
    </Stack>
  );
}

function IncompleteFlows() {
  const query = useQuery(incompleteFlowsQuery);
  return (
    <QueryView query={query} label="flows">
      {(flows) => <FlowTable flows={byUrgency(flows)} filtered />}
    </QueryView>
  );
}

function PagedFlows({ status }: { status: string }) {
  const pager = usePager();
  const query = useQuery(
    flowsQuery({
      ...(status !== 'all' && { status }),
      ...(pager.cursor !== undefined && { cursor: pager.cursor }),
    }),
  );
  return (
    <QueryView query={query} label="flows">
      {(page) => (
        <Stack gap="sm">
          <FlowTable flows={page.items} filtered={status !== 'all'} />
          <Pager pager={pager} page={page} noun="flow" />
        </Stack>
      )}
    </QueryView>
  );
}

function NoFlows({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        title="No flow is in this state"
        action={
          <Button component={AppLink} href="/flows" variant="default">
            Show all flows
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      title="No flows yet"
      action={
        <Button component={AppLink} href="/discovery/data-import">
          Upload a file
        </Button>
      }
    >
      A flow starts with the upload of a file.
    </EmptyState>
  );
}

function FlowTable({ flows, filtered }: { flows: readonly FlowSummary[]; filtered: boolean }) {
  if (flows.length === 0) return <NoFlows filtered={filtered} />;
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Flows">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Flow</th>
            <th scope="col">State</th>
            <th scope="col">Where it stands</th>
            <th scope="col" style={{ width: 180 }}>
              Progress
            </th>
            <th scope="col">Last activity</th>
            <th scope="col">Owner</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowLine key={flow.flow_id} flow={flow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FlowLine({ flow }: { flow: FlowSummary }) {
  return (
    <tr>
      <td>
        <AppLink href={`/flows/${flow.flow_id}`}>{flow.flow_name}</AppLink>
        <Text size="xs" c="dimmed">
          {categoryLabel[flow.import_category]}
        </Text>
      </td>
      <td>
        <FlowStatusTag status={flow.status} />
      </td>
      <td>{standingOf(flow)}</td>
      <td>
        <Group gap={8} wrap="nowrap">
          <div style={{ flex: 1 }}>
            <ProgressBar value={flow.progress_percentage} label={`Progress of ${flow.flow_name}`} />
          </div>
          {formatPercent(flow.progress_percentage)}
        </Group>
      </td>
      <td>
        <TimeText at={flow.last_activity} />
      </td>
      <td>{flow.owner}</td>
      <td>
        <AppLink href={flow.link} aria-label={`Open ${flow.flow_name}`}>
          Open
        </AppLink>
      </td>
    </tr>
  );
}
