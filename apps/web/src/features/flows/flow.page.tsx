import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asApiError } from '../../api/api-error.ts';
import type { FlowDetails, FlowHistory } from '../../api/entities.ts';
import { flowHistoryQuery } from '../../api/flows.ts';
import { type LiveState, useLiveFlow } from '../../api/use-live-flow.ts';
import { AccountingBar } from '../../components/accounting-bar.tsx';
import { AppLink } from '../../components/app-link.tsx';
import { FlowSteps } from '../../components/flow-steps.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ListSkeleton, QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { FlowStatusTag } from '../../components/tag.tsx';
import { DeletionView } from '../../flow/deletion-view.tsx';
import { FlowProgress, linkLabel, standingOf } from '../../flow/flow-card.tsx';
import { FlowCommands } from '../../flow/flow-commands.tsx';
import { FlowMissing, useFlowParam } from '../../flow/phase-page.tsx';
import { ReportDownloads } from '../../flow/report-downloads.tsx';
import { RunningNotice } from '../../flow/running-notice.tsx';
import { StaleTag } from '../../flow/stale-tag.tsx';
import { countOf, formatTime } from '../../texts/format.ts';
import { categoryLabel } from '../../texts/vocabulary.ts';
import { Decisions } from './decisions.tsx';
import { Failures } from './failures.tsx';
import { Journal } from './journal.tsx';
import { RunTable } from './run-table.tsx';

/** One flow: where it stands, what may be done, and all that has happened to it. */
export function FlowPage() {
  const flowId = useFlowParam() ?? '';
  const query = useLiveFlow(flowId);
  // The last state before a deletion must not be taken for the present one.
  const isDeleted = query.error !== null && asApiError(query.error).code === 'flow_deleted';
  if (isDeleted) return <DeletedFlow flowId={flowId} />;
  if (query.data !== undefined) {
    return (
      <FlowView flow={query.data} live={query.live} error={query.error} retry={() => void query.refetch()} />
    );
  }
  return (
    <>
      <PageHeader title="Flow" />
      {query.error === null ? (
        <ListSkeleton label="flow" />
      ) : (
        <FlowMissing error={query.error} retry={() => void query.refetch()} />
      )}
    </>
  );
}

function DeletedFlow({ flowId }: { flowId: string }) {
  return (
    <Stack>
      <PageHeader title="Deleted flow" />
      <div className="card" style={{ padding: 16 }}>
        <DeletionView flowId={flowId} removed="Removed with this flow" />
      </div>
      <Group>
        <Button component={AppLink} href="/flows" variant="default">
          See all flows
        </Button>
      </Group>
    </Stack>
  );
}

const liveText: Readonly<Record<LiveState, string>> = {
  live: 'Live',
  polling: 'Updated every few seconds',
  still: '',
};

interface FlowViewProps {
  readonly flow: FlowDetails;
  readonly live: LiveState;
  readonly error: Error | null;
  readonly retry: () => void;
}

function FlowView({ flow, live, error, retry }: FlowViewProps) {
  const history = useQuery(flowHistoryQuery(flow.flow_id));
  return (
    <Stack gap="lg">
      <PageHeader
        title={flow.flow_name}
        subtitle={[
          categoryLabel[flow.import_category],
          standingOf(flow),
          `started by ${flow.owner}, ${formatTime(flow.created_at)}`,
          liveText[live],
        ]
          .filter((text) => text !== '')
          .join(' · ')}
        right={<FlowSteps phases={flow.phases} />}
      />
      {error !== null && <ProblemAlert error={error} onRetry={retry} />}
      <Standing flow={flow} />
      <QueryView query={history} label="decisions and errors" rows={2}>
        {(found) => <History history={found} />}
      </QueryView>
      <Section id="runs" title="Steps">
        <RunTable runs={flow.phase_runs} />
      </Section>
      <Section id="accounting" title="Where the rows went">
        {flow.accounting === null ? (
          <Text c="dimmed">What becomes of each row is known once the preview is made.</Text>
        ) : (
          <AccountingBar accounting={flow.accounting} />
        )}
        <Text size="sm" mt={6}>
          <AppLink href={`/discovery/data-import/${flow.data_import_id}`}>See the rows of the file</AppLink>
        </Text>
        <ReportDownloads importId={flow.data_import_id} />
      </Section>
      <Section id="journal" title="Journal">
        <Journal flowId={flow.flow_id} />
      </Section>
    </Stack>
  );
}

function Damaged() {
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Text fw={650}>The stored records of this flow do not fit together</Text>
      <Text size="sm">
        No command is taken until they do. Resume repairs what follows from the records for certain and says
        what it repaired; what only a person can decide, a platform administrator settles on the doctor’s
        page. The flow can also be deleted as it is.
      </Text>
    </div>
  );
}

function Standing({ flow }: { flow: FlowDetails }) {
  const resting = flow.status === 'waiting_for_approval' || flow.status === 'completed';
  return (
    <Stack gap="sm">
      {flow.needs_repair && <Damaged />}
      <RunningNotice flow={flow} />
      <Group justify="space-between">
        <Group gap="xs">
          <FlowStatusTag status={flow.status} />
          <StaleTag flow={flow} />
        </Group>
        <div style={{ flex: 1, maxWidth: 320 }}>
          <FlowProgress flow={flow} />
        </div>
      </Group>
      {resting && (
        <FlowCommands flow={flow}>
          <Button component={AppLink} href={flow.link} size="sm">
            {linkLabel(flow)}
          </Button>
        </FlowCommands>
      )}
      {flow.status === 'waiting_for_approval' && flow.gate !== null && (
        <Text size="sm" c="dimmed">
          Waiting since {formatTime(flow.gate.opened_at)}
          {flow.gate.reasons.length > 0 &&
            ` · ${countOf(flow.gate.reasons.length, 'thing')} still to settle before approval`}
        </Text>
      )}
    </Stack>
  );
}

function History({ history }: { history: FlowHistory }) {
  return (
    <Stack gap="lg">
      {history.errors.length > 0 && (
        <Section id="failures" title="Errors">
          <Failures errors={history.errors} />
        </Section>
      )}
      <Section id="decisions" title="Decisions">
        <Decisions decisions={history.decisions} />
      </Section>
    </Stack>
  );
}
