import { flowTypeDefinitions } from '@landfall/domain/flow/flow-type';
import { createPhaseRegistry } from '../flows/phase-registry.ts';
import { startFlowWorker } from '../flows/start-worker.ts';
import type { Closing } from './closing.ts';
import { phasesOf } from './features.ts';
import type { Platform } from './platform.ts';

/** Starts executing phases in this process. */
export async function startWorker(platform: Platform, closing: Closing): Promise<void> {
  const { db, engine, log } = platform;
  const served = flowTypeDefinitions.filter(({ name }) => name === 'discovery');
  const registry = createPhaseRegistry(phasesOf(platform), served);
  const worker = await startFlowWorker({ db, engine, log, registry });
  closing.add('worker', () => worker.stop());
}
