/** The workers of a model run, one of which is lost now and then. */

const restMs = 10_000;
const shakenMs = 30_000;

/** Loses workers of a fleet by SIGKILL: not before both work again, nor within some seconds of the last. */
export function openWorkers(fleet) {
  const state = { lastAt: -Infinity, lost: 0 };
  return {
    /** `lost` when a worker died, `spared` when none could be spared. */
    lose() {
      const workers = fleet.workers();
      if (Date.now() - state.lastAt < restMs || !workers.every(({ isReady }) => isReady)) return 'spared';
      state.lastAt = Date.now();
      state.lost += 1;
      workers[state.lost % workers.length].child.kill('SIGKILL');
      return 'lost';
    },
    /** Whether one was lost so lately that work may still be seen standing still. */
    areShaken: () => Date.now() - state.lastAt < shakenMs,
    lost: () => state.lost,
  };
}
