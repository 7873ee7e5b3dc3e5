import { Command } from 'commander';
import { dataOption } from '../options.ts';
import { runUntilSignal } from '../run-until-signal.ts';

/** `landfall worker`: runs phases without serving requests, beside any number of servers and workers. */
export function workerCommand(): Command {
  return new Command('worker')
    .description('Run a worker only; any number of them share the work of one database.')
    .addOption(dataOption())
    .action(async ({ data }: { data?: string }) => {
      const { startLandfall } = await import('@landfall/server/main');
      const running = await startLandfall({ dataDirectory: data, role: 'worker' });
      process.stdout.write('The worker is ready. Ctrl-C stops it.\n');
      await runUntilSignal(() => running.close());
    });
}
