import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/**
 * Processor seconds of the ended children of a process; undefined where /proc does not tell.
 *
 * On a busy machine wall times vary by a factor; processor time hardly does.
 */
export function endedChildrenCpu(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
