import { nextTurn } from '../../platform/next-turn.ts';

/** Runs work that stops now and then to the end, and lets others run at each stop; what a stop throws ends the work. */
export async function runInTurns<Result>(
  steps: Generator<undefined, Result, undefined>,
  atStop: () => Promise<void> = nextTurn,
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await atStop();
  }
}
