import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;

/** A product of its own that serves people and has no worker until one is started. */
export interface ServerOnly {
  readonly url: string;
  readonly oneTimePassword: string;
  readonly dataDirectory: string;
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server alone on an empty data directory, which goes with it. */
export async function startServerOnly(): Promise<ServerOnly> {
  const home = mkdtempSync(join(tmpdir(), 'landfall-no-worker-'));
  // As root the database runs under another account, which has to reach its files.
  chmodSync(home, 0o755);
  const dataDirectory = join(home, 'data');
  const children: ChildProcess[] = [];
  const run = (args: readonly string[], ready: RegExp) => {
    const child = spawn(process.execPath, [...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment(),
    });
    children.unshift(child);
    return firstMatch(child, ready);
  };
  const stop = async () => {
    for (const child of children) await ended(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const started = await run(
      ['--import', 'tsx', join(here, 'start-server-only.mjs'), dataDirectory],
      /url (\S+) password (\S+)/,
    );
    return {
      url: started[1] ?? '',
      oneTimePassword: started[2] ?? '',
      dataDirectory,
      async startWorker() {
        const landfall = join(here, '../scripts/landfall.mjs');
        await run([landfall, 'worker', '--data', dataDirectory], /The worker is ready/);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The journey needs an empty database, whatever database the shell is set up for. */
function environment(): NodeJS.ProcessEnv {
  // oxlint-disable-next-line node/no-process-env -- handed on to the product without what would point it elsewhere
  const { DATABASE_URL: _url, DATABASE_OWNER_URL: _owner, ...rest } = process.env;
  return rest;
}

function firstMatch(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      const found = pattern.exec(text);
      if (found !== null) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`The process ended with ${code}: ${text}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGINT');
  });
}
