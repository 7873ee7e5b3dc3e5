import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Processor seconds of a process and its children, running and ended; NaN where /proc does not tell. */
export function familyCpu(pid: number): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ticks = processes.map((name) => {
    const fields = statOf(name);
    if (Number(name) === pid) return sum(fields.slice(11, 15));
    return Number(fields[1]) === pid ? sum(fields.slice(11, 13)) : 0;
  });
  return processes.includes(String(pid)) ? sum(ticks) / ticksPerSecond : Number.NaN;
}

/** Fields of /proc/PID/stat after the name: state, parent and so on; none for a process that has just ended. */
function statOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

function sum(figures: readonly (number | string)[]): number {
  return figures.reduce<number>((total, figure) => total + Number(figure), 0);
}
