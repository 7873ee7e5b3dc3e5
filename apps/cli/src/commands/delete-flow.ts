import { createInterface } from 'node:readline/promises';
import { deleteFlowAnswer, deletionImpact, type DeletionImpact } from '@landfall/contract/deletion';
import { Command } from 'commander';
import { onceCounted, waitForDeletion } from '../await-deletion.ts';
import { deletionText, impactText } from '../deletion-text.ts';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { idOf } from '../options.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';

interface DeleteOptions extends TenantOptions {
  readonly force?: true;
  readonly yes?: true;
  readonly reason?: string;
  readonly json?: true;
}

/** `landfall flow delete FLOW`: shows what goes and what stays, asks, deletes, and waits until the data is gone. */
export function deleteCommand(): Command {
  return addTenantOptions(new Command('delete'))
    .description('Delete a flow with everything it brought; this cannot be undone.')
    .argument('<flow>', 'id of the flow', idOf('flow'))
    .option('--force', 'delete it although it is running or damaged')
    .option('--reason <text>', 'kept with the tombstone and in the audit log')
    .option('--yes', 'delete without asking; without it, and without a terminal, only the impact is shown')
    .option('--json', 'print impact and progress as one JSON object')
    .action(deleteFlow);
}

async function deleteFlow(flowId: string, options: DeleteOptions): Promise<void> {
  const base = `/discovery/flows/${encodeURIComponent(flowId)}`;
  await inTenant(options, async (api) => {
    const impact = await onceCounted(() => api.get(`${base}/deletion-impact`, deletionImpact));
    if (!options.json) process.stdout.write(impactText(impact));
    if (!(await isMeant(impact, options))) {
      if (options.json) process.stdout.write(`${JSON.stringify({ impact, deletion: null })}\n`);
      throw new CommandEnd(exitCodes.waitsForPerson, 'Nothing has been deleted; --yes deletes it.');
    }
    const { force, reason } = options;
    const body = { force: force === true, reason, plan_hash: impact.plan_hash };
    await onceCounted(() => api.send('DELETE', base, { body, answer: deleteFlowAnswer }));
    const deletion = await waitForDeletion(api, base);
    process.stdout.write(options.json ? `${JSON.stringify({ impact, deletion })}\n` : deletionText(deletion));
    if (deletion.status !== 'done')
      throw new CommandEnd(exitCodes.flowFailed, deletion.error ?? 'The data was not removed completely.');
  });
}

/** With --yes it is; on a terminal the person says so; otherwise it is not. */
async function isMeant(impact: DeletionImpact, { yes, json }: DeleteOptions): Promise<boolean> {
  if (yes) return true;
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const records = impact.data_to_delete.total_records.toLocaleString('en');
  const answer = await terminal.question(`Delete ${records} records? This cannot be undone. [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
