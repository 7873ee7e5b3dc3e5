import type { FlowDetails } from '@landfall/contract/flows';

/** Pauses between two looks at a flow, in milliseconds; the longest without knowing how long its phase will take. */
const pauseMs = { shortest: 50, unknown: 250, longest: 1000 };
/** Looks over the time a phase has left: each comes after so many parts of it. */
const partsOfTimeLeft = 4;
/** A pause is at most such a part of the time the phase has been watched: what little was seen says little. */
const partsOfTimeSeen = 2;
const growth = 1.5;

/** What of a flow tells when to look again. */
export interface LookedAt {
  readonly version: number;
  readonly gate: Pick<NonNullable<FlowDetails['gate']>, 'revision'> | null;
  readonly phase_runs: readonly Pick<Run, 'id' | 'status' | 'rows_done' | 'rows_total'>[];
}

type Run = FlowDetails['phase_runs'][number];

/**
 * How long to wait before a flow is looked at again: hardly at all where something just changed or a phase is about
 * to end, longer in the middle of a long phase. Each look is work for the server that does the phase.
 */
export class LookPace {
  #seen = '';
  #pause = pauseMs.shortest;
  #firstLook = { at: 0, rows: 0 };

  /** Milliseconds to wait after this look; `now` is the time of the look, on any clock of milliseconds. */
  after({ version, gate, phase_runs: runs }: LookedAt, now: number): number {
    const run = runs.findLast(({ status }) => status === 'executing');
    const rows = run?.rows_done ?? 0;
    const state = `${version} ${gate?.revision} ${run?.id}`;
    if (state !== this.#seen) {
      this.#seen = state;
      this.#firstLook = { at: now, rows };
      this.#pause = pauseMs.shortest;
      return this.#pause;
    }
    this.#pause = Math.min(this.#pause * growth, pauseMs.unknown);
    const done = rows - this.#firstLook.rows;
    const total = run?.rows_total ?? null;
    if (total === null || done <= 0) return this.#pause;
    const seenMs = now - this.#firstLook.at;
    const leftMs = ((total - rows) / done) * seenMs;
    const wanted = Math.min(leftMs / partsOfTimeLeft, seenMs / partsOfTimeSeen);
    return Math.min(Math.max(wanted, pauseMs.shortest), pauseMs.longest);
  }
}
