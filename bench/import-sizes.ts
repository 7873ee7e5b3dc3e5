/**
 * Whether an import takes twice as long for twice the rows, and how much memory each size takes.
 *
 *   npm run bench -- import-sizes [--rows 10000,100000,1000000] [--most-mb 2048]
 *
 * Each size goes through a server of its own on an empty data directory, from upload to inventory, every gate approved
 * as soon as it is asked. The limits of rows and file size are set as large as the largest size needs. Bars: every
 * import completes with books that add up; no size of at least 100,000 rows takes more than 1.5 times as long a row as
 * the one before it; the server's memory stays below `--most-mb`.
 */
import { mkdtempSync, openAsBlob, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bringToEnd } from './support/bring-to-end.ts';
import { writeInventoryCsv } from './support/inventory-csv.ts';
import { startServer } from './support/running-landfall.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    'most-mb': { type: 'string', default: '2048' },
  },
});
const sizes = values.rows.split(',').map(Number);
const mostMb = Number(values['most-mb']);
/** Smaller imports are mostly waiting between their phases. */
const linearFrom = 100_000;
const mostGrowth = 1.5;

interface Measured {
  readonly rows: number;
  readonly seconds: number;
  readonly peakMb: number | undefined;
  readonly isWhole: boolean;
}

const folder = mkdtempSync('/tmp/landfall-bench-files-');
try {
  say('      rows       MiB   seconds  s per million   peak MiB');
  const measured: Measured[] = [];
  for (const rows of sizes) measured.push(await measure(rows));
  judge(measured);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(rows: number): Promise<Measured> {
  const path = join(folder, `inventory-${rows}.csv`);
  await writeInventoryCsv(path, { rows });
  const megabytes = statSync(path).size / 2 ** 20;
  const server = await startServer({
    LANDFALL_MAX_ROWS: String(Math.max(rows, 1_000_000)),
    LANDFALL_MAX_FILE_MEGABYTES: String(Math.max(1024, Math.ceil(megabytes))),
  });
  try {
    const api = await server.newEngagement();
    const startedAt = performance.now();
    const answer = await api.upload({ name: 'inventory.csv', content: await openAsBlob(path) });
    if (answer.status !== 201) throw new Error(`The upload was answered ${JSON.stringify(answer)}`);
    const flow = await bringToEnd(api, answer.body.flow_id, { pollMs: 200 });
    const seconds = (performance.now() - startedAt) / 1000;
    const isWhole = flow.status === 'completed' && flow.accounting?.['reconciles'] === true;
    const peakMb = server.peakMb();
    say(lineOf({ rows, seconds, peakMb, isWhole }, megabytes));
    return { rows, seconds, peakMb, isWhole };
  } finally {
    await server.stop();
    rmSync(path, { force: true });
  }
}

function lineOf({ rows, seconds, peakMb, isWhole }: Measured, megabytes: number): string {
  const figures = [
    String(rows).padStart(10),
    megabytes.toFixed(0).padStart(10),
    seconds.toFixed(1).padStart(10),
    perMillion({ rows, seconds }).toFixed(1).padStart(15),
    (peakMb?.toFixed(0) ?? 'unknown').padStart(11),
  ];
  return `${figures.join('')}${isWhole ? '' : '  DID NOT COMPLETE OR DOES NOT RECONCILE'}`;
}

function perMillion({ rows, seconds }: Pick<Measured, 'rows' | 'seconds'>): number {
  return (seconds / rows) * 1e6;
}

function judge(measured: readonly Measured[]): void {
  const large = measured.filter(({ rows }) => rows >= linearFrom);
  const isLinear = large.every((each, at) => {
    const before = large[at - 1];
    return before === undefined || perMillion(each) <= perMillion(before) * mostGrowth;
  });
  const isSmall = measured.every(({ peakMb = 0 }) => peakMb <= mostMb);
  const isWhole = measured.every((each) => each.isWhole);
  say(
    `linear: ${isLinear ? 'yes' : 'NO'}; below ${mostMb} MiB: ${isSmall ? 'yes' : 'NO'}; all complete: ${isWhole ? 'yes' : 'NO'}`,
  );
  process.exitCode = isLinear && isSmall && isWhole ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
