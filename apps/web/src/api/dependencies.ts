import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { Dependency } from './entities.ts';

/** Which dependencies are listed. */
export interface DependencyFilter {
  readonly status?: Dependency['status'];
  readonly include_noise?: 'true' | 'false';
}

/** One page of the dependencies of the engagement, by the names of their ends. */
export function dependenciesQuery(filter: DependencyFilter, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['dependencies', filter, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 50, ...filter, ...(cursor !== undefined && { cursor }) };
      return body(client.GET('/api/v1/dependencies', { params: { query }, signal }));
    },
  });
}

/** Confirms or rejects dependencies. */
export function decideDependencies(ids: readonly string[], status: Dependency['status'], key: string) {
  return body(
    client.POST('/api/v1/dependencies/bulk-decisions', {
      headers: { 'idempotency-key': key },
      body: { ids: [...ids], status },
    }),
  );
}

/** Which findings are listed. */
export interface FindingFilter {
  readonly severity?: 'info' | 'warning' | 'critical';
  readonly import_id?: string;
}

/** One page of what checks found on assets, worst first. */
export function findingsQuery(filter: FindingFilter, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['findings', filter, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 50, ...filter, ...(cursor !== undefined && { cursor }) };
      return body(client.GET('/api/v1/findings', { params: { query }, signal }));
    },
  });
}
