import type { Right } from '@landfall/domain/access/policy';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from './context.ts';
import { useSession } from './session.ts';

/** Whether the person may do something in the open engagement; false until the server has said so. */
export function useRights(): (right: Right) => boolean {
  const { context } = useSession();
  const me = useQuery({ ...meQuery(context?.engagementId ?? null), enabled: context !== null });
  const held = me.data?.rights ?? [];
  return (right) => held.includes(right);
}
