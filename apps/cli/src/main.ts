import { Command, CommanderError } from 'commander';
import { auditCommand } from './commands/audit.command.ts';
import { correctCommand, failedRowsCommand } from './commands/corrections.command.ts';
import { doctorCommand } from './commands/doctor.ts';
import { flowCommand } from './commands/flow.command.ts';
import { importCommand } from './commands/import.command.ts';
import { inspectCommand } from './commands/inspect.command.ts';
import { migrateCommand } from './commands/migrate.command.ts';
import { downloadCommand } from './commands/download.command.ts';
import { recommendationsCommand } from './commands/recommendations.command.ts';
import { reportCommand } from './commands/report.command.ts';
import { startCommand } from './commands/start.command.ts';
import { suggestCommand } from './commands/suggest.command.ts';
import { workerCommand } from './commands/worker.command.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';
import { explain } from './explain.ts';
import { productVersion } from './product-version.ts';

const examples = `
Examples:
  landfall start --demo
  landfall inspect servers.xlsx --sheet vInfo
  landfall suggest servers.csv --json
  landfall import servers.csv --client sample --engagement sample --dry-run
  landfall import servers.csv --client sample --engagement sample --yes
  landfall import servers.csv --client sample --engagement sample --server https://landfall.example --json
  landfall failed-rows 0198c2d4-... --client sample --engagement sample --out failed.csv
  landfall correct 0198c2d4-... failed.csv --client sample --engagement sample
  landfall report 0198c2d4-... --client sample --engagement sample --format xlsx --out report.xlsx
  landfall recommendations list 0198c2d4-... --client sample --engagement sample
  landfall download 0198c2d4-... --client sample --engagement sample --kind cleansed --out cleansed.csv
  landfall flow list --client sample --engagement sample
  landfall flow resume 0198c2d4-... --client sample --engagement sample --json
  landfall doctor --heal
  landfall flow delete 0198c2d4-... --client sample --engagement sample

Data lives in .landfall beside this checkout (LANDFALL_DATA_DIR or --data change that), or in the
PostgreSQL of DATABASE_URL (with DATABASE_OWNER_URL for migrations).`;

/** The whole command line. */
export function program(): Command {
  const landfall = new Command('landfall')
    .description('Migration discovery: inventory files in, one checked inventory out.')
    .version(productVersion(), '-V, --version', 'say the version of this installation')
    .addHelpText('after', examples)
    .showHelpAfterError('(landfall --help lists the commands)')
    .exitOverride();
  const commands = [
    startCommand(),
    workerCommand(),
    migrateCommand(),
    importCommand(),
    inspectCommand(),
    suggestCommand(),
    reportCommand(),
    recommendationsCommand(),
    downloadCommand(),
    failedRowsCommand(),
    correctCommand(),
    auditCommand(),
    flowCommand(),
    doctorCommand(),
  ];
  for (const command of commands) {
    landfall.addCommand(
      command.exitOverride().showHelpAfterError(`(landfall ${command.name()} --help tells more)`),
    );
  }
  return landfall;
}

/** Runs a command line and sets the exit code of the process; expected ends are one sentence on standard error. */
export async function run(args: readonly string[]): Promise<void> {
  // A reader that has seen enough, as `| head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  // commander has printed its message (or the help) already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  process.stderr.write(`${explain(error)}\n`);
  return error instanceof CommandEnd ? error.exitCode : exitCodes.failed;
}
