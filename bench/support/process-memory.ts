import { readdirSync, readFileSync } from 'node:fs';

const lookEveryMs = 20;
const pageMegabytes = 4096 / 1e6;

/**
 * Watches a process and the Node processes it started; `stop` answers the highest sum of their resident memory in
 * MB, or 0 where /proc does not tell.
 */
export function watchMemory(pid: number): { stop(): number } {
  let highest = 0;
  const look = (): void => {
    highest = Math.max(highest, residentMegabytes(pid));
  };
  look();
  const timer = setInterval(look, lookEveryMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return highest;
    },
  };
}

/** Resident memory of a process and the Node processes it started, in MB; 0 where /proc does not tell. */
export function residentMegabytes(pid: number): number {
  const children = pidsOf().filter((each) => statOf(each)?.parent === pid && statOf(each)?.name === 'node');
  return [pid, ...children].reduce((sum, each) => sum + (statOf(each)?.megabytes ?? 0), 0);
}

function pidsOf(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

interface ProcessStat {
  readonly name: string;
  readonly parent: number;
  readonly megabytes: number;
}

/** What /proc says of a process; its name stands in brackets and may hold blanks itself. */
function statOf(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, close);
    return { name, parent: Number(fields[1]), megabytes: Number(fields[21]) * pageMegabytes };
  } catch {
    return undefined;
  }
}
