import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { asApiError } from '../api/api-error.ts';
import type { FlowDetails, IncompleteFlow } from '../api/entities.ts';
import { flowHistoryQuery, incompleteFlowsQuery } from '../api/flows.ts';
import { type LiveState, useLiveFlow } from '../api/use-live-flow.ts';
import { AppLink } from '../components/app-link.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FlowSteps } from '../components/flow-steps.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';
import { decidedText } from '../texts/decided-text.ts';
import { FlowCard, standingOf } from './flow-card.tsx';
import { QuickActions } from './flow-commands.tsx';
import { RunningNotice } from './running-notice.tsx';
import { UploadLink } from './upload-link.tsx';

interface PhasePageProps {
  readonly title: string;
  /** Canonical phases this page belongs to, one a flow type. */
  readonly phases: readonly string[];
  /** What a flow has to do before there is something to see here. */
  readonly emptyText: string;
  readonly children: (flow: FlowDetails) => ReactNode;
}

/** The flow id of a phase page's path; absent when the page chooses the flow itself. */
export function useFlowParam(): string | undefined {
  const params: { flowId?: string } = useParams({ strict: false });
  return params.flowId;
}

/** A page about one phase: of the flow in the path, else of the flow that is in that phase. */
export function PhasePage(props: PhasePageProps) {
  const flowId = useFlowParam();
  return flowId === undefined ? <ChooseFlow {...props} /> : <PhaseOfFlow {...props} flowId={flowId} />;
}

function ChooseFlow(props: PhasePageProps) {
  const incomplete = useQuery(incompleteFlowsQuery);
  const here = incomplete.data?.filter((flow) => props.phases.includes(flow.current_phase)) ?? [];
  const only = here.length === 1 ? here[0] : undefined;
  if (only !== undefined) return <PhaseOfFlow {...props} flowId={only.flow_id} />;
  return (
    <>
      <PageHeader title={props.title} />
      <QueryView query={incomplete} label="flows">
        {(flows) => <FlowChoice flows={flows} here={here} emptyText={props.emptyText} />}
      </QueryView>
    </>
  );
}

function FlowChoice(props: {
  flows: readonly IncompleteFlow[];
  here: readonly IncompleteFlow[];
  emptyText: string;
}) {
  const { flows, here, emptyText } = props;
  if (here.length > 1) {
    return (
      <Stack>
        <Text>Several flows are at this step. Which one do you want to work on?</Text>
        {here.map((flow) => (
          <FlowCard key={flow.flow_id} flow={flow} actions={<QuickActions flow={flow} />} />
        ))}
      </Stack>
    );
  }
  return (
    <Stack>
      <EmptyState
        title="No flow is at this step"
        action={
          <Group>
            <UploadLink />
            <Button component={AppLink} href="/flows" variant="default">
              See all flows
            </Button>
          </Group>
        }
      >
        {emptyText}
      </EmptyState>
      {flows.map((flow) => (
        <FlowCard key={flow.flow_id} flow={flow} actions={<QuickActions flow={flow} />} />
      ))}
    </Stack>
  );
}

const liveText: Readonly<Record<LiveState, string>> = {
  live: 'Live',
  polling: 'Updated every few seconds',
  still: '',
};

