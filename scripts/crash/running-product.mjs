/** The product of a crash case: started again whenever it was killed, with how long that took it. */
import { isRunning, startProduct, stopProduct } from './product.mjs';
import { lookAt, timeToProgress } from './resume-clock.mjs';

/** Starts the product with a plan of crash points; `revive` answers its URL and starts it again if it has died. */
export async function openRunningProduct(stage, { setting, resumes, acrossKills }) {
  const env = { LANDFALL_UPLOADS_PER_MINUTE: '100000', LANDFALL_WEBHOOK_PRIVATE: 'true' };
  const start = () => startProduct(stage.dataDirectory, { crashPoint: setting, env });
  /** @type {{ product: object, deaths: number, clocks: Promise<void>[], reviving: Promise<void> | undefined }} */
  const state = { product: await start(), deaths: 0, clocks: [], reviving: undefined };
  const startAgain = async () => {
    const before = await lookAt(stage);
    const since = Date.now();
    state.deaths += 1;
    const death = state.deaths;
    state.clocks.push(
      timeToProgress(stage, before, since).then((ms) => {
        if (ms === undefined) return;
        // A start that was killed in its turn is counted apart; the one after it has a clock of its own.
        if (state.deaths === death) resumes.push(ms);
        else acrossKills.push(ms);
      }),
    );
    // A point may end it while it starts; then it is started once more.
    state.product = await start().catch(start);
  };
  return {
    revive: async () => {
      if (!isRunning(state.product)) {
        state.reviving ??= startAgain().finally(() => {
          state.reviving = undefined;
        });
        await state.reviving;
      }
      return state.product.url;
    },
    kill: () => state.product.child.kill('SIGKILL'),
    isRunning: () => isRunning(state.product),
    deaths: () => state.deaths,
    async stop() {
      await Promise.all(state.clocks);
      await stopProduct(state.product);
    },
  };
}
