const armed: { name: string; hitsLeft: number } = { name: '', hitsLeft: 0 };

/**
 * Arms one crash point of this process from `name:hit`; hit 1 is the first time the point is passed. Left
 * undefined, as in every run but those of the crash runner, all points do nothing.
 */
export function armCrashPoint(configured: string | undefined): void {
  const [name = '', hit = '1'] = (configured ?? '').split(':');
  armed.name = name;
  armed.hitsLeft = Number(hit);
}

/** Ends this process with SIGKILL, as a power cut would, when this is the armed point and its hit has come. */
export function crashPoint(name: string): void {
  if (name !== armed.name) return;
  armed.hitsLeft -= 1;
  if (armed.hitsLeft === 0) process.kill(process.pid, 'SIGKILL');
}
