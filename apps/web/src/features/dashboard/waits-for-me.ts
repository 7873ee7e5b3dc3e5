import type { FlowCommand, IncompleteFlow } from '../../api/entities.ts';

/** Commands that bring a flow on that stands still. */
const waysOn: readonly FlowCommand[] = ['approve', 'resume', 'retry', 'restart'];

/** True when a flow stands still until a person acts, and this person may. */
export function waitsForMe(flow: Pick<IncompleteFlow, 'status' | 'allowed_commands'>): boolean {
  const { status, allowed_commands: allowed } = flow;
  if (status === 'running') return false;
  if (status === 'waiting_for_approval') return allowed.includes('approve');
  return waysOn.some((command) => allowed.includes(command));
}
