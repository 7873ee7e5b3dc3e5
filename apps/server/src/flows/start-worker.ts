import { type Repetition, repeat } from '../platform/repeat.ts';
import type { PhaseRegistry } from './phase-registry.ts';
import { reconcile } from './reconcile.ts';
import { runPhase, type RunPhaseDeps } from './run-phase.ts';

const reconcileEveryMs = 30_000;
const forgetEveryMs = 3_600_000;
const keepDays = 7;

/** What a process needs to execute phases. */
export type WorkerDeps = RunPhaseDeps & { readonly registry: PhaseRegistry };

/** A process that executes phases; stopping it does not stop the engine, whose owner does that first. */
export interface FlowWorker {
  stop(): Promise<void>;
}

/** Starts executing phase jobs in this process, and repairing what lost its job. */
export async function startFlowWorker(deps: WorkerDeps): Promise<FlowWorker> {
  const { engine, log } = deps;
  await engine.startWorker((delivery) => runPhase(deps, delivery));
  // Once at the start, for what an earlier process left behind, then at leisure.
  await reconcile(deps).catch((error: unknown) => log.warn({ error: String(error) }, 'reconciler failed'));
  const repetitions: Repetition[] = [
    repeat(reconcileEveryMs, log, async () => void (await reconcile(deps))),
    repeat(forgetEveryMs, log, () => engine.forgetFinished(new Date(Date.now() - keepDays * 86_400_000))),
  ];
  return {
    stop: async () => void (await Promise.all(repetitions.map((repetition) => repetition.stop()))),
  };
}
