import { commandAnswer } from '@landfall/contract/flows';
import { Command } from 'commander';
import { commandText } from '../flow-text.ts';
import { countingNumber, idOf } from '../options.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';

/** Options of every command that changes a flow. */
export interface OrderOptions extends TenantOptions {
  readonly expectedVersion?: number;
  readonly json?: true;
}

interface InterventionOptions extends OrderOptions {
  readonly reason?: string;
  readonly phase?: string;
}

const descriptions = {
  retry: 'Try the failed phase of a flow again; finished batches are kept.',
  pause: 'Stop a flow after its current batch; an open gate stays open.',
  cancel: 'End a flow for good; finished work stays on record.',
  restart: 'Start a phase over, with everything after it; decisions of people are kept.',
} as const;

/** A command about one flow with the options they all share. */
export function orderCommand(name: string, description: string): Command {
  return addTenantOptions(new Command(name))
    .description(description)
    .argument('<flow>', 'id of the flow', idOf('flow'))
    .option('--expected-version <number>', 'refuse when the flow has another version', countingNumber)
    .option('--json', 'print the answer of the API as one JSON object');
}

/** Gives an order about a flow and prints how it ended. */
async function giveOrder(
  flowId: string,
  { json, ...options }: OrderOptions,
  order: { readonly path: string; readonly body: unknown },
): Promise<void> {
  const path = `/flows/${encodeURIComponent(flowId)}/${order.path}`;
  const answer = await inTenant(options, (api) =>
    api.send('POST', path, { body: order.body, answer: commandAnswer }),
  );
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : commandText(answer));
}

/** `landfall flow retry|pause|cancel|restart FLOW`. */
export function interventionCommands(): Command[] {
  return (['retry', 'pause', 'cancel', 'restart'] as const).map((name) => {
    const command = orderCommand(name, descriptions[name]).option('--reason <text>', 'kept in the journal');
    if (name === 'restart')
      command.requiredOption('--phase <phase>', 'phase to start over, by its name or an alias');
    return command.action((flowId: string, options: InterventionOptions) => {
      const { reason, phase, expectedVersion: expected_version } = options;
      return giveOrder(flowId, options, { path: name, body: { phase, reason, expected_version } });
    });
  });
}
