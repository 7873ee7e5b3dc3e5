/**
 * What hostile and damaged files cost the product they are uploaded to, and those who import beside them.
 *
 *   npm run bench -- hostile [--only WORD] [--neighbour-rows 50000]
 *
 * Every file goes to a running server as an upload; one that is taken goes on to its mapping, where all its rows have
 * been read. Measured are the answer, the seconds until then, and the highest resident memory of the server and its
 * reading processes over what they hold for a small good file. Meanwhile another import runs in another client account.
 * Bars: an answer that the file may get, 5 s, 200 MB over base, and a neighbour that completes.
 */
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bringToEnd, type EndedFlow } from './support/bring-to-end.ts';
import type { HostileFile } from './support/hostile-archives.ts';
import { hostileFiles } from './support/hostile-files.ts';
import { writeInventoryCsv } from './support/inventory-csv.ts';
import { watchMemory } from './support/process-memory.ts';
import {
  type BenchUpload,
  type EngagementApi,
  type RunningLandfall,
  startServer,
} from './support/running-landfall.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, 'neighbour-rows': { type: 'string', default: '50000' } },
});
const bars = { seconds: 5, megabytes: 200 };

interface Attempt {
  readonly answer: string;
  readonly seconds: number;
  readonly megabytes: number;
}

const folder = mkdtempSync('/tmp/landfall-bench-files-');
const server = await startServer();
try {
  const neighbour = startNeighbour();
  // Met at the end; until then its failure must not count as unhandled.
  neighbour.catch(() => {});
  const base = await measureBase(server);
  let missed = 0;
  for (const file of hostileFiles.filter(({ title, name }) => `${title} ${name}`.includes(values.only)))
    missed += (await tryOne(server, file, base)) ? 0 : 1;
  const ended = await neighbour;
  const isWhole = ended.status === 'completed' && ended.accounting?.['reconciles'] === true;
  say(`neighbour: ${ended.status}, ${isWhole ? 'reconciles' : 'DOES NOT RECONCILE'}`);
  say(
    `bars of ${bars.seconds} s and ${bars.megabytes} MB over base: ${missed === 0 ? 'met' : `MISSED by ${missed} files`}`,
  );
  process.exitCode = missed === 0 && isWhole ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startNeighbour(): Promise<EndedFlow> {
  const path = join(folder, 'inventory.csv');
  await writeInventoryCsv(path, { rows: Number(values['neighbour-rows']) });
  const api = await server.newEngagement();
  const answer = await api.upload({ name: 'inventory.csv', content: await openAsBlob(path) });
  if (answer.status !== 201) throw new Error(`The neighbour was answered ${JSON.stringify(answer)}`);
  return bringToEnd(api, answer.body.flow_id, { pollMs: 1000 });
}

/** Megabytes that server and reading process hold for a small good file. */
async function measureBase(running: RunningLandfall): Promise<number> {
  const good = hostileFiles.find(({ name }) => name === 'workbook.csv');
  if (good === undefined) throw new Error('There is no good file.');
  const { megabytes } = await attempt(running, good);
  say(`base: ${megabytes.toFixed(0)} MB for server and reading process`);
  return megabytes;
}

async function tryOne(running: RunningLandfall, file: HostileFile, base: number): Promise<boolean> {
  const { answer, seconds, megabytes } = await attempt(running, file);
  const over = Math.max(0, megabytes - base);
  const faults = [
    ...(file.allowed.includes(answer) ? [] : ['ANSWER']),
    ...(seconds <= bars.seconds ? [] : ['TIME']),
    ...(over <= bars.megabytes ? [] : ['MEMORY']),
  ];
  say(
    `${faults.length === 0 ? 'ok    ' : 'MISSED'} ${file.title.padEnd(48)} ${answer.padEnd(22)} ` +
      `${seconds.toFixed(1).padStart(5)} s ${over.toFixed(0).padStart(5)} MB over base ${faults.join(' ')}`,
  );
  return faults.length === 0;
}

async function attempt(running: RunningLandfall, file: HostileFile): Promise<Attempt> {
  const api = await running.newEngagement();
  const sent = { name: file.name, content: new Blob([new Uint8Array(file.bytes())]) };
  const memory = watchMemory(running.pid);
  const startedAt = performance.now();
  const taken = await takenBy(api, sent);
  const seconds = (performance.now() - startedAt) / 1000;
  const megabytes = memory.stop();
  const answer = taken ?? ((await hasFaultyRows(api, sent)) ? 'row_rejected' : 'rows');
  return { answer, seconds, megabytes };
}

/** The code a file is refused with, by the upload or by the flow; undefined when all its rows were read. */
async function takenBy(api: EngagementApi, file: BenchUpload): Promise<string | undefined> {
  const { status, body } = await api.upload(file);
  if (status !== 201) return body?.code ?? `status ${status}`;
  const until = { pollMs: 100, untilGate: true, giveUpMs: 600_000 };
  return (await bringToEnd(api, body.flow_id, until)).code ?? undefined;
}

async function hasFaultyRows(api: EngagementApi, file: BenchUpload): Promise<boolean> {
  const { body } = await api.inspect(file);
  return Object.keys(body?.counts?.faults ?? {}).length > 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
