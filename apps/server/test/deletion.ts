import { Readable } from 'node:stream';
import type { DeletionImpact, DeletionProgress } from '@landfall/contract/deletion';
import type { FlowId, TenantPair, UserId } from '@landfall/domain/shared/ids';
import { createLog } from '../src/platform/log.ts';
import type { FlowEngine, DeletionJob } from '../src/platform/flow-engine.ts';
import type { FileStore } from '../src/platform/file-store.ts';
import { deletionWorkOf } from '../src/start/deletion.ts';
import { featuresOf } from '../src/start/features.ts';
import { useFileStore } from './file-store.ts';
import { importsIn, type TestImport, type TestImports } from './imports.ts';
import { type TestServer, useServer } from './server.ts';

/** A person in a tenant, with the headers of their requests. */
export interface Person {
  readonly tenant: TenantPair;
  readonly userId: UserId;
  readonly headers: Record<string, string>;
}

export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Everything a test of deletion needs: the whole API, real imports, and the job run when the test says so. */
export interface Deletions {
  readonly server: TestServer;
  readonly imports: TestImports;
  readonly files: FileStore;
  /** Deletions that were asked for and not carried out yet. */
  readonly waiting: DeletionJob[];
  person(role: 'viewer' | 'analyst' | 'engagement_manager', tenant: TenantPair): Promise<Person>;
  /** Imports a file to its end, with a stored file; the flow is then complete. */
  complete(tenant: TenantPair, csv: string, mapping: Readonly<Record<string, string>>): Promise<TestImport>;
  /** Like `complete`; `undefined` when the import asks a person something. */
  tryComplete(
    tenant: TenantPair,
    csv: string,
    mapping: Readonly<Record<string, string>>,
  ): Promise<TestImport | undefined>;
  /** Gives the flow of an import the standing of one that has run through its phases. */
  settle(file: TestImport, status?: 'completed' | 'waiting_for_approval'): Promise<void>;
  /** Sends `METHOD /path`, as a person. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into any body
  send: (person: Person, request: string, body?: object) => Promise<Answered<any>>;
  impact(person: Person, flowId: FlowId): Promise<Answered<DeletionImpact>>;
  /** Carries out one delivery of a deletion; files are those of the store unless told. */
  deliver(
    job: DeletionJob,
    options?: { readonly signal?: AbortSignal; readonly files?: Pick<FileStore, 'has' | 'remove'> },
  ): Promise<'done' | 'hand_over'>;
  /** Carries out everything that waits. */
  work(): Promise<void>;
  /** Deletes a flow and carries it out; the progress at the end. */
  remove(person: Person, flowId: FlowId): Promise<DeletionProgress>;
}

const methods = ['GET', 'POST', 'DELETE'] as const;

