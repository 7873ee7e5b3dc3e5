import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type {
  ApproveBody,
  BatchCommandAnswer,
  CommandAnswer,
  FlowEvent,
  ImportCategory,
  RejectBody,
  ResumeAnswer,
} from './entities.ts';

/** How often lists of unfinished flows are asked for: while one runs, and otherwise, in milliseconds. */
const whileRunning = 5000;
const whileStill = 30_000;
const paceOf = (flows: readonly { readonly status: string }[] = []): number =>
  flows.some(({ status }) => status === 'running') ? whileRunning : whileStill;
/** Most events one answer of the journal holds. */
const journalPage = 500;

export interface FlowsFilter {
  readonly status?: string;
  readonly import_category?: ImportCategory;
  /** Id of the person who started the flows. */
  readonly created_by?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** First keys of lists that change when any flow moves on. */
export const listsOfFlows = [
  'flows',
  'imports',
  'import',
  'import-categories',
  'assets',
  'dependencies',
  'applications',
  'findings',
];

/** Keys under `['flow', id]` belong to one flow; a journal event makes them all stale. */
export function flowKey(flowId: string): readonly unknown[] {
  return ['flow', flowId];
}

export function flowsQuery(filter: FlowsFilter) {
  return queryOptions({
    queryKey: ['flows', filter],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/flows', { params: { query: { limit: 50, ...filter } }, signal })),
    refetchInterval: ({ state }) => paceOf(state.data?.items),
  });
}

/** Everybody who started a flow that is not deleted. */
export const flowOwnersQuery = queryOptions({
  ...flowsQuery({ limit: 1 }),
  select: (answer) => answer.owners,
  refetchInterval: false,
});

export const incompleteFlowsQuery = queryOptions({
  queryKey: ['flows', 'incomplete'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/discovery/flows/incomplete', { signal })),
  select: (answer) => answer.items,
  refetchInterval: ({ state }) => paceOf(state.data?.items),
});

/** Figures and last events of all flows of the engagement. */
export const discoveryOverviewQuery = queryOptions({
  queryKey: ['flows', 'overview'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/discovery/overview', { signal })),
  refetchInterval: ({ state }) => paceOf(state.data?.flows.filter(({ count }) => count > 0)),
});

export function flowQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'details'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/flows/{flow_id}', { params: { path: { flow_id: flowId } }, signal })),
  });
}

/** A flow with its decisions, errors and runs, as its timeline shows them. */
export function flowHistoryQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'history'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/discovery/flows/{flow_id}/details', {
          params: { path: { flow_id: flowId } },
          signal,
        }),
      ),
  });
}

async function wholeJournal(flowId: string, signal: AbortSignal): Promise<FlowEvent[]> {
  const events: FlowEvent[] = [];
  for (;;) {
    const page = await body(
      client.GET('/api/v1/flows/{flow_id}/events', {
        params: { path: { flow_id: flowId }, query: { after_seq: events.at(-1)?.seq ?? 0 } },
        signal,
      }),
    );
    events.push(...page.items);
    if (page.items.length < journalPage) return events;
  }
}

/** The whole journal of a flow, oldest first. */
export function flowEventsQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'events'],
    queryFn: ({ signal }) => wholeJournal(flowId, signal),
  });
}

export function approveGate(flowId: string, approval: ApproveBody, key: string): Promise<CommandAnswer> {
  return body(
    client.POST('/api/v1/flows/{flow_id}/approve', {
      params: { path: { flow_id: flowId } },
      headers: { 'idempotency-key': key },
      body: approval,
    }),
  );
}

/** Asks for changes at a gate; the flow stays there, or an earlier step starts over. */
export function rejectGate(flowId: string, rejection: RejectBody, key: string): Promise<CommandAnswer> {
  return body(
    client.POST('/api/v1/flows/{flow_id}/reject', {
      params: { path: { flow_id: flowId } },
      headers: { 'idempotency-key': key },
      body: rejection,
    }),
  );
}

/** A command a person may give to a flow, with what it needs. */
export type FlowOrder = { readonly reason?: string; readonly expectedVersion?: number } & (
  | { readonly command: 'pause' | 'retry' | 'cancel' | 'resume' }
  | { readonly command: 'restart'; readonly phase: string }
);

const paths = {
  pause: '/api/v1/flows/{flow_id}/pause',
  retry: '/api/v1/flows/{flow_id}/retry',
  cancel: '/api/v1/flows/{flow_id}/cancel',
} as const;

/** Gives one command; the key makes a repeated click the same command. */
export function commandFlow(
  flowId: string,
  order: FlowOrder,
  key: string,
): Promise<CommandAnswer | ResumeAnswer> {
  const call = { params: { path: { flow_id: flowId } }, headers: { 'idempotency-key': key } };
  const { reason = '', expectedVersion } = order;
  const version = expectedVersion === undefined ? {} : { expected_version: expectedVersion };
  if (order.command === 'resume') {
    const context = reason === '' ? {} : { resume_context: { reason } };
    return body(client.POST('/api/v1/flows/{flow_id}/resume', { ...call, body: { ...context, ...version } }));
  }
  const given = { ...version, ...(reason !== '' && { reason }) };
  if (order.command === 'restart') {
    const restart = { phase: order.phase, ...given };
    return body(client.POST('/api/v1/flows/{flow_id}/restart', { ...call, body: restart }));
  }
  return body(client.POST(paths[order.command], { ...call, body: given }));
}

/** Pauses or resumes several flows; each is answered on its own. */
export function commandFlows(
  order: { readonly command: 'pause' | 'resume'; readonly flowIds: string[]; readonly reason: string },
  key: string,
): Promise<BatchCommandAnswer> {
  const { command, flowIds, reason } = order;
  return body(
    client.POST('/api/v1/discovery/flows/batch-commands', {
      headers: { 'idempotency-key': key },
      body: { command, flow_ids: flowIds, ...(reason !== '' && { reason }) },
    }),
  );
}
