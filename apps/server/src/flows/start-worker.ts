import type { DeletionJobHandler } from '../platform/flow-engine.ts';
import { type Repetition, repeat } from '../platform/repeat.ts';
import type { PhaseRegistry } from './phase-registry.ts';
import { reconcile } from './reconcile.ts';
import { runPhase, type RunPhaseDeps } from './run-phase.ts';

const reconcileEveryMs = 10_000;
const forgetEveryMs = 3_600_000;
const keepDays = 7;

/** What removes the data of deleted flows. */
export interface DeletionWork {
  readonly handler: DeletionJobHandler;
  /** Delivers again what lost its job; answers how many. */
  restore(): Promise<number>;
}

/** What a process needs to execute phases and deletions. */
export type WorkerDeps = RunPhaseDeps & {
  readonly registry: PhaseRegistry;
  readonly deletions?: DeletionWork | undefined;
};

/** A process that executes jobs; stopping it does not stop the engine, whose owner does that first. */
export interface FlowWorker {
  stop(): Promise<void>;
}

/** Starts executing jobs in this process, and repairing what lost its job. */
export async function startFlowWorker(deps: WorkerDeps): Promise<FlowWorker> {
  const { engine, log, deletions } = deps;
  await engine.startWorker((delivery) => runPhase(deps, delivery), deletions?.handler);
  const repair = async (): Promise<void> => {
    await reconcile(deps);
    await deletions?.restore();
  };
  // Once at the start, for what an earlier process left behind, then at leisure.
  await repair().catch((error: unknown) => log.warn({ error: String(error) }, 'reconciler failed'));
  const repetitions: Repetition[] = [
    repeat(reconcileEveryMs, log, repair),
    repeat(forgetEveryMs, log, () => engine.forgetFinished(new Date(Date.now() - keepDays * 86_400_000))),
  ];
  return {
    stop: async () => void (await Promise.all(repetitions.map((repetition) => repetition.stop()))),
  };
}
