import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { ApproveBody, CommandAnswer } from './entities.ts';

export interface FlowsFilter {
  readonly status?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** Keys under `['flow', id]` belong to one flow; a journal event makes them all stale. */
export function flowKey(flowId: string): readonly unknown[] {
  return ['flow', flowId];
}

export function flowsQuery(filter: FlowsFilter) {
  return queryOptions({
    queryKey: ['flows', filter],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/flows', { params: { query: { limit: 50, ...filter } }, signal })),
  });
}

export const incompleteFlowsQuery = queryOptions({
  queryKey: ['flows', 'incomplete'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/discovery/flows/incomplete', { signal })),
  select: (answer) => answer.items,
});

export function flowQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'details'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/flows/{flow_id}', { params: { path: { flow_id: flowId } }, signal })),
  });
}

export function flowEventsQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'events'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/flows/{flow_id}/events', { params: { path: { flow_id: flowId } }, signal })),
    select: (answer) => answer.items,
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

/** A command a person may give to a flow, with what it needs. */
export type FlowOrder =
  | { readonly command: 'pause' | 'retry' | 'cancel'; readonly reason?: string | undefined }
  | { readonly command: 'resume' }
  | { readonly command: 'restart'; readonly phase: string; readonly reason?: string | undefined };

const paths = {
  pause: '/api/v1/flows/{flow_id}/pause',
  retry: '/api/v1/flows/{flow_id}/retry',
  cancel: '/api/v1/flows/{flow_id}/cancel',
} as const;

/** Gives one command; the key makes a repeated click the same command. */
export function commandFlow(flowId: string, order: FlowOrder, key: string): Promise<unknown> {
  const call = { params: { path: { flow_id: flowId } }, headers: { 'idempotency-key': key } };
  const reason =
    'reason' in order && order.reason !== undefined && order.reason !== '' ? { reason: order.reason } : {};
  if (order.command === 'resume')
    return body(client.POST('/api/v1/flows/{flow_id}/resume', { ...call, body: {} }));
  if (order.command === 'restart') {
    const restart = { phase: order.phase, ...reason };
    return body(client.POST('/api/v1/flows/{flow_id}/restart', { ...call, body: restart }));
  }
  return body(client.POST(paths[order.command], { ...call, body: reason }));
}
