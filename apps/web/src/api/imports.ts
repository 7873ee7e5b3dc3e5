import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { DecideIssueBody, RowOutcome } from './entities.ts';
import { flowKey } from './flows.ts';

export const importCategoriesQuery = queryOptions({
  queryKey: ['import-categories'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/import-categories', { signal })),
});

export function importsQuery(page: { cursor?: string; limit?: number }) {
  return queryOptions({
    queryKey: ['imports', page],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/data-imports', { params: { query: { limit: 20, ...page } }, signal })),
  });
}

export function importQuery(importId: string) {
  return queryOptions({
    queryKey: ['import', importId, 'details'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/data-imports/{id}', { params: { path: { id: importId } }, signal })),
  });
}

export function importColumnsQuery(importId: string) {
  return queryOptions({
    queryKey: ['import', importId, 'columns'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/data-imports/{id}/columns', { params: { path: { id: importId } }, signal })),
    select: (answer) => answer.items,
  });
}

export interface RecordsFilter {
  readonly limit?: number;
  readonly cursor?: string;
  readonly outcome?: RowOutcome;
  readonly from_row?: number;
}

export function recordsQuery(importId: string, filter: RecordsFilter) {
  return queryOptions({
    queryKey: ['import', importId, 'records', filter],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{id}/records', {
          params: { path: { id: importId }, query: filter },
          signal,
        }),
      ),
  });
}

export function processingStepsQuery(importId: string) {
  return queryOptions({
    queryKey: ['import', importId, 'steps'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{id}/processing-steps', {
          params: { path: { id: importId } },
          signal,
        }),
      ),
    select: (answer) => answer.items,
  });
}

export function qualityQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'quality'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/data-imports/{id}/quality', { params: { path: { id: importId } }, signal })),
  });
}

export function qualityIssuesQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'quality-issues'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{id}/quality-issues', {
          params: { path: { id: importId } },
          signal,
        }),
      ),
  });
}

export function decideIssue(
  issueId: string,
  decision: {
    action: DecideIssueBody['action'];
    parameters: Record<string, unknown>;
  },
  key: string,
) {
  return body(
    client.PUT('/api/v1/quality-issues/{id}/decision', {
      params: { path: { id: issueId } },
      headers: { 'idempotency-key': key },
      body: decision,
    }),
  );
}

export function cleansingQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'cleansing'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/data-imports/{id}/cleansing', { params: { path: { id: importId } }, signal })),
  });
}
