import type { DataTag, QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Puts what the server answered to a command in the place of what the page has read before. A read that is under way
 * may have been answered before the command was, and would take its result off the page again: it begins anew.
 */
export function putAnswer<Answer>(
  queryClient: QueryClient,
  queryKey: DataTag<QueryKey, Answer, Error>,
  answer: (before: Answer | undefined) => Answer | undefined,
): void {
  queryClient.setQueryData<Answer>(queryKey, answer);
  const isBeingRead = queryClient.isFetching({ queryKey, exact: true }) > 0;
  if (isBeingRead) void queryClient.invalidateQueries({ queryKey, exact: true });
}
