import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { CheckThresholdsBody } from './entities.ts';

/** The limits that checks go by in the open engagement. */
export const checkThresholdsQuery = queryOptions({
  queryKey: ['check-thresholds'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/check-thresholds', { signal })),
});

/** Sets the limits that are not the default; the others have their defaults again. */
export function storeCheckThresholds(thresholds: CheckThresholdsBody['thresholds'], key: string) {
  return body(
    client.PUT('/api/v1/check-thresholds', {
      body: { thresholds },
      headers: { 'idempotency-key': key },
    }),
  );
}
