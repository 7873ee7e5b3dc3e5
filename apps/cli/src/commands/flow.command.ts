import { flowDetails, flowsPage } from '@landfall/contract/flows';
import { Command } from 'commander';
import { flowTable, flowText } from '../flow-text.ts';
import { idOf } from '../options.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';
import { deleteCommand } from './delete-flow.ts';
import { decisionCommands } from './flow-decisions.command.ts';
import { interventionCommands } from './flow-interventions.command.ts';
import { resumeCommand } from './flow-resume.command.ts';

interface ListOptions extends TenantOptions {
  readonly status: string;
  readonly json?: true;
}

/** `landfall flow ...`: everything that can happen to a flow after it began. */
export function flowCommand(): Command {
  const flow = new Command('flow').description(
    'Look at flows and command them: resume, retry, pause, approve, delete.',
  );
  const commands = [
    listCommand(),
    showCommand(),
    resumeCommand(),
    ...interventionCommands(),
    ...decisionCommands(),
    deleteCommand(),
  ];
  for (const command of commands) {
    flow.addCommand(
      command.exitOverride().showHelpAfterError(`(landfall flow ${command.name()} --help tells more)`),
    );
  }
  return flow;
}

function listCommand(): Command {
  return addTenantOptions(new Command('list'))
    .description('Flows of an engagement, newest activity first.')
    .option(
      '--status <words>',
      'running, waiting_for_approval, paused, failed, completed, cancelled, or incomplete for the first four',
      'incomplete',
    )
    .option('--json', 'print the answer of the API as one JSON object')
    .action(async ({ status, json, ...options }: ListOptions) => {
      const query = new URLSearchParams({ status, limit: '500' }).toString();
      const page = await inTenant(options, (api) => api.get(`/flows?${query}`, flowsPage));
      process.stdout.write(json ? `${JSON.stringify(page)}\n` : flowTable(page.items));
    });
}

function showCommand(): Command {
  return addTenantOptions(new Command('show'))
    .description('One flow: where it stands, what it waits for, and which commands it takes now.')
    .argument('<flow>', 'id of the flow', idOf('flow'))
    .option('--json', 'print the answer of the API as one JSON object')
    .action(async (flowId: string, { json, ...options }: TenantOptions & { json?: true }) => {
      const text = await inTenant(options, async (api) => {
        const flow = await api.get(`/flows/${encodeURIComponent(flowId)}`, flowDetails);
        return json ? `${JSON.stringify(flow)}\n` : flowText(flow, api.page);
      });
      process.stdout.write(text);
    });
}
