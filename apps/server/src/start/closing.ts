import { endsWithin } from '../platform/ends-within.ts';

interface Step {
  readonly name: string;
  readonly stop: () => Promise<void>;
  readonly withinMs: number;
}

const usualWithinMs = 15_000;

/**
 * What has to be stopped, in the opposite order of starting; each is stopped even when another one fails to, or has not
 * stopped when its time is up.
 */
export class Closing {
  readonly #steps: Step[] = [];
  #running: Promise<void> | undefined;

  /** Adds what is to be stopped within a time; 15 s unless told. */
  add(name: string, stop: () => Promise<void>, withinMs = usualWithinMs): void {
    this.#steps.push({ name, stop, withinMs });
  }

  /** Stops everything once; further calls wait for the same end. */
  run(): Promise<void> {
    this.#running ??= this.#stopAll();
    return this.#running;
  }

  async #stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const { name, stop, withinMs } of this.#steps.toReversed()) {
      try {
        if (!(await endsWithin(stop(), withinMs))) throw new Error(`It took longer than ${withinMs} ms.`);
      } catch (error) {
        failures.push(new Error(`Stopping the ${name} failed.`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
  }
}
