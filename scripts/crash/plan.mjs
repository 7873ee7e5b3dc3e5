/** The plan file that tells the product which of its crash points end their victim. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pidFileOf } from './product.mjs';

/** The plan of a stage; the product reads it at every point it passes. */
export function openPlan({ dataDirectory }) {
  const file = join(dataDirectory, 'crash-plan');
  writeFileSync(file, '');
  return {
    /** Value of LANDFALL_CRASH_POINT. */
    setting: `@${file}`,
    /** Arms points: `{ name, hit }`; the victim is the process itself, or PostgreSQL. */
    arm(points, victim = 'worker') {
      const rest = victim === 'postgres' ? `:${pidFileOf(dataDirectory)}` : '';
      writeFileSync(file, points.map(({ name, hit }) => `${name}:${hit}${rest}`).join('\n'));
      rmSync(`${file}.hit`, { force: true });
    },
    /** Has the product write down each point it passes. */
    record() {
      writeFileSync(file, 'record');
      rmSync(`${file}.passed`, { force: true });
    },
    /** Names of the points that have ended their victim since they were armed. */
    hits: () => linesOf(`${file}.hit`),
    /** Points passed since recording began with how often, in the order of their first passing. */
    passed() {
      const counts = new Map();
      for (const name of linesOf(`${file}.passed`)) counts.set(name, (counts.get(name) ?? 0) + 1);
      return [...counts].map(([name, hits]) => ({ name, hits }));
    },
    /** No point does anything. */
    disarm: () => writeFileSync(file, ''),
  };
}

function linesOf(name) {
  return existsSync(name) ? readFileSync(name, 'utf8').split('\n').filter(Boolean) : [];
}