/** The whole server with real imports, without an engine: the test carries out deletions itself. */
// oxlint-disable-next-line max-lines-per-function -- one object whose parts close over the same server
export function useDeletions(): Deletions {
  const { files } = useFileStore('deletion');
  const waiting: DeletionJob[] = [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a test of deletion asks of an engine
  const engine = {
    enqueue: async () => {},
    enqueueDeletion: async (_client: unknown, job: DeletionJob) => void waiting.push(job),
    forgetFlow: async () => 0,
  } as unknown as FlowEngine;
  const server = useServer({ features: (db) => featuresOf({ db, engine, files }) });
  const imports = importsIn(server.database, () => server.db);
  const log = createLog({ level: 'warn', write: (line) => server.logLines.push(line) });

  const deletions: Deletions = {
    server,
    imports,
    files,
    waiting,
    async person(role, tenant) {
      const userId = await server.tenants.user();
      await server.tenants.grant(userId, role, tenant);
      return { tenant, userId, headers: server.headersOf(userId, tenant) };
    },
    async complete(tenant, csv, mapping) {
      const file = await deletions.tryComplete(tenant, csv, mapping);
      if (file === undefined) throw new Error('The import asks a person something.');
      return file;
    },
    async tryComplete(tenant, csv, mapping) {
      const file = await imports.upload(tenant, csv, mapping);
      await keepFile(server, { file, csv, files });
      const result = await file.runAll();
      if (result.kind === 'needs_decision') return undefined;
      if (result.kind !== 'succeeded') throw new Error(JSON.stringify(result));
      await deletions.settle(file);
      return file;
    },
    settle: (file, status = 'completed') => settle(server, file, status),
    async send({ headers }, request, body) {
      const [method, path] = request.split(' ');
      const answer = await server.send({
        method: methods.find((known) => known === method) ?? 'GET',
        url: `/api/v1${path}`,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
    },
    impact: (person, flowId) => deletions.send(person, `GET /discovery/flows/${flowId}/deletion-impact`),
    deliver: (job, { signal = new AbortController().signal, files: given = files } = {}) =>
      deletionWorkOf({ db: server.db, engine, files: given, log }).handler({ job, signal }),
    async work() {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await deletions.deliver(job);
    },
    async remove(person, flowId) {
      const answer = await deletions.send(person, `DELETE /discovery/flows/${flowId}`);
      if (answer.status !== 202) throw new Error(JSON.stringify(answer));
      await deletions.work();
      return (await deletions.send(person, `GET /discovery/flows/${flowId}/deletion`)).body;
    },
  };
  return deletions;
}

/** Puts the uploaded bytes into the store under the key of the import's file. */
async function keepFile(
  { database }: TestServer,
  { file, csv, files }: { file: TestImport; csv: string; files: FileStore },
): Promise<void> {
  const incoming = await files.receive(Readable.from([Buffer.from(csv)]));
  await incoming.keep();
  await database.admin.query('update import_files set storage_key = $2 where data_import_id = $1', [
    file.importId,
    incoming.storageKey,
  ]);
}

/** Writes the records a flow has that ran to this status: the phases of these tests run without it. */
async function settle(
  { database }: TestServer,
  { flowId }: TestImport,
  status: 'completed' | 'waiting_for_approval',
): Promise<void> {
  const client = await database.admin.connect();
  const phases = ['data_import', 'data_validation', 'field_mapping', 'data_cleansing', 'asset_inventory'];
  const isDone = status === 'completed';
  try {
    await client.query('set session_replication_role = replica');
    const run = async (sql: string, ...values: unknown[]) => client.query(sql, [flowId, ...values]);
    await run(`update phase_runs set status = 'succeeded' where flow_id = $1`);
    await run(
      `insert into phase_runs (client_account_id, engagement_id, flow_id, phase, epoch, attempt, status)
       select client_account_id, engagement_id, flow_id, p, 1, 1, case when p = 'asset_inventory' and not $3 then 'needs_decision' else 'succeeded' end
       from discovery_flows, unnest($2::text[]) p where flow_id = $1 on conflict do nothing`,
      phases,
      isDone,
    );
    await run(
      `update discovery_flows set deleted_at = null, status = $2, current_phase = 'asset_inventory', started_at = now(),
        waiting_reason = case when $2 = 'waiting_for_approval' then 'asset_preview' end, version = 2 where flow_id = $1`,
      status,
    );
    await run(
      `update master_flows set status = $2, completed_at = case when $2 = 'completed' then now() end, version = 2
       where flow_id = $1`,
      status,
    );
    if (!isDone) {
      await run(`insert into flow_gates (client_account_id, engagement_id, flow_id, phase, kind, status, subject_hash)
        select client_account_id, engagement_id, flow_id, 'asset_inventory', 'asset_preview', 'open', 'hash'
        from discovery_flows where flow_id = $1`);
    }
    await run(
      `insert into flow_events (client_account_id, engagement_id, flow_id, seq, type, actor_kind, phase, epoch,
         from_status, to_status) select client_account_id, engagement_id, flow_id, 2, $2, 'worker', 'asset_inventory', 1,
         'running', status from discovery_flows where flow_id = $1 on conflict do nothing`,
      isDone ? 'completed' : 'decision_needed',
    );
  } finally {
    client.release(true);
  }
}
