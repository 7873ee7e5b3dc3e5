import { randomUUID } from 'node:crypto';
import type { Role } from '@landfall/domain/access/policy';
import type { TenantPair, UserId } from '@landfall/domain/shared/ids';
import { beforeAll } from 'vitest';
import type { FlowEngine } from '../src/platform/flow-engine.ts';
import { featuresOf } from '../src/start/features.ts';
import { useFileStore } from './file-store.ts';
import { importsIn, type TestImport } from './imports.ts';
import type { Thing } from './route-matrix.ts';
import { type TestServer, useServer } from './server.ts';

const refuse = (): never => {
  throw new Error('No request of these tests may get as far as the engine.');
};
const untouchedEngine: FlowEngine = {
  enqueue: refuse,
  enqueueAgain: refuse,
  deliveriesOf: refuse,
  enqueueDeletion: refuse,
  enqueueDeletionAgain: refuse,
  deletionDeliveriesOf: refuse,
  forgetFlow: refuse,
  startWorker: refuse,
  forgetFinished: refuse,
  stop: refuse,
};

/** Rows of somebody else, by what an id can name. */
export interface ForeignPlace {
  readonly tenant: TenantPair;
  readonly ids: Readonly<Record<Thing, string>>;
}

/** Our own people, and rows that are none of their business. */
export interface World {
  readonly ours: TenantPair;
  /** Another client's rows, and those of another engagement of our own client. */
  readonly foreign: readonly ForeignPlace[];
  readonly people: Readonly<Record<Role, UserId>>;
}

export interface TwoClients {
  readonly server: TestServer;
  readonly world: () => World;
  /** Stands in every text of the foreign rows; no answer to our own people may hold it. */
  readonly marker: string;
}

const webhooks = { secretOf: (id: string) => `secret of ${id}`, allowPrivate: false };

/** The server with every feature, and an engine that nothing may be given to. */
export function useWholeServer(): TestServer {
  const { files } = useFileStore('matrix');
  return useServer({ features: (db) => featuresOf({ db, engine: untouchedEngine, files, webhooks }) });
}

/** The whole server, our own client, and two places whose rows our people must never see. */
export function useTwoClients(): TwoClients {
  const marker = `marker${randomUUID().slice(0, 8)}`;
  const server = useWholeServer();
  const worlds: World[] = [];
  beforeAll(async () => {
    worlds.push(await makeWorld(server, marker));
  });
  const world = (): World => {
    const [made] = worlds;
    if (made === undefined) throw new Error('The world exists inside tests only.');
    return made;
  };
  return { server, world, marker };
}

async function makeWorld(server: TestServer, marker: string): Promise<World> {
  const { tenants } = server;
  const ours = await tenants.tenant('Ours');
  const personWith = async (role: Role) => (await tenants.member(role, ours)).userId;
  const people = {
    viewer: await personWith('viewer'),
    analyst: await personWith('analyst'),
    engagement_manager: await personWith('engagement_manager'),
    client_admin: await personWith('client_admin'),
    platform_admin: await personWith('platform_admin'),
  };
  const theirs = await tenants.tenant(marker);
  const sibling = { ...ours, engagementId: await tenants.engagement(ours.clientAccountId, marker) };
  return { ours, people, foreign: [await fill(server, theirs, marker), await fill(server, sibling, marker)] };
}

/** Three machines of one application; a memory that cannot be read makes an issue, a maker in two spellings a recommendation. */
function smallImport(server: TestServer, tenant: TenantPair, marker: string): Promise<TestImport> {
  const imports = importsIn(server.database, () => server.db);
  const mapping = {
    Host: 'hostname',
    Serial: 'serial_number',
    RAM: 'memory_gb',
    App: 'application_name',
    Maker: 'manufacturer',
  };
  const rows = ['16 GB', 'lots', '8 GB'].map(
    (memory, row) =>
      `${marker}-${row},${marker}A${row},${memory},${marker} app,${marker} ${row === 0 ? 'inc' : 'Inc.'}`,
  );
  return imports.upload(tenant, `Host,Serial,RAM,App,Maker\n${rows.join('\n')}\n`, mapping);
}

/** Takes a file through a whole flow, so that there is a row of everything an id can name. */
async function fill(server: TestServer, tenant: TenantPair, marker: string): Promise<ForeignPlace> {
  const file = await smallImport(server, tenant, marker);
  await file.runAll();
  const { userId } = await server.tenants.member('viewer', tenant);
  const { clientAccountId: client, engagementId: engagement } = tenant;
  const idIn = async (table: string) => {
    const sql = `select id from ${table} where client_account_id = $1 and engagement_id = $2 limit 1`;
    return firstId(server, sql, [client, engagement]);
  };
  return {
    tenant,
    ids: {
      flow: file.flowId,
      import: file.importId,
      mapping: await idIn('import_field_mappings'),
      issue: await idIn('quality_issues'),
      recommendation: await idIn('cleansing_recommendations'),
      conflict: await firstId(server, insertConflict, [
        client,
        engagement,
        file.flowId,
        file.importId,
        { name: marker },
      ]),
      dependency: await firstId(server, insertDependency, [client, engagement]),
      application: await idIn('canonical_applications'),
      asset: await idIn('assets'),
      client,
      user: userId,
      membership: await idIn('memberships'),
      webhook: await firstId(server, insertWebhook, [
        client,
        engagement,
        `https://example.org/${marker}`,
        userId,
      ]),
      token: await firstId(server, insertToken, [
        client,
        userId,
        marker,
        randomUUID().replaceAll('-', '').repeat(2),
      ]),
    },
  };
}

const insertDependency = `
  insert into asset_dependencies (client_account_id, engagement_id, source_asset_id, target_asset_id, dependency_type, status)
  select $1, $2, min(id::text)::uuid, max(id::text)::uuid, 'depends_on', 'suggested' from assets
  where client_account_id = $1 and engagement_id = $2 returning id`;
const insertConflict = `
  insert into asset_conflicts (client_account_id, engagement_id, flow_id, data_import_id, row_number, conflict_type,
    match_keys, candidate_asset_ids, incoming, existing_snapshot)
  values ($1, $2, $3, $4, 1, 'ambiguous_match', '[]', '{}', $5, '[]') returning id`;

const insertWebhook = `
  insert into webhooks (client_account_id, engagement_id, url, events, created_by)
  values ($1, $2, $3, '{flow.failed}', $4) returning id`;

const insertToken = `
  insert into api_tokens (client_account_id, user_id, name, token_hash, expires_at)
  values ($1, $2, $3, $4, now() + interval '1 day') returning id`;

async function firstId(server: TestServer, sql: string, parameters: readonly unknown[]): Promise<string> {
  const { rows } = await server.database.admin.query<{ id: string }>(sql, [...parameters]);
  return rows[0]?.id ?? '';
}
