import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { incompleteFlowsQuery, listsOfFlows } from './flows.ts';

/** Reads lists again when an unfinished flow has moved on or ended, whatever page a person looks at. */
export function useFollowedFlows(): void {
  const queryClient = useQueryClient();
  const { data: flows } = useQuery(incompleteFlowsQuery);
  const standing = flows?.map((flow) => [flow.flow_id, flow.current_phase, flow.status].join()).join();
  const before = useRef<string>(undefined);
  useEffect(() => {
    const hasChanged = before.current !== undefined && standing !== undefined && before.current !== standing;
    before.current = standing ?? before.current;
    if (!hasChanged) return;
    // The list of unfinished flows is what has just been read.
    for (const key of listsOfFlows)
      void queryClient.invalidateQueries({
        queryKey: [key],
        predicate: ({ queryKey }) => queryKey[1] !== incompleteFlowsQuery.queryKey[1],
      });
  }, [standing, queryClient]);
}
