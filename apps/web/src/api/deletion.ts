import { queryOptions } from '@tanstack/react-query';
import { type ApiError, asApiError } from './api-error.ts';
import { body, client } from './client.ts';
import type { DeletionImpact } from './entities.ts';
import { flowKey } from './flows.ts';

/** What deleting a flow would remove and keep; asked anew each time somebody is about to delete. */
export function deletionImpactQuery(flowId: string) {
  return queryOptions({
    queryKey: ['deletion-impact', flowId],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/discovery/flows/{flow_id}/deletion-impact', {
          params: { path: { flow_id: flowId } },
          signal,
        }),
      ),
    // Figures somebody is reading must not change under their eyes; the plan hash catches what changed meanwhile.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    // It is counted on while nobody waits, however long that takes.
    retry: (failures, error) => isBeingCounted(error) || failures < 2,
    retryDelay: (_failures, error) => (isBeingCounted(error) ? 1000 : 2000),
  });
}

/** True for the answer that an impact is not counted yet. */
export function isBeingCounted(error: Error | null): boolean {
  return error !== null && asApiError(error).code === 'impact_being_counted';
}

/** What a person confirms with a deletion. */
export interface DeletionOrder {
  readonly plan_hash?: string;
  readonly force?: boolean;
  readonly reason?: string;
}

export function deleteFlow(flowId: string, order: DeletionOrder, key: string) {
  return body(
    client.DELETE('/api/v1/discovery/flows/{flow_id}', {
      params: { path: { flow_id: flowId } },
      headers: { 'idempotency-key': key },
      body: order,
    }),
  );
}

export function batchDelete(
  order: { readonly flow_ids: string[]; readonly force?: boolean; readonly reason?: string },
  key: string,
) {
  return body(
    client.POST('/api/v1/discovery/flows/batch-delete', {
      headers: { 'idempotency-key': key },
      body: order,
    }),
  );
}

/** Progress of removing a deleted flow's data, asked each second until it has ended. */
export function deletionProgressQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'deletion'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/discovery/flows/{flow_id}/deletion', {
          params: { path: { flow_id: flowId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.status === 'done' || state.data?.status === 'failed' ? false : 1000,
  });
}

/** The new impact that comes with a 409 `impact_changed`; null for any other problem. */
export function changedImpactOf(error: ApiError): DeletionImpact | null {
  const { body: problem } = error;
  if (error.code !== 'impact_changed' || typeof problem !== 'object' || problem === null) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the member the contract gives this problem
  return 'impact' in problem ? (problem.impact as DeletionImpact) : null;
}
