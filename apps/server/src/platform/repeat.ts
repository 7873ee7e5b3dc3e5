import type { Log } from './log.ts';

/** Work done again and again until stopped. */
export interface Repetition {
  /** Resolves when the turn in progress has ended; no other begins. */
  stop(): Promise<void>;
}

/** Repeats work with a pause between turns; a turn that fails is logged and the next one comes all the same. */
export function repeat(everyMs: number, log: Log, work: () => Promise<void>): Repetition {
  const state: { stopped: boolean; timer: NodeJS.Timeout | undefined; turn: Promise<void> } = {
    stopped: false,
    timer: undefined,
    turn: Promise.resolve(),
  };
  const next = (): void => {
    if (state.stopped) return;
    state.timer = setTimeout(() => {
      state.turn = work()
        .catch((error: unknown) => log.warn({ error: String(error) }, 'background turn failed'))
        .then(next);
    }, everyMs);
  };
  next();
  return {
    async stop() {
      state.stopped = true;
      clearTimeout(state.timer);
      await state.turn;
    },
  };
}
