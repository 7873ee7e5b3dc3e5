import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';

export const sourcePrecedenceQuery = queryOptions({
  queryKey: ['source-precedence'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/source-precedence', { signal })),
});

/** Stores the order of trust of the engagement's source systems. */
export function storeSourcePrecedence(systems: readonly string[], key: string) {
  return body(
    client.PUT('/api/v1/source-precedence', {
      body: { source_systems: [...systems] },
      headers: { 'idempotency-key': key },
    }),
  );
}
