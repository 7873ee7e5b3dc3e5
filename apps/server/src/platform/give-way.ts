import { writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

/** A tenth of the processor time when something else wants all of it. */
const niceness = constants.priority.PRIORITY_BELOW_NORMAL;
/** Niceness of this process, however it was started, plus as much: no system knows a greater one than the lowest priority. */
const giveWayAt = Math.min(constants.priority.PRIORITY_LOW, getPriority() + niceness);

/**
 * Lets requests go before a process of this machine. 0 is the caller, which Linux counts by thread and other systems
 * by process.
 */
export function giveWay(pid: number): void {
  try {
    setPriority(pid, giveWayAt);
  } catch {
    // It ended already, belongs to another account, or a sandbox forbids it: the work is the same.
  }
}

/**
 * Lets requests go before a process that leads a session of its own, as each backend of PostgreSQL does. Where Linux
 * shares processors out by session first, the niceness of the process counts within its session only.
 */
export function sessionGivesWay(pid: number): void {
  giveWay(pid);
  if (process.platform === 'linux') tellSession(pid);
}

const pauseMs = 200;
const mostAttempts = 30;

/** For an ordinary account Linux takes one such wish in a tenth of a second. */
function tellSession(pid: number, attempt = 1): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch (error) {
    const isTooSoon = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
    if (isTooSoon && attempt < mostAttempts)
      setTimeout(() => tellSession(pid, attempt + 1), pauseMs * (0.5 + Math.random())).unref();
  }
}
