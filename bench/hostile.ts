/**
 * What hostile and damaged files cost the product they are uploaded to, and those who import beside them.
 *
 *   npm run bench -- hostile [--only WORD] [--neighbour-rows 50000]
 *
 * Every file goes to a running server as an upload; one that is taken goes on to its mapping, where all its rows have
 * been read. Measured are the answer, the seconds until then, and the highest resident memory of the server and its
 * reading processes over what they hold for a small good file. Nothing else runs meanwhile, and a server that still
 * holds memory of files before is started anew, so that each file is told apart from the others. Then all files go
 * to one server again, while another import runs there in another client account.
 * Bars: an answer that the file may get, 5 s, 200 MB over base, and a neighbour that completes.
 */
import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bringToEnd, type EndedFlow } from './support/bring-to-end.ts';
import type { HostileFile } from './support/hostile-archives.ts';
import { hostileFiles } from './support/hostile-files.ts';
import { writeInventoryCsv } from './support/inventory-csv.ts';
import { residentMegabytes, watchMemory } from './support/process-memory.ts';
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
/** What a server may hold of files before. */
const leftoverMegabytes = 60;

interface Attempt {
  readonly answer: string;
  readonly seconds: number;
  readonly megabytes: number;
}

const files = hostileFiles.filter(({ title, name }) => `${title} ${name}`.includes(values.only));
const missed = await measureEach();
const isKept = await disturbNeighbour();
say(
  `bars of ${bars.seconds} s and ${bars.megabytes} MB over base: ${missed === 0 ? 'met' : `MISSED by ${missed} of ${files.length} files`}`,
);
process.exitCode = missed === 0 && isKept ? 0 : 1;

/** Sends each file to a server at rest; answers how many of them miss a bar. */
async function measureEach(): Promise<number> {
  let [server, base, misses] = [await startServer(), 0, 0];
  try {
    base = await measureBase(server);
    const atRest = residentMegabytes(server.pid);
    for (const file of files) {
      if (residentMegabytes(server.pid) > atRest + leftoverMegabytes) {
        await server.stop();
        server = await startServer();
        await measureBase(server);
      }
      misses += (await tryOne(server, file, base)) ? 0 : 1;
    }
  } finally {
    await server.stop();
  }
  return misses;
}

/** Sends all files to a server while another import runs there; answers whether that lost nothing. */
async function disturbNeighbour(): Promise<boolean> {
  const folder = mkdtempSync('/tmp/landfall-bench-files-');
  const server = await startServer();
  try {
    const neighbour = startNeighbour(server, folder);
    // Met at the end; until then its failure must not count as unhandled.
    neighbour.catch(() => {});
    const answers = [];
    for (const file of files) answers.push(file.allowed.includes((await attempt(server, file)).answer));
    const { status, accounting } = await neighbour;
    const isWhole = status === 'completed' && accounting?.['reconciles'] === true && !answers.includes(false);
    say(
      `beside a neighbour: ${answers.filter(Boolean).length} of ${files.length} files answered as they may be; ` +
        `neighbour ${status}, ${accounting?.['reconciles'] === true ? 'reconciles' : 'DOES NOT RECONCILE'}`,
    );
    return isWhole;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startNeighbour(server: RunningLandfall, folder: string): Promise<EndedFlow> {
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
