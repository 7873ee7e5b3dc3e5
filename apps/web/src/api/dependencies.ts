import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { Dependency, DependencyGraph, NewDependencyBody } from './entities.ts';

/** Which dependencies are listed. */
export interface DependencyFilter {
  readonly status?: Dependency['status'];
  readonly include_noise?: 'true' | 'false';
  readonly application_id?: string;
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

/** Which part of the graph is drawn. */
export interface GraphChoice {
  readonly center?: string;
  readonly depth?: number;
  readonly direction?: 'both' | 'downstream' | 'upstream';
  readonly group_by?: NonNullable<DependencyGraph['group_by']>;
  readonly include_noise: 'true' | 'false';
}

/** The neighbourhood of an asset, or the assets with most edges; small enough to be drawn. */
export function dependencyGraphQuery(choice: GraphChoice) {
  return queryOptions({
    queryKey: ['dependencies', 'graph', choice],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/dependencies/graph', { params: { query: { ...choice } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What the whole graph says. */
export function dependencyAnalysisQuery(includesNoise: boolean) {
  const query = { include_noise: includesNoise ? 'true' : 'false' } as const;
  return queryOptions({
    queryKey: ['dependencies', 'analysis', includesNoise],
    queryFn: ({ signal }) => body(client.GET('/api/v1/dependencies/analysis', { params: { query }, signal })),
  });
}

/** Adds a dependency a person knows of. */
export function addDependency(edge: NewDependencyBody, key: string) {
  return body(client.POST('/api/v1/dependencies', { headers: { 'idempotency-key': key }, body: edge }));
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
