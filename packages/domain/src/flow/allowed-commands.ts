import { personCommands, type PersonCommand } from './flow-command.ts';
import type { FlowState } from './flow-state.ts';
import { cellOf, columnOf } from './reduce-flow.ts';

/** What decides which commands are offered. */
export interface CommandFacts extends Pick<FlowState, 'status' | 'deleted'> {
  readonly run: { readonly live: boolean } | undefined;
  readonly failure: { readonly retryable: boolean } | undefined;
}

/**
 * The commands that would change this flow now, in the order they are offered. Read from the transition
 * table, then narrowed by the guards that depend on the run or the failure.
 */
export function allowedCommands(state: CommandFacts): PersonCommand[] {
  const column = columnOf(state);
  return personCommands.filter(
    (command) => cellOf(command, column).some((outcome) => 'to' in outcome) && guardHolds(command, state),
  );
}

function guardHolds(command: PersonCommand, state: CommandFacts): boolean {
  if (command === 'resume') return !(state.status === 'running' && state.run?.live === true);
  if (command === 'retry') return state.failure?.retryable === true;
  return true;
}
