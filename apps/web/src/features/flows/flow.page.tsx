import { Button, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLiveFlow } from '../../api/use-live-flow.ts';
import type { FlowDetails, FlowEvent, PhaseRun } from '../../api/entities.ts';
import { flowEventsQuery } from '../../api/flows.ts';
import { AccountingBar } from '../../components/accounting-bar.tsx';
import { AppLink } from '../../components/app-link.tsx';
import { FlowSteps } from '../../components/flow-steps.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ListSkeleton, QueryView } from '../../components/query-view.tsx';
import { FlowStatusTag, Tag, type Tone } from '../../components/tag.tsx';
import { FlowCommands } from '../../flow/flow-commands.tsx';
import { standingOf } from '../../flow/flow-card.tsx';
import { FlowMissing, useFlowParam } from '../../flow/phase-page.tsx';
import { RunningNotice } from '../../flow/running-notice.tsx';
import { formatCount, formatDuration, formatTime } from '../../texts/format.ts';
import { categoryLabel, phaseLabel, sentenceOf } from '../../texts/vocabulary.ts';

/** One flow: where it stands, what may be done, every run of every step, and the journal. */
export function FlowPage() {
  const flowId = useFlowParam() ?? '';
  const query = useLiveFlow(flowId);
  if (query.data !== undefined) return <FlowView flow={query.data} />;
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

function FlowView({ flow }: { flow: FlowDetails }) {
  const resting = flow.status === 'waiting_for_approval' || flow.status === 'completed';
  return (
    <Stack gap="lg">
      <PageHeader
        title={flow.flow_name}
        subtitle={`${categoryLabel[flow.import_category]} · ${standingOf(flow)} · started by ${flow.owner}`}
        right={<FlowSteps phases={flow.phases} />}
      />
      <RunningNotice flow={flow} />
      {resting && (
        <FlowCommands flow={flow}>
          <FlowStatusTag status={flow.status} />
          <Button component={AppLink} href={flow.link} size="sm">
            {flow.status === 'completed' ? 'Open the result' : 'Continue'}
          </Button>
        </FlowCommands>
      )}
      <section aria-labelledby="accounting">
        <Title order={2} size="h4" mb="sm" id="accounting">
          Where the rows went
        </Title>
        {flow.accounting === null ? (
          <Text c="dimmed">What becomes of each row is known once the preview is made.</Text>
        ) : (
          <AccountingBar accounting={flow.accounting} />
        )}
        <Text size="sm" mt={6}>
          <AppLink href={`/discovery/data-import/${flow.data_import_id}`}>See the rows of the file</AppLink>
        </Text>
      </section>
      <section aria-labelledby="runs">
        <Title order={2} size="h4" mb="sm" id="runs">
          Steps
        </Title>
        <RunTable runs={flow.phase_runs} />
      </section>
      <Journal flowId={flow.flow_id} />
    </Stack>
  );
}

const runWord: Readonly<Record<PhaseRun['status'], { text: string; tone: Tone }>> = {
  queued: { text: 'About to start', tone: 'info' },
  executing: { text: 'Running', tone: 'info' },
  needs_decision: { text: 'Asked for a decision', tone: 'warn' },
  succeeded: { text: 'Done', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  superseded: { text: 'Replaced', tone: 'plain' },
};

function RunTable({ runs }: { runs: readonly PhaseRun[] }) {
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Table of steps">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Attempt
            </th>
            <th scope="col" className="num">
              Rows
            </th>
            <th scope="col">Started</th>
            <th scope="col" className="num">
              Took
            </th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>{phaseLabel(run.phase)}</td>
              <td>
                <Tag tone={runWord[run.status].tone}>{runWord[run.status].text}</Tag>
              </td>
              <td className="num">{run.attempt}</td>
              <td className="num">{formatCount(run.rows_done)}</td>
              <td>{run.started_at === null ? '—' : formatTime(run.started_at)}</td>
              <td className="num">{run.duration_ms === null ? '—' : formatDuration(run.duration_ms)}</td>
              <td>{run.error_detail ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const eventText: Readonly<Record<string, string>> = {
  flow_created: 'File uploaded, flow started',
  phase_started: 'Step started',
  rows_stored: 'Rows stored',
  phase_succeeded: 'Step done',
  decision_needed: 'A decision is needed',
  phase_failed: 'Step failed',
  retry_scheduled: 'Will be tried again',
  mapping_decided: 'Mapping decided',
  issue_decided: 'Data issue decided',
  gate_approved: 'Approved',
  gate_rejected: 'Changes requested',
  paused: 'Paused',
  resumed: 'Continued',
  retried: 'Tried again',
  restarted: 'Restarted',
  cancelled: 'Cancelled',
  correction_added: 'Correction added',
  healed: 'Repaired',
  completed: 'Completed',
};

/** Numbers and short texts of an event, as one line. */
function eventDetail(event: FlowEvent): string {
  const shown = Object.entries(event.payload).filter(([, value]) =>
    ['number', 'string'].includes(typeof value),
  );
  const parts = shown.filter(([key]) => !key.endsWith('_id') && !key.endsWith('hash')).slice(0, 5);
  return parts.map(([key, value]) => `${sentenceOf(key).toLowerCase()}: ${String(value)}`).join(', ');
}

function Journal({ flowId }: { flowId: string }) {
  const events = useQuery(flowEventsQuery(flowId));
  return (
    <section aria-labelledby="journal">
      <Title order={2} size="h4" mb="sm" id="journal">
        Journal
      </Title>
      <QueryView query={events} label="journal">
        {(items) => (
          <ol className="card" style={{ listStyle: 'none', margin: 0, padding: '4px 16px' }}>
            {items.toReversed().map((event) => (
              <li
                key={event.seq}
                style={{ padding: '8px 0', borderBottom: '1px solid var(--landfall-line)' }}
              >
                <Text size="sm">
                  <b>{eventText[event.type] ?? sentenceOf(event.type)}</b>
                  {event.phase !== null && ` · ${phaseLabel(event.phase)}`}
                </Text>
                <Text size="xs" c="dimmed">
                  {formatTime(event.created_at)} · {event.actor_name ?? 'Landfall'}
                  {eventDetail(event) !== '' && ` · ${eventDetail(event)}`}
                </Text>
              </li>
            ))}
          </ol>
        )}
      </QueryView>
    </section>
  );
}
