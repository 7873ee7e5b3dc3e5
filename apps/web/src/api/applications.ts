import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { EditApplicationBody, SplitApplicationBody } from './entities.ts';

/** Which applications are listed. */
export interface ApplicationFilter {
  readonly search?: string;
  readonly confirmed?: 'true' | 'false';
}

/** One page of the canonical applications of the engagement, by name. */
export function applicationsQuery(filter: ApplicationFilter, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['applications', filter, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 50, ...filter, ...(cursor !== undefined && { cursor }) };
      return body(client.GET('/api/v1/applications', { params: { query }, signal }));
    },
  });
}

/** How far assets belong to applications. */
export const applicationsSummaryQuery = queryOptions({
  queryKey: ['applications', 'summary'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/applications/summary', { signal })),
});

/** One application with its spellings. */
export function applicationQuery(id: string) {
  return queryOptions({
    queryKey: ['applications', id],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/applications/{id}', { params: { path: { id } }, signal })),
  });
}

/** One page of the assets of an application, by name. */
export function applicationAssetsQuery(id: string, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['applications', id, 'assets', cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 50, ...(cursor !== undefined && { cursor }) };
      return body(
        client.GET('/api/v1/applications/{id}/assets', { params: { path: { id }, query }, signal }),
      );
    },
  });
}

const params = (id: string, key: string) => ({
  params: { path: { id } },
  headers: { 'idempotency-key': key },
});

/** Adds an application by its name. */
export function addApplication(name: string, key: string) {
  return body(client.POST('/api/v1/applications', { headers: { 'idempotency-key': key }, body: { name } }));
}

/** Renames an application or says what it is. */
export function editApplication(id: string, edit: EditApplicationBody, key: string) {
  return body(client.PATCH('/api/v1/applications/{id}', { ...params(id, key), body: edit }));
}

/** Says that an application is right as it is. */
export function confirmApplication(id: string, key: string) {
  return body(client.POST('/api/v1/applications/{id}/confirm', params(id, key)));
}

/** Gives an application the spellings and assets of others. */
export function mergeApplications(id: string, otherIds: readonly string[], key: string) {
  return body(
    client.POST('/api/v1/applications/{id}/merge', {
      ...params(id, key),
      body: { other_ids: [...otherIds] },
    }),
  );
}

/** Moves spellings to a new application or another one; answers the one they went to. */
export function splitApplication(id: string, split: SplitApplicationBody, key: string) {
  return body(client.POST('/api/v1/applications/{id}/split', { ...params(id, key), body: split }));
}

/** Takes an asset away from an application. */
export function unlinkAsset(id: string, assetId: string, key: string) {
  return body(
    client.POST('/api/v1/applications/{id}/links', {
      ...params(id, key),
      body: { asset_ids: [assetId], decision: 'unlinked' },
    }),
  );
}
