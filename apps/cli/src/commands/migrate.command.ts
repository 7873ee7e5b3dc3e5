import { Command } from 'commander';
import { dataOption } from '../options.ts';

/** `landfall migrate`: brings the database to this release's schema and stops. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Bring the database to the schema of this release. `landfall start` does it by itself.')
    .addOption(dataOption())
    .action(async ({ data }: { data?: string }) => {
      const { migrateLandfall } = await import('@landfall/server/main');
      const applied = await migrateLandfall({ dataDirectory: data });
      const text = applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`;
      process.stdout.write(`${text}\n`);
    });
}
