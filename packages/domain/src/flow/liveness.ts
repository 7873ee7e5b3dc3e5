import type { RunStatus } from './flow-state.ts';
import type { ChildStatus } from './flow-status.ts';

/** Seconds without a sign of work after which a running flow says so. */
export const stalledAfterSeconds = 120;

/** Minutes without a finished batch after which a phase run fails as `phase_stalled`. */
export const noProgressMinutes = 30;

/** What a running flow's silence is told from; times in milliseconds of one clock. */
export interface LivenessFacts {
  readonly status: ChildStatus;
  readonly run:
    | { readonly status: RunStatus; readonly dueAt: number; readonly heartbeatAt: number | undefined }
    | undefined;
  readonly now: number;
}

/** A running flow nobody has worked on for two minutes or longer. */
export interface Silence {
  /** Time of the last sign of work, or when work was due. */
  readonly since: number;
  readonly seconds: number;
  /** What is the matter and what happens next by itself. */
  readonly message: string;
}

/** The silence of a running flow; `undefined` while it works, waits its turn, or does not run. */
export function silenceOf({ status, run, now }: LivenessFacts): Silence | undefined {
  if (status !== 'running' || run === undefined) return undefined;
  if (run.status !== 'executing' && run.status !== 'queued') return undefined;
  const executing = run.status === 'executing';
  const since = executing ? (run.heartbeatAt ?? run.dueAt) : run.dueAt;
  const seconds = Math.floor((now - since) / 1000);
  if (seconds < stalledAfterSeconds) return undefined;
  const message = executing
    ? `No sign of work for ${inWords(seconds)}. Another worker takes the phase over by itself; finished batches are kept.`
    : `No worker has begun this phase for ${inWords(seconds)}. It begins by itself as soon as a worker is free.`;
  return { since, seconds, message };
}

function inWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
