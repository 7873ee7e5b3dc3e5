/** One process that serves requests and some that work, on one data directory. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../crash/stage.mjs';
import { isRunning, postmaster, spawnProduct, startProduct, stopProduct } from '../crash/product.mjs';

const restartPauseMs = 50;

/** Starts the processes, with settings if some are given; a worker that ends is started again until the fleet stops. */
export async function startFleet(stage, { workers, settings = {} }) {
  const env = { LANDFALL_UPLOADS_PER_MINUTE: '100000', LANDFALL_WEBHOOK_PRIVATE: 'true', ...settings };
  const api = await startProduct(stage.dataDirectory, { role: 'api', env });
  const state = { stopping: false, failedStarts: 0, lastFailure: '' };
  const slots = Array.from({ length: workers }, () => ({ product: undefined }));
  const keepAlive = async (slot) => {
    while (!state.stopping) {
      slot.product = spawnProduct(stage.dataDirectory, { role: 'worker', env });
      await slot.product.ended;
      if (state.stopping) return;
      if (slot.product.child.signalCode !== 'SIGKILL') {
        state.failedStarts += 1;
        state.lastFailure = slot.product.output.slice(-2000);
      }
      await sleep(restartPauseMs);
    }
  };
  const keepers = slots.map(keepAlive);
  for (const slot of slots) while (!slot.product?.isReady) await sleep(50);
  return {
    url: api.url,
    state,
    isServing: () => isRunning(api),
    workers: () => slots.map(({ product }) => product),
    stopPostgres: () => signalPostgres(stage, 'SIGQUIT'),
    databaseAnswers: () =>
      connect(stage).then(
        (client) => client.end().then(() => true),
        () => false,
      ),
    async stop() {
      state.stopping = true;
      await Promise.all(slots.map(({ product }) => stopProduct(product)));
      await Promise.all(keepers);
      await stopProduct(api);
    },
    async kill() {
      state.stopping = true;
      for (const product of [api, ...slots.map((slot) => slot.product)])
        if (isRunning(product)) product.child.kill('SIGKILL');
      await Promise.all(keepers);
      if (signalPostgres(stage, 'SIGINT')) await sleep(1000);
    },
  };
}

/** SIGQUIT ends PostgreSQL at once, as `pg_ctl stop -m immediate` does; false when it is down. */
function signalPostgres({ dataDirectory }, signal) {
  try {
    process.kill(postmaster(dataDirectory).pid, signal);
    return true;
  } catch {
    return false;
  }
}
