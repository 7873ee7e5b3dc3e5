import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { DoctorConfirmation } from './entities.ts';

/** What the doctor finds in the whole installation; looking changes nothing. */
export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/admin/doctor', { signal })),
  // A report over everything costs something and is asked for by a person.
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});

/** Everything that is certain, or one flow with what a person has decided about it. */
export interface HealOrder {
  readonly flow_id?: string;
  readonly confirm?: Record<string, DoctorConfirmation>;
}

/** Applies cures and answers what came of each finding. */
export function heal(order: HealOrder, key: string) {
  return body(client.POST('/api/v1/admin/doctor', { headers: { 'idempotency-key': key }, body: order }));
}
