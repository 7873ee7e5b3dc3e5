import { readFileSync } from 'node:fs';

const armed: { name: string; hitsLeft: number; pidFile: string | undefined } = {
  name: '',
  hitsLeft: 0,
  pidFile: undefined,
};

/**
 * Arms one crash point of this process from `name:hit` or `name:hit:pidfile`; hit 1 is the first time the
 * point is passed, and with a file it is the process named in its first line that dies. Left undefined, as in
 * every run but those of the crash runner, all points do nothing.
 */
export function armCrashPoint(configured: string | undefined): void {
  const [name = '', hit = '1', ...pidFile] = (configured ?? '').split(':');
  armed.name = name;
  armed.hitsLeft = Number(hit);
  armed.pidFile = pidFile.length > 0 ? pidFile.join(':') : undefined;
}

/** Ends its victim with SIGKILL, as a power cut would, when this is the armed point and its hit has come. */
export function crashPoint(name: string): void {
  if (name !== armed.name) return;
  armed.hitsLeft -= 1;
  if (armed.hitsLeft === 0) process.kill(victim(), 'SIGKILL');
}

function victim(): number {
  if (armed.pidFile === undefined) return process.pid;
  return Number(readFileSync(armed.pidFile, 'utf8').split('\n', 1)[0]);
}
