/**
 * Whether several imports at once share one process fairly and leave the API quick.
 *
 *   npm run bench -- ten-at-once [--imports 10] [--rows 100000] [--category cmdb_export]
 *
 * One server process; as many engagements of as many client accounts as there are imports, each with a file of its
 * own, all uploaded together and approved as they come to their gates. Meanwhile a probe asks the routes that lists
 * and pages of a person use, one after the other, eight times a second. Bar: every import completes with books that
 * add up, and the 99th percentile of the probe's answers is at most 300 ms.
 */
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bringToEnd } from './support/bring-to-end.ts';
import { writeInventoryCsv } from './support/inventory-csv.ts';
import { percentile } from './support/percentile.ts';
import { type EngagementApi, type RunningLandfall, startServer } from './support/running-landfall.ts';

const { values } = parseArgs({
  options: {
    imports: { type: 'string', default: '10' },
    rows: { type: 'string', default: '100000' },
    category: { type: 'string', default: 'cmdb_export' },
  },
});
const [count, rows] = [Number(values.imports), Number(values.rows)];
const barMs = 300;
const probeEveryMs = 125;
/** The probe and the polls of all flows stay below what one person may ask in a minute. */
const pollMs = Math.max(1000, count * 250);

interface Finished {
  readonly seconds: number;
  readonly status: string;
  readonly code: string | null;
  readonly reconciles: boolean;
}

interface Probed {
  readonly route: string;
  readonly ms: number;
  readonly isAnswered: boolean;
}

const folder = mkdtempSync('/tmp/landfall-bench-files-');
const server = await startServer();
try {
  const files = await writeFiles();
  const places = await Promise.all(files.map(() => server.newEngagement()));
  const first = places[0];
  if (first === undefined) throw new Error('There is nothing to import.');
  const probe = startProbe(first);
  const startedAt = performance.now();
  const finished = await Promise.all(
    places.map((place, index) => importOne(place, files[index] ?? '', startedAt)),
  );
  report(finished, await probe.stop(), server);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function writeFiles(): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `inventory-${index}.csv`));
  for (const [seed, path] of paths.entries()) await writeInventoryCsv(path, { rows, seed });
  return paths;
}

async function importOne(place: EngagementApi, path: string, startedAt: number): Promise<Finished> {
  const file = { name: 'inventory.csv', content: await openAsBlob(path), category: values.category };
  const answer = await place.upload(file);
  if (answer.status !== 201) throw new Error(`The upload was answered ${JSON.stringify(answer)}`);
  const flow = await bringToEnd(place, answer.body.flow_id, { pollMs });
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    seconds,
    status: flow.status,
    code: flow.code,
    reconciles: flow.accounting?.['reconciles'] === true,
  };
}

/** Asks one route after the other at a steady pace; an answer that is late does not slow the pace down. */
function startProbe(place: EngagementApi): { stop(): Promise<Probed[]> } {
  const routes = ['/data-imports?limit=20', '/flows?limit=20', '/assets?limit=50', '/context/clients'];
  const probed: Promise<Probed>[] = [];
  const timer = setInterval(() => {
    probed.push(askOnce(place, routes[probed.length % routes.length] ?? ''));
  }, probeEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      return Promise.all(probed);
    },
  };
}

async function askOnce(place: EngagementApi, route: string): Promise<Probed> {
  const startedAt = performance.now();
  try {
    const { status, ms } = await place.get(route);
    return { route, ms, isAnswered: status === 200 };
  } catch {
    return { route, ms: performance.now() - startedAt, isAnswered: false };
  }
}

function report(finished: readonly Finished[], probed: readonly Probed[], running: RunningLandfall): void {
  const isWhole = reportImports(finished, running);
  for (const route of new Set(probed.map((each) => each.route)))
    say(`${route}: ${figuresOf(probed.filter((each) => each.route === route))}`);
  const unanswered = probed.filter(({ isAnswered }) => !isAnswered).length;
  say(`API meanwhile: ${figuresOf(probed)}, ${unanswered} without an answer`);
  const p99 = percentile(
    probed.map(({ ms }) => ms),
    0.99,
  );
  const isMet = isWhole && p99 <= barMs && unanswered === 0;
  say(`bar of ${barMs} ms at the 99th percentile, all completed: ${isMet ? 'met' : 'MISSED'}`);
  process.exitCode = isMet ? 0 : 1;
}

/** Answers whether every import completed with books that add up. */
function reportImports(finished: readonly Finished[], running: RunningLandfall): boolean {
  const bySpeed = finished.toSorted((left, right) => left.seconds - right.seconds);
  for (const { seconds, status, code, reconciles } of bySpeed)
    say(
      `${seconds.toFixed(1)} s: ${[status, code].filter(Boolean).join(' ')}, ${reconciles ? 'reconciles' : 'DOES NOT RECONCILE'}`,
    );
  const [earliest = 0, latest = 0] = [bySpeed[0]?.seconds, bySpeed.at(-1)?.seconds];
  say(
    `${count} imports of ${rows} rows: first after ${earliest.toFixed(1)} s, last after ${latest.toFixed(1)} s ` +
      `(${((earliest / latest) * 100).toFixed(0)} % of it), ${Math.round((count * rows) / latest)} rows/s in all, ` +
      `server peak memory ${running.peakMb()?.toFixed(0) ?? 'unknown'} MiB`,
  );
  return finished.every(({ status, reconciles }) => status === 'completed' && reconciles);
}

function figuresOf(probed: readonly Probed[]): string {
  const all = probed.map(({ ms }) => ms);
  const at = (share: number): string => percentile(all, share).toFixed(0);
  return `${all.length} answers, median ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, slowest ${Math.max(...all).toFixed(0)} ms`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
