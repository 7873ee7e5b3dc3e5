import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A command line that runs as a process of its own. */
export interface Run {
  readonly process: ChildProcessWithoutNullStreams;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** A directory for the data of one test, removed with it. */
export function aDataDirectory(): string {
  const directory = mkdtempSync('/tmp/landfall-cli-');
  chmodSync(directory, 0o755);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts the command line as a process of its own. */
export function landfall(...args: string[]): Run {
  const script = join(import.meta.dirname, '../../../scripts/landfall.mjs');
  const child = spawn(process.execPath, [script, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()));
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return { process: child, output: () => text, ended };
}

/** Waits for the end of a run; its output is that of both streams. */
export async function finish(run: Run): Promise<{ code: number | null; output: string }> {
  return { code: await run.ended, output: run.output() };
}

/** How long a start may take; on a busy machine a new database alone takes most of a minute. */
const startMs = 180_000;
const lookEveryMs = 20;

/** Waits until a started server says where it answers. */
export async function ready(run: Run): Promise<{ url: string; password: string | undefined }> {
  for (let waited = 0; waited < startMs; waited += lookEveryMs) {
    const url = /ready at\s+(\S+)/.exec(run.output())?.[1];
    if (url !== undefined && run.output().includes('Ctrl-C')) {
      return { url, password: /One-time password\s+(\S+)/.exec(run.output())?.[1] };
    }
    if (run.process.exitCode !== null) break;
    await sleep(lookEveryMs);
  }
  throw new Error(`It did not start:\n${run.output()}`);
}
