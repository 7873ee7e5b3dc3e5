/** Stores one file in a process of its own, so that its peak memory can be told: URL, ADMIN URL, FILE, SHA256. */
import { letHeapsGrow } from '../../apps/server/src/platform/heap-growth.ts';
import { createPools } from '../../apps/server/src/platform/db.ts';
import { createScratchImport, storeScratchImport } from './scratch-import.ts';

const [appUrl = '', adminUrl = '', path = '', sha256 = ''] = process.argv.slice(2);
letHeapsGrow();
const scratch = await createScratchImport(adminUrl, path, sha256);
const db = createPools({ appUrl });
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const { counts, columns } = await storeScratchImport(db, scratch);
const seconds = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuBefore);
await db.close();
const figures = {
  seconds,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  rows: counts.rows,
  columns: columns.length,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
