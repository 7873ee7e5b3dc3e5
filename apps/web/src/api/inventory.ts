import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type {
  AssetRow,
  PreviewAction,
  ResolveConflictAnswer,
  ResolveConflictBody,
  ReviewRowBody,
} from './entities.ts';
import { flowKey } from './flows.ts';

export interface AssetsFilter {
  readonly search?: string;
  readonly asset_type?: AssetRow['asset_type'];
  readonly environment?: string;
  readonly business_criticality?: string;
  readonly flow_id?: string;
  readonly application_id?: string;
  readonly sort?: string;
  readonly columns?: string;
}

/** One page of the asset grid by position. */
export function assetsPageQuery(filter: AssetsFilter, offset: number, limit: number) {
  return {
    queryKey: ['assets', 'page', filter, offset, limit],
    load: (signal: AbortSignal) =>
      body(client.GET('/api/v1/assets', { params: { query: { ...filter, offset, limit } }, signal })),
  };
}

export function assetQuery(assetId: string) {
  return queryOptions({
    queryKey: ['assets', 'one', assetId],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/assets/{id}', { params: { path: { id: assetId } }, signal })),
  });
}

export function provenanceQuery(assetId: string) {
  return queryOptions({
    queryKey: ['assets', 'one', assetId, 'provenance'],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/assets/{id}/provenance', { params: { path: { id: assetId } }, signal })),
    select: (answer) => answer.items,
  });
}

/** The newest changes of one asset. */
export function assetHistoryQuery(assetId: string) {
  return queryOptions({
    queryKey: ['assets', 'one', assetId, 'history'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/assets/{id}/history', {
          params: { path: { id: assetId }, query: { limit: 50 } },
          signal,
        }),
      ),
  });
}

/** Counts of the whole engagement's inventory. */
export const inventorySummaryQuery = queryOptions({
  queryKey: ['assets', 'summary'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/inventory/summary', { signal })),
});

export interface PreviewFilter {
  readonly action?: PreviewAction;
  readonly cursor?: string;
  readonly limit?: number;
}

export function previewQuery(flowId: string, filter: PreviewFilter) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'preview', filter],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/flows/{flow_id}/asset-preview', {
          params: { path: { flow_id: flowId }, query: { limit: 50, ...filter } },
          signal,
        }),
      ),
  });
}

export function connectionPreviewQuery(flowId: string, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'connection-preview', cursor],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/flows/{flow_id}/connection-preview', {
          params: {
            path: { flow_id: flowId },
            query: { limit: 50, ...(cursor !== undefined && { cursor }) },
          },
          signal,
        }),
      ),
  });
}

export function previewEndsQuery(flowId: string, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'preview-ends', cursor],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/flows/{flow_id}/asset-preview/ends', {
          params: {
            path: { flow_id: flowId },
            query: { limit: 50, ...(cursor !== undefined && { cursor }) },
          },
          signal,
        }),
      ),
  });
}

export function conflictsQuery(flowId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'conflicts'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/flows/{flow_id}/asset-conflicts', {
          params: { path: { flow_id: flowId }, query: { limit: 50, status: 'pending' } },
          signal,
        }),
      ),
  });
}

export function resolveConflict(
  conflictId: string,
  resolution: ResolveConflictBody,
  key: string,
): Promise<ResolveConflictAnswer> {
  return body(
    client.POST('/api/v1/asset-conflicts/{conflict_id}/resolve', {
      params: { path: { conflict_id: conflictId } },
      headers: { 'idempotency-key': key },
      body: resolution,
    }),
  );
}

/** Leaves a row of a preview out, takes it back, or gives it other values. */
export function reviewPreviewRow(rowId: string, review: ReviewRowBody, key: string) {
  return body(
    client.PATCH('/api/v1/asset-preview-rows/{id}', {
      params: { path: { id: rowId } },
      headers: { 'idempotency-key': key },
      body: review,
    }),
  );
}
