import { queryOptions } from '@tanstack/react-query';
import { errorOfAnswer } from './api-error.ts';
import { body, client } from './client.ts';
import type { CleansedFileFormat, DecideIssueBody } from './entities.ts';
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
      body(
        client.GET('/api/v1/data-imports/{import_id}', { params: { path: { import_id: importId } }, signal }),
      ),
  });
}

export function importColumnsQuery(importId: string) {
  return queryOptions({
    queryKey: ['import', importId, 'columns'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/columns', {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
    select: (answer) => answer.items,
  });
}

/** The uploaded file, byte for byte. */
export async function downloadOriginal(importId: string): Promise<Blob> {
  const { data, error, response } = await client.GET('/api/v1/data-imports/{import_id}/download', {
    params: { path: { import_id: importId } },
    parseAs: 'blob',
  });
  if (!(data instanceof Blob)) throw errorOfAnswer(response.status, error);
  return data;
}

/** The cleansed rows of an import as a file. */
export async function downloadCleansed(importId: string, format: CleansedFileFormat): Promise<Blob> {
  const { data, error, response } = await client.GET('/api/v1/data-imports/{import_id}/download', {
    params: { path: { import_id: importId }, query: { kind: 'cleansed', format } },
    parseAs: 'blob',
  });
  if (!(data instanceof Blob)) throw errorOfAnswer(response.status, error);
  return data;
}

export type ReportFormat = 'json' | 'xlsx';

/** The report of an import as a file. */
export async function downloadReport(importId: string, format: ReportFormat): Promise<Blob> {
  const { data, error, response } = await client.GET('/api/v1/data-imports/{import_id}/report', {
    params: { path: { import_id: importId }, query: { format } },
    parseAs: 'blob',
  });
  if (!(data instanceof Blob)) throw errorOfAnswer(response.status, error);
  return data;
}

export function processingStepsQuery(importId: string) {
  return queryOptions({
    queryKey: ['import', importId, 'steps'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/processing-steps', {
          params: { path: { import_id: importId } },
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
      body(
        client.GET('/api/v1/data-imports/{import_id}/quality', {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
  });
}

export function qualityIssuesQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'quality-issues'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/quality-issues', {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
  });
}

export function recordQuery(importId: string, row: number) {
  return queryOptions({
    queryKey: ['import', importId, 'record', row],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/records/{record_id}', {
          params: { path: { import_id: importId, record_id: row } },
          signal,
        }),
      ),
  });
}

/** Rows of a page of the rows of an issue. */
const issueRowsShown = 10;

export function issueRowsQuery(issueId: string, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['issue-rows', issueId, cursor],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/quality-issues/{issue_id}/rows', {
          params: {
            path: { issue_id: issueId },
            query: { limit: issueRowsShown, ...(cursor !== undefined && { cursor }) },
          },
          signal,
        }),
      ),
  });
}

/** Decides several issues of an import, each for itself: one that is refused keeps no other from it. */
export function decideIssues(
  importId: string,
  decisions: { issue_id: string; action: DecideIssueBody['action']; parameters: Record<string, unknown> }[],
  key: string,
) {
  return body(
    client.POST('/api/v1/data-imports/{import_id}/quality-decisions', {
      params: { path: { import_id: importId } },
      headers: { 'idempotency-key': key },
      body: { decisions },
    }),
  );
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
    client.PUT('/api/v1/quality-issues/{issue_id}/decision', {
      params: { path: { issue_id: issueId } },
      headers: { 'idempotency-key': key },
      body: decision,
    }),
  );
}

export function cleansingQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'cleansing'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/cleansing', {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
  });
}
