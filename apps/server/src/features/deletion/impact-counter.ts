import { setTimeout as sleep } from 'node:timers/promises';
import type { FootprintCounts, ReadScope } from './inventory-port.ts';
import { beingCounted } from './deletion.errors.ts';

/** What is counted: an import in the state its engagement is in. */
export interface CountedState {
  readonly importId: string;
  /** Names the state of the flow, of the engagement's assets and of all other results. */
  readonly mark: string;
}

interface Counting {
  readonly mark: string;
  readonly counts: Promise<FootprintCounts>;
}

const mostRemembered = 100;

/**
 * Counts what imports left in the inventory, once for each state: who asks while it is being counted, waits for the
 * same count, and what was counted is remembered until something changes. A wait that lasts too long ends with 503
 * `impact_being_counted`, and the count goes on for whoever asks again.
 */
export class ImpactCounter {
  readonly #measure: (read: ReadScope, importId: string) => Promise<FootprintCounts>;
  readonly #longestWaitMs: number;
  readonly #known = new Map<string, { readonly mark: string; readonly counts: FootprintCounts }>();
  readonly #running = new Map<string, Counting>();

  constructor(
    measure: (read: ReadScope, importId: string) => Promise<FootprintCounts>,
    longestWaitMs = 20_000,
  ) {
    this.#measure = measure;
    this.#longestWaitMs = longestWaitMs;
  }

  /** The counts of this state, from memory or counted now. */
  async countsOf(read: ReadScope, state: CountedState): Promise<FootprintCounts> {
    const end = Date.now() + this.#longestWaitMs;
    for (;;) {
      const known = this.#known.get(state.importId);
      if (known?.mark === state.mark) return known.counts;
      const running = this.#running.get(state.importId);
      if (running === undefined || running.mark === state.mark)
        return within(end, (running ?? this.#start(read, state)).counts);
      // Two counts of one import would only hold each other up.
      await within(
        end,
        running.counts.catch(() => undefined),
      );
    }
  }

  #start(read: ReadScope, { importId, mark }: CountedState): Counting {
    const counts = this.#measure(read, importId)
      .then((found) => {
        this.#remember(importId, mark, found);
        return found;
      })
      .finally(() => this.#running.delete(importId));
    // Nobody may be waiting any more when it fails; the next to ask counts anew.
    counts.catch(() => undefined);
    const counting = { mark, counts };
    this.#running.set(importId, counting);
    return counting;
  }

  #remember(importId: string, mark: string, counts: FootprintCounts): void {
    this.#known.delete(importId);
    this.#known.set(importId, { mark, counts });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostRemembered && oldest !== undefined) this.#known.delete(oldest);
  }
}

async function within<Result>(end: number, result: Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const late = sleep(Math.max(0, end - Date.now()), undefined, stop).then(
    () => Promise.reject(beingCounted()),
    // The result came first.
    () => result,
  );
  try {
    return await Promise.race([result, late]);
  } finally {
    stop.abort();
  }
}
