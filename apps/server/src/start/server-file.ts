import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const serverFile = z.object({ url: z.url(), pid: z.number().int() });
/** Where a server that runs on this data directory is reached. */
export type RunningServerFile = z.infer<typeof serverFile>;

const pathIn = (dataDirectory: string): string => join(dataDirectory, 'server.json');

/** Notes where this process listens, for commands on the same machine. */
export function writeServerFile(dataDirectory: string, url: string): void {
  const draft = `${pathIn(dataDirectory)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 });
  renameSync(draft, pathIn(dataDirectory));
}

/** The note of a process that is alive; one left behind by a killed process does not count. */
export function readServerFile(dataDirectory: string): RunningServerFile | undefined {
  try {
    const file = serverFile.parse(JSON.parse(readFileSync(pathIn(dataDirectory), 'utf8')));
    process.kill(file.pid, 0);
    return file;
  } catch {
    return undefined;
  }
}

/** Removes the note of this process, and leaves one of another process alone. */
export function removeServerFile(dataDirectory: string): void {
  if (readServerFile(dataDirectory)?.pid === process.pid) rmSync(pathIn(dataDirectory), { force: true });
}
