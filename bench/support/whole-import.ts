/** One file through the whole product, as a person would do it: a server in a process of its own, the command line against it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const landfall = join(import.meta.dirname, '../../scripts/landfall.mjs');

export interface WholeImport {
  readonly seconds: number;
  readonly report: {
    readonly source_rows: number;
    readonly created: number;
    readonly updated: number;
    readonly merged_duplicates: number;
    readonly unchanged: number;
    readonly rejected: number;
    readonly phases: readonly { readonly name: string; readonly ms: number }[];
  };
  /** Peak resident memory of the server; undefined where /proc does not tell. */
  readonly serverPeakMb: number | undefined;
}

/** Starts a server on a new data directory, imports the file with every gate approved, and stops the server. */
export async function importWhole(path: string): Promise<WholeImport> {
  const data = mkdtempSync('/tmp/landfall-bench-data-');
  await chmod(data, 0o755);
  const server = spawn(process.execPath, [landfall, 'start', '--data', data, '--port', '0', '--demo'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await waitForServer(server, data);
    const startedAt = performance.now();
    const target = ['--client', 'sample', '--engagement', 'sample', '--data', data];
    const { stdout } = await run(process.execPath, [landfall, 'import', path, ...target, '--yes', '--json'], {
      maxBuffer: 10 * 2 ** 20,
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, report: JSON.parse(stdout), serverPeakMb: peakOf(server) };
  } finally {
    await stop(server);
    rmSync(data, { recursive: true, force: true });
  }
}

async function waitForServer(server: ChildProcess, data: string): Promise<void> {
  for (let waited = 0; waited < 180_000; waited += 200) {
    if (existsSync(join(data, 'server.json'))) return;
    if (server.exitCode !== null) throw new Error('The server ended before it was ready.');
    await sleep(200);
  }
  throw new Error('The server did not become ready.');
}

function peakOf({ pid }: ChildProcess): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await ended;
}
