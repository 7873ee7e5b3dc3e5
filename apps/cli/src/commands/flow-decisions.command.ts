import { commandAnswer, gateSchema } from '@landfall/contract/flows';
import { type Command, Option } from 'commander';
import { commandText } from '../flow-text.ts';
import { countingNumber, share } from '../options.ts';
import { inTenant } from '../tenant-session.ts';
import { orderCommand, type OrderOptions } from './flow-interventions.command.ts';

/** What an approval may carry, as options. */
export interface ApprovalOptions extends OrderOptions {
  readonly note?: string;
  readonly gateRevision?: number;
  readonly minConfidence?: number;
  readonly remaining?: 'ignore' | 'custom_attribute';
  readonly confirmLargeChange?: number;
}

interface RejectOptions extends OrderOptions {
  readonly reason: string;
  readonly gateRevision?: number;
  readonly restartFrom?: string;
}

/** Adds what an approval may carry. */
export function addApprovalOptions(command: Command): Command {
  return command
    .option('--note <text>', 'kept with the decision')
    .option('--gate-revision <number>', 'refuse when another revision is open', countingNumber)
    .option('--min-confidence <share>', 'also approve suggested mappings from this confidence on', share)
    .option(
      '--confirm-large-change <assets>',
      'approve although so many existing assets change or are rejected',
      countingNumber,
    )
    .addOption(
      new Option('--remaining <way>', 'what becomes of columns still undecided').choices([
        'ignore',
        'custom_attribute',
      ]),
    );
}

/** `landfall flow approve|reject FLOW`. */
export function decisionCommands(): Command[] {
  return [approveCommand(), rejectCommand()];
}

function approveCommand(): Command {
  return addApprovalOptions(orderCommand('approve', 'Approve the open gate of a flow in your name.')).action(
    (flowId: string, options: ApprovalOptions) =>
      decide(flowId, options, (gate) => ({
        path: 'approve',
        body: {
          ...gate,
          note: options.note,
          approve_confidence_at_least: options.minConfidence,
          remaining: options.remaining,
          confirm_large_change: options.confirmLargeChange,
          expected_version: options.expectedVersion,
        },
      })),
  );
}

function rejectCommand(): Command {
  return orderCommand('reject', 'Ask for changes at the open gate; nothing is lost.')
    .requiredOption('--reason <text>', 'why, in 5 to 500 characters')
    .option('--gate-revision <number>', 'refuse when another revision is open', countingNumber)
    .option('--restart-from <phase>', 'start this phase over instead of staying at the gate')
    .action((flowId: string, options: RejectOptions) =>
      decide(flowId, options, (gate) => ({
        path: 'reject',
        body: {
          ...gate,
          reason: options.reason,
          restart_from: options.restartFrom,
          expected_version: options.expectedVersion,
        },
      })),
    );
}

interface NamedGate {
  readonly gate_id: string;
  readonly gate_revision: number;
}

/** Decides the gate that is open now; the revision is the one given, or the one just read. */
async function decide(
  flowId: string,
  { json, gateRevision, ...options }: OrderOptions & { readonly gateRevision?: number },
  orderFor: (gate: NamedGate) => { readonly path: string; readonly body: unknown },
): Promise<void> {
  const base = `/flows/${encodeURIComponent(flowId)}`;
  const answer = await inTenant(options, async (api) => {
    const gate = await api.get(`${base}/gate`, gateSchema);
    const { path, body } = orderFor({ gate_id: gate.id, gate_revision: gateRevision ?? gate.revision });
    return api.send('POST', `${base}/${path}`, { body, answer: commandAnswer });
  });
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : commandText(answer));
}
