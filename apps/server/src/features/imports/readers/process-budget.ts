import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Refusal } from '@landfall/domain/tabular/file-layout';

/** What a process may use before it is ended. */
export interface ProcessBudget {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly refuse: (what: 'memory' | 'time') => Refusal;
}

const lookEveryMs = 100;
const pageBytes = 4096;
const ticksPerSecond = 100;

/** Calls `onOverrun` once when a process exceeds its budget; without /proc only its own heap limit holds it. */
export function watchProcess(
  { pid }: ChildProcess,
  budget: ProcessBudget,
  onOverrun: (refusal: Refusal) => void,
): { stop(): void } {
  const timer = setInterval(() => {
    const use = pid === undefined ? undefined : useOf(pid);
    if (use === undefined) return;
    const over =
      use.residentBytes > budget.residentBytes
        ? 'memory'
        : use.cpuSeconds > budget.cpuSeconds
          ? 'time'
          : null;
    if (over === null) return;
    clearInterval(timer);
    onOverrun(budget.refuse(over));
  }, lookEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function useOf(pid: number): { cpuSeconds: number; residentBytes: number } | undefined {
  try {
    // Fields behind the name in brackets, which may itself hold brackets and spaces: state is the first.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuSeconds: ticks / ticksPerSecond, residentBytes: Number(fields[21]) * pageBytes };
  } catch {
    return undefined;
  }
}
