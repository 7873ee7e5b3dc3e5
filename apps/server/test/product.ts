import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowDetails } from '@landfall/contract/flows';
import type { Role } from '@landfall/domain/access/policy';
import { flowTypeDefinitions } from '@landfall/domain/flow/flow-type';
import { asId, type FlowId, type ImportId, type TenantPair, type UserId } from '@landfall/domain/shared/ids';
import { afterAll, beforeAll } from 'vitest';
import { registerFlowTypes } from '../src/features/flows/flow-type-versions.repository.ts';
import { findViolations, type Violation } from '../src/features/flows/invariants.repository.ts';
import type { Phase } from '../src/flows/define-phase.ts';
import { createPhaseRegistry } from '../src/flows/phase-registry.ts';
import { type FlowWorker, startFlowWorker } from '../src/flows/start-worker.ts';
import type { FileStore } from '../src/platform/file-store.ts';
import type { FlowEngine } from '../src/platform/flow-engine.ts';
import { migrateEngine, openFlowEngine } from '../src/platform/flow-engine-dbos.ts';
import { createLog } from '../src/platform/log.ts';
import { deletionWorkOf } from '../src/start/deletion.ts';
import { featuresOf, phasesOf } from '../src/start/features.ts';
import { useFileStore } from './file-store.ts';
import { type Answer, lazily, waitMs } from './flows.ts';
import { type TestServer, useServer } from './server.ts';

/** A person in an engagement. */
export interface ProductPlace extends TenantPair {
  readonly userId: UserId;
  readonly headers: Record<string, string>;
}

/** The whole product: every feature, every phase, files, engine and worker. Nothing of it is the test's own. */
export interface Product {
  readonly server: TestServer;
  readonly files: FileStore;
  readonly engine: FlowEngine;
  /** An engagement with a person of this role in it; an engagement manager unless told. */
  place(role?: Role): Promise<ProductPlace>;
  /** Another person in an engagement. */
  colleague(place: ProductPlace, role: Role): Promise<ProductPlace>;
  upload(
    place: ProductPlace,
    text: string,
    headers?: Record<string, string>,
  ): Promise<{ flowId: FlowId; importId: ImportId }>;
  /** The answer of an upload whatever it is. */
  tryUpload(
    place: ProductPlace,
    text: string,
    headers?: Record<string, string>,
    boundary?: string,
  ): Promise<Answer>;
  send(by: ProductPlace, method: Method, path: string, payload?: object): Promise<Answer>;
  post(by: ProductPlace, path: string, payload?: object): Promise<Answer>;
  get(by: ProductPlace, path: string): Promise<Answer>;
  details(by: ProductPlace, flowId: FlowId): Promise<FlowDetails>;
  /** Waits until the flow stands in this phase and status. */
  reach(by: ProductPlace, flowId: FlowId, wanted: string): Promise<FlowDetails>;
  violations(): Promise<Violation[]>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ProductOptions {
  /** Also removes the data of deleted flows. */
  readonly deletes?: boolean;
  /** Phase runs at once; the default of the product unless told. */
  readonly concurrency?: number;
  /** Rows of a batch at most; may be changed while nothing runs. */
  readonly batches?: { rows: number | undefined };
  /** Puts something of a test around every phase. */
  readonly around?: (phase: Phase) => Phase;
}

// oxlint-disable-next-line max-lines-per-function -- one object whose parts close over the same server
export function useProduct(options: ProductOptions = {}): Product {
  const { deletes = false, concurrency, batches, around = (phase) => phase } = options;
  const { files } = useFileStore('product');
  const held: { engine?: FlowEngine; worker?: FlowWorker } = {};
  const engine = lazily(() => held.engine);
  const server = useServer({
    features: (db) => featuresOf({ db, engine, files, limits: { uploadsPerMinute: 10_000 } }),
  });
  const log = createLog({ level: 'warn', write: (line) => server.logLines.push(line) });
  beforeAll(async () => {
    await migrateEngine(server.database.ownerUrl);
    await registerFlowTypes(server.db, flowTypeDefinitions);
    const most = concurrency === undefined ? {} : { concurrency };
    held.engine = await openFlowEngine({ appUrl: server.database.appUrl, log, ...most });
    const registry = createPhaseRegistry(phasesOf({ files }).map(around));
    const deletions = deletes ? deletionWorkOf({ db: server.db, engine, files, log }) : undefined;
    held.worker = await startFlowWorker({
      db: server.db,
      engine,
      log,
      registry,
      deletions,
      get batchRows() {
        return batches?.rows;
      },
    });
  });
  afterAll(async () => {
    await held.worker?.stop();
    await held.engine?.stop();
  });

  const member = async (tenant: TenantPair, role: Role): Promise<ProductPlace> => {
    const userId = await server.tenants.user();
    await server.tenants.grant(userId, role, tenant);
    const { clientAccountId, engagementId } = tenant;
    return { clientAccountId, engagementId, userId, headers: server.headersOf(userId, tenant) };
  };
  const product: Product = {
    server,
    engine,
    files,
    place: async (role = 'engagement_manager') => member(await server.tenants.tenant(), role),
    colleague: (place, role) => member(place, role),
    // oxlint-disable-next-line max-params -- who, what, and how it is packed
    async tryUpload(place, text, headers = {}, boundary = 'landfall-test-boundary') {
      const answer = await server.send({
        method: 'POST',
        url: '/api/v1/data-imports',
        headers: {
          ...place.headers,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          ...headers,
        },
        payload: formOf(text, boundary),
      });
      return { status: answer.statusCode, body: JSON.parse(answer.body) };
    },
    async upload(place, text, headers) {
      const { status, body } = await product.tryUpload(place, text, headers);
      if (status !== 201) throw new Error(`The upload was answered ${status}: ${JSON.stringify(body)}`);
      return { flowId: asId(body.flow_id), importId: asId(body.data_import_id) };
    },
    // oxlint-disable-next-line max-params -- who, how, where and what
    async send({ headers }, method, path, payload) {
      const url = `/api/v1${path}`;
      const answer = await server.send({ method, url, headers, ...(payload ? { payload } : {}) });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
    },
    post: (by, path, payload = {}) => product.send(by, 'POST', path, payload),
    get: (by, path) => product.send(by, 'GET', path),
    details: async (by, flowId) => (await product.get(by, `/flows/${flowId}`)).body,
    async reach(by, flowId, wanted) {
      for (let waited = 0; ; waited += 100) {
        const flow = await product.details(by, flowId);
        if ([flow.status, `${flow.current_phase} ${flow.status}`].includes(wanted)) return flow;
        if (waited > waitMs || flow.status === 'failed')
          throw new Error(
            `The flow did not become ${wanted}: ${JSON.stringify(flow)}\n${server.logLines.slice(-5).join('')}`,
          );
        await sleep(100);
      }
    },
    violations: () => findViolations(server.database.admin),
  };
  return product;
}

/** A multipart body with the category ahead of the file. */
function formOf(text: string, boundary: string): string {
  const parts = [
    `content-disposition: form-data; name="import_category"\r\n\r\ncmdb_export`,
    `content-disposition: form-data; name="file"; filename="servers.csv"\r\ncontent-type: text/csv\r\n\r\n${text}`,
  ];
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
}