function PhaseOfFlow({ title, phases, flowId, children }: PhasePageProps & { flowId: string }) {
  const query = useLiveFlow(flowId);
  const flow = query.data;
  if (flow === undefined) {
    return (
      <>
        <PageHeader title={title} />
        {query.error === null ? (
          <ListSkeleton label={title} />
        ) : (
          <FlowMissing error={query.error} retry={() => void query.refetch()} />
        )}
      </>
    );
  }
  const step = flow.phases.find((phase) => phases.includes(phase.name));
  return (
    <>
      <PageHeader
        title={title}
        subtitle={
          <>
            <AppLink href={`/flows/${flow.flow_id}`}>{flow.flow_name}</AppLink>
            {liveText[query.live] !== '' && ` · ${liveText[query.live]}`}
          </>
        }
        right={<FlowSteps phases={flow.phases} />}
      />
      {query.error !== null && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {step?.state === 'ahead' ? (
        <NotReached flow={flow} title={title} />
      ) : (
        <PhaseBody flow={flow} phases={phases}>
          {children(flow)}
        </PhaseBody>
      )}
    </>
  );
}

function PhaseBody({
  flow,
  phases,
  children,
}: {
  flow: FlowDetails;
  phases: readonly string[];
  children: ReactNode;
}) {
  return (
    <Stack gap="md">
      <StandingNotice flow={flow} phases={phases} />
      {children}
    </Stack>
  );
}

/** What the step of this page does now, or where the flow is instead. */
function StandingNotice({ flow, phases }: { flow: FlowDetails; phases: readonly string[] }) {
  const { pathname } = useLocation();
  const isAskedHere = flow.link === pathname || flow.link.startsWith(`${pathname}/`);
  const isCurrent = phases.includes(flow.current_phase);
  if (flow.status === 'waiting_for_approval' && isCurrent && !isAskedHere)
    return <AskedElsewhere flow={flow} />;
  if (isCurrent || (isAskedHere && flow.status === 'waiting_for_approval'))
    return <RunningNotice flow={flow} />;
  return <PassedNotice flow={flow} phases={phases} />;
}

/** The step has come upon a question that belongs to another page. */
function AskedElsewhere({ flow }: { flow: FlowDetails }) {
  return (
    <div className="notice" data-tone="warn">
      <Text size="sm">
        This step goes on once a question is decided: “{standingOf(flow)}”.{' '}
        <AppLink href={flow.link}>Decide it there</AppLink>
      </Text>
    </div>
  );
}

/** Who let the flow pass a phase; empty while unknown, and for a phase that asks nobody. */
function useApprover(flowId: string, phases: readonly string[]): string {
  const history = useQuery(flowHistoryQuery(flowId));
  const decision = history.data?.decisions.find((one) => phases.includes(one.phase));
  if (decision === undefined) return '';
  const { decided_by: person, decided_at: at } = decision;
  return decidedText({ decision: decision.decision, by: person.name, at });
}

function PassedNotice({ flow, phases }: { flow: FlowDetails; phases: readonly string[] }) {
  const approver = useApprover(flow.flow_id, phases);
  if (flow.status === 'completed') {
    return (
      <div className="notice" data-tone="good">
        <Text size="sm">
          This flow is completed. What you see here is what was decided. {approver}{' '}
          <AppLink href={flow.link}>Open its result</AppLink>
        </Text>
      </div>
    );
  }
  return (
    <div className="notice" data-tone="info">
      <Text size="sm">
        This step is done; the flow is at “{standingOf(flow)}”. {approver}{' '}
        <AppLink href={flow.link}>Go there</AppLink>.
        {flow.allowed_commands.includes('restart') && (
          <>
            {' '}
            To change something here,{' '}
            <AppLink href={`/flows/${flow.flow_id}`}>restart the flow from this step</AppLink>.
          </>
        )}
      </Text>
    </div>
  );
}

function NotReached({ flow, title }: { flow: FlowDetails; title: string }) {
  return (
    <Stack>
      <RunningNotice flow={flow} />
      <EmptyState
        title={`${title} has not started for this flow`}
        action={
          <Button component={AppLink} href={flow.link}>
            Go to where the flow is
          </Button>
        }
      >
        The flow is at “{standingOf(flow)}”.
      </EmptyState>
    </Stack>
  );
}

/** A flow that is not there, with the person's own incomplete flows instead of a dead end. */
export function FlowMissing({ error, retry }: { error: Error; retry: () => void }) {
  const incomplete = useQuery(incompleteFlowsQuery);
  const gone = [404, 410, 422].includes(asApiError(error).status);
  return (
    <Stack>
      {gone ? (
        <EmptyState title="This flow was not found">
          It does not exist in this engagement, or it was deleted. Switch the engagement in the top bar if you
          expected it elsewhere.
        </EmptyState>
      ) : (
        <ProblemAlert error={error} onRetry={retry} />
      )}
      {incomplete.data?.map((flow) => (
        <FlowCard key={flow.flow_id} flow={flow} actions={<QuickActions flow={flow} />} />
      ))}
    </Stack>
  );
}
