/** Landfall in a process of its own on an empty data directory, as benchmarks reach it: by HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRunningLandfall } from '../../apps/server/src/running.ts';

const landfall = join(import.meta.dirname, '../../scripts/landfall.mjs');

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a benchmark looks into any body
  readonly body: any;
  readonly ms: number;
}

/** The API as the administrator sees it in one engagement. */
export interface EngagementApi {
  readonly engagementId: string;
  get(path: string): Promise<ApiAnswer>;
  post(path: string, body?: object): Promise<ApiAnswer>;
  upload(file: BenchUpload): Promise<ApiAnswer>;
  /** How a file would be read; nothing is stored. */
  inspect(file: BenchUpload): Promise<ApiAnswer>;
}

/** A file as it is sent. */
export interface BenchUpload {
  readonly name: string;
  readonly content: Blob;
  readonly category?: string;
}

export interface RunningLandfall {
  readonly dataDirectory: string;
  readonly pid: number;
  /** A client account with one engagement of its own. */
  newEngagement(): Promise<EngagementApi>;
  /** Highest resident memory of the server's process so far in MiB; undefined where /proc does not tell. */
  peakMb(): number | undefined;
  stop(): Promise<void>;
}

const tokenLivesMs = 8 * 60_000;

/** Starts a server with these settings of its environment. */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<RunningLandfall> {
  const dataDirectory = mkdtempSync('/tmp/landfall-bench-data-');
  chmodSync(dataDirectory, 0o755);
  const args = [landfall, 'start', '--data', dataDirectory, '--port', '0', '--demo'];
  const env = { ...process.env, LANDFALL_UPLOADS_PER_MINUTE: '100000', ...settings };
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  // A benchmark that fails leaves no server behind.
  const endAtOnce = (): void => void server.kill('SIGTERM');
  process.once('exit', endAtOnce);
  const stop = async (): Promise<void> => {
    await end(server);
    process.off('exit', endAtOnce);
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    await waitForServer(server, dataDirectory);
  } catch (error) {
    await stop();
    throw error;
  }
  const running = findRunningLandfall({ dataDirectory });
  if (running === undefined) throw new Error('The server has left no note of itself.');
  const held = { token: '', until: 0 };
  const token = async (): Promise<string> => {
    if (Date.now() > held.until) {
      held.token = await running.localToken();
      held.until = Date.now() + tokenLivesMs;
    }
    return held.token;
  };
  let engagements = 0;
  return {
    dataDirectory,
    pid: server.pid ?? 0,
    newEngagement: () => newEngagement({ url: running.url, token }, `bench-${++engagements}`),
    peakMb: () => peakOf(server.pid),
    stop,
  };
}

interface Access {
  readonly url: string;
  readonly token: () => Promise<string>;
}

async function newEngagement(access: Access, slug: string): Promise<EngagementApi> {
  const admin = apiOf(access, '');
  const account = await required(admin.post('/admin/clients', { name: slug, slug }));
  const made = await required(
    admin.post('/admin/engagements', { client_account_id: account.body.id, name: slug, slug }),
  );
  return apiOf(access, made.body.id, {
    'x-client-account-id': account.body.id,
    'x-engagement-id': made.body.id,
  });
}

async function required(asked: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`The server answered ${JSON.stringify(answer)}`);
  return answer;
}

function apiOf(access: Access, engagementId: string, tenant: Record<string, string> = {}): EngagementApi {
  const call = async (path: string, init: RequestInit = {}): Promise<ApiAnswer> => {
    const headers = { authorization: `Bearer ${await access.token()}`, ...tenant };
    const startedAt = performance.now();
    const answer = await fetch(`${access.url}/api/v1${path}`, {
      ...init,
      headers: {
        ...headers,
        ...(typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
    });
    const text = await answer.text();
    const ms = performance.now() - startedAt;
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), ms };
  };
  return {
    engagementId,
    get: (path) => call(path),
    post: (path, body = {}) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    upload: (file) => call('/data-imports', { method: 'POST', body: formOf(file) }),
    inspect: (file) => call('/data-imports/inspect', { method: 'POST', body: formOf(file) }),
  };
}

function formOf({ name, content, category = 'cmdb_export' }: BenchUpload): FormData {
  const form = new FormData();
  form.set('import_category', category);
  form.set('file', content, name);
  return form;
}

async function waitForServer(server: ChildProcess, data: string): Promise<void> {
  for (let waited = 0; waited < 180_000; waited += 200) {
    if (existsSync(join(data, 'server.json'))) return;
    if (server.exitCode !== null) throw new Error('The server ended before it was ready.');
    await sleep(200);
  }
  throw new Error('The server did not become ready.');
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await ended;
}
