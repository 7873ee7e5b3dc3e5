import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import { flowKey } from './flows.ts';

/** Changes of cleansed values that are recommended for an import; part of its flow, and read again with it. */
export function recommendationsQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'recommendations'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/recommendations', {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
  });
}

/** Every row a recommendation changes, page by page. */
export function recommendedChangesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['recommendation', id, 'changes'],
    queryFn: ({ signal, pageParam }) =>
      body(
        client.GET('/api/v1/recommendations/{id}/changes', {
          params: { path: { id }, query: { after_row: pageParam } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next_after_row: next }) => next ?? undefined,
    gcTime: 0,
  });
}

export type RecommendationDecision = 'apply' | 'undo' | 'dismiss';

const paths = {
  apply: '/api/v1/recommendations/{id}/apply',
  undo: '/api/v1/recommendations/{id}/undo',
  dismiss: '/api/v1/recommendations/{id}/dismiss',
} as const;

export function decideRecommendation(id: string, decision: RecommendationDecision, key: string) {
  return body(
    client.POST(paths[decision], { params: { path: { id } }, headers: { 'idempotency-key': key } }),
  );
}
