/** One file through the whole product, as a person would do it: a server in a process of its own, the command line against it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const landfall = join(import.meta.dirname, '../../scripts/landfall.mjs');

/** One file taken through the whole product once. */
export interface ImportRun {
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
}

/** The same file taken through one server twice. */
export interface WholeImport {
  readonly first: ImportRun;
  readonly again: ImportRun;
  /** Peak resident memory of the server after the first import and after both; undefined where /proc does not tell. */
  readonly firstPeakMb: number | undefined;
  readonly peakMb: number | undefined;
}

/** Starts a server on a new data directory, imports the file twice with every gate approved, and stops the server. */
export async function importWhole(path: string): Promise<WholeImport> {
  const data = mkdtempSync('/tmp/landfall-bench-data-');
  await chmod(data, 0o755);
  const server = spawn(process.execPath, [landfall, 'start', '--data', data, '--port', '0', '--demo'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await waitForServer(server, data);
    const first = await importFile(path, data);
    const firstPeakMb = peakOf(server);
    const again = await importFile(path, data);
    return { first, again, firstPeakMb, peakMb: peakOf(server) };
  } finally {
    await stop(server);
    rmSync(data, { recursive: true, force: true });
  }
}

async function importFile(path: string, data: string): Promise<ImportRun> {
  const startedAt = performance.now();
  const target = ['--client', 'sample', '--engagement', 'sample', '--data', data];
  const { stdout } = await run(process.execPath, [landfall, 'import', path, ...target, '--yes', '--json'], {
    maxBuffer: 10 * 2 ** 20,
  });
  return { seconds: (performance.now() - startedAt) / 1000, report: JSON.parse(stdout) };
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
