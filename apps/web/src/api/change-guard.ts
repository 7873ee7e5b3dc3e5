import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';

export const changeGuardQuery = queryOptions({
  queryKey: ['change-guard'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/change-guard', { signal })),
});

/** Stores the share of existing assets, 0 to 1, above which an approval asks again. */
export function storeChangeGuard(share: number, key: string) {
  return body(client.PUT('/api/v1/change-guard', { body: { share }, headers: { 'idempotency-key': key } }));
}
