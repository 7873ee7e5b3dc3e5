import { setImmediate as nextTurn } from 'node:timers/promises';

/** Runs work that stops now and then to the end, and lets others run at each stop. */
export async function runInTurns<Result>(steps: Generator<undefined, Result, undefined>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await nextTurn();
  }
}
