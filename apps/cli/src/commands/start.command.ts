import { relative } from 'node:path';
import { Command } from 'commander';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { dataOption, portNumber } from '../options.ts';
import { runUntilSignal } from '../run-until-signal.ts';

interface StartOptions {
  readonly port?: number;
  readonly host?: string;
  readonly demo?: true;
  readonly data?: string;
}

/** `landfall start`: database, API, web application and worker in one process. */
export function startCommand(): Command {
  return new Command('start')
    .description('Start Landfall: database, API, web application and worker in one process.')
    .option(
      '--port <port>',
      'port to listen on (default: $LANDFALL_PORT or 4870; 0: any free one)',
      portNumber,
    )
    .option('--host <address>', 'address to listen on (default: $LANDFALL_HOST or 127.0.0.1)')
    .option('--demo', 'create a sample client and engagement to try Landfall with')
    .addOption(dataOption())
    .action(start);
}

async function start({ data, host, port, demo }: StartOptions): Promise<void> {
  const { startLandfall } = await import('@landfall/server/main');
  const { findRunningLandfall } = await import('@landfall/server/running');
  const running = await startLandfall({ dataDirectory: data, host, port, demo: demo === true }).catch(
    (error: unknown) => {
      throw ownPortTaken(error, findRunningLandfall({ dataDirectory: data })?.url) ?? error;
    },
  );
  process.stdout.write(welcome(running, demo === true));
  await runUntilSignal(() => running.close());
}

/** A clearer sentence when what holds the port is a Landfall on the same data directory. */
function ownPortTaken(error: unknown, runningUrl: string | undefined): CommandEnd | undefined {
  if (runningUrl === undefined || !(error instanceof Error)) return undefined;
  if (!error.message.startsWith(`Port ${new URL(runningUrl).port} is in use`)) return undefined;
  const sentence = `Landfall already runs at ${runningUrl} on this data directory; use that one, or choose another port with --port.`;
  return new CommandEnd(exitCodes.failed, sentence, { cause: error });
}

interface Started {
  readonly url: string | undefined;
  readonly dataDirectory: string;
  readonly adminCredentials: { readonly email: string; readonly password: string } | undefined;
}

/** The path as one would type it here. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

/** What a person needs to know now. The password is shown until it is changed, which the first sign-in asks for. */
function welcome({ url, dataDirectory, adminCredentials }: Started, isDemo: boolean): string {
  const lines = [`Landfall is ready at   ${url}`];
  if (adminCredentials) {
    lines.push(`Sign in as             ${adminCredentials.email}`);
    lines.push(`One-time password      ${adminCredentials.password}`);
  }
  if (isDemo) lines.push('Files to try           samples/ (read samples/README.md)');
  lines.push(`Data directory         ${shortest(dataDirectory)}`, 'Ctrl-C stops it.');
  return `\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`;
}
