/** The workers of a model run, one of which is lost now and then. */

const commandsBetween = 400;
const shakenMs = 30_000;

/** Loses workers of a fleet by SIGKILL: not before both work again, nor within some hundred commands of the last. */
export function openWorkers(fleet) {
  const state = { lastAt: -Infinity, commands: commandsBetween, lost: 0 };
  return {
    /** Tells that a command was given. */
    count: () => void (state.commands += 1),
    /** `lost` when a worker died, `spared` when none could be spared. */
    lose() {
      const workers = fleet.workers();
      if (state.commands < commandsBetween || !workers.every(({ isReady }) => isReady)) return 'spared';
      Object.assign(state, { lastAt: Date.now(), commands: 0, lost: state.lost + 1 });
      workers[state.lost % workers.length].child.kill('SIGKILL');
      return 'lost';
    },
    /** Whether one was lost so lately that work may still be seen standing still. */
    areShaken: () => Date.now() - state.lastAt < shakenMs,
    lost: () => state.lost,
  };
}
