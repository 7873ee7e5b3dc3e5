import { join } from 'node:path';
import { copyAuditHeads } from '../features/audit/copy-heads.service.ts';
import { createPhaseRegistry } from '../flows/phase-registry.ts';
import { startFlowWorker } from '../flows/start-worker.ts';
import { removeUnnamedFiles } from '../platform/clean-files.ts';
import { repeat } from '../platform/repeat.ts';
import type { Closing } from './closing.ts';
import { deletionWorkOf } from './deletion.ts';
import { phasesOf } from './features.ts';
import type { Platform } from './platform.ts';
import { startWebhooks } from './webhooks.ts';

const CLEAN_EVERY_MS = 3_600_000;

/** Starts executing phases and deletions in this process. */
export async function startWorker(platform: Platform, closing: Closing): Promise<void> {
  const { config, background: db, engine, files, backgroundLog: log } = platform;
  const registry = createPhaseRegistry(phasesOf({ files, limits: config }));
  const deletions = deletionWorkOf({ db, engine, files, log });
  const worker = await startFlowWorker({ db, engine, log, registry, deletions });
  closing.add('worker', () => worker.stop());
  const cleaner = repeat(CLEAN_EVERY_MS, log, async () => {
    const removed = await removeUnnamedFiles(db, files);
    if (removed > 0) log.info({ removed }, 'files without an import removed');
  });
  closing.add('cleaner', () => cleaner.stop());
  const copier = repeat(CLEAN_EVERY_MS, log, async () => void (await copyHeads(platform)));
  closing.add('audit copy', () => copier.stop());
  await copyHeads(platform).catch((error: unknown) =>
    log.warn({ error: String(error) }, 'audit heads not copied'),
  );
  startWebhooks(platform, closing);
}

function copyHeads({ background: db, config }: Platform): Promise<string | undefined> {
  return copyAuditHeads(db, join(config.dataDirectory, 'audit-heads'), new Date());
}
