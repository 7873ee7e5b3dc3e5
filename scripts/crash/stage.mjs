/** What the crash and the chaos runner share: a data directory with the product on it, seen from outside. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findViolations } from '../../apps/server/src/features/flows/invariants.repository.ts';
import { findRunningLandfall } from '../../apps/server/src/running.ts';
import { embeddedUrl, superuser } from '../../apps/server/src/platform/embedded-postgres/create-cluster.ts';
import { assetContentSql } from '../../apps/server/test/asset-content.ts';
import { openApi } from './drive-flow.mjs';
import { postmaster } from './product.mjs';

const tokenLivesMs = 8 * 60_000;

/** A new data directory; `drop` removes it with all that is in it. */
export function openStage(name) {
  const dataDirectory = mkdtempSync(`/tmp/landfall-${name}-`);
  chmodSync(dataDirectory, 0o755);
  const signedIn = { token: '', until: 0 };
  const stage = {
    dataDirectory,
    engagements: 0,
    drop: () => rmSync(dataDirectory, { recursive: true, force: true }),
    /** A token of the administrator, made from the key in the data directory; good for some minutes over restarts. */
    async token() {
      if (Date.now() > signedIn.until) {
        signedIn.token = await findRunningLandfall({ dataDirectory }).localToken();
        signedIn.until = Date.now() + tokenLivesMs;
      }
      return signedIn.token;
    },
    newEngagement: (url) => newEngagement(stage, url),
    /** Runs a query on the database as its superuser; waits for the database when it is stopped meanwhile. */
    query: (text, values) =>
      patiently(() => withDatabase(stage, async (client) => (await client.query(text, values)).rows)),
    /** Broken invariants of the whole database. */
    violations: () => patiently(() => withDatabase(stage, (client) => findViolations(client))),
  };
  return stage;
}

/** Opens a superuser's connection to the database of a data directory. */
export async function connect({ dataDirectory }) {
  const { port, directory } = postmaster(dataDirectory);
  const client = new Client({ connectionString: embeddedUrl(superuser, { directory, port }) });
  client.on('error', () => {});
  await client.connect();
  return client;
}

const giveUpMs = 60_000;
const pollMs = 40;

/** Asks again until there is an answer, for a minute: product and PostgreSQL may be ended at any time. */
export async function patiently(ask) {
  const began = Date.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() - began > giveUpMs) throw error;
      await sleep(pollMs);
    }
  }
}

export async function withDatabase(stage, work) {
  const client = await connect(stage);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function newEngagement(stage, url) {
  const api = openApi(url, { token: await stage.token() });
  const clients = await api.get('/context/clients');
  const clientAccountId = clients.body.items[0].id;
  stage.engagements += 1;
  const name = `Engagement ${stage.engagements}`;
  const body = { client_account_id: clientAccountId, name, slug: `engagement-${stage.engagements}` };
  const made = await api.post('/admin/engagements', body);
  if (made.status !== 201) throw new Error(`No engagement: ${JSON.stringify(made)}`);
  return { 'x-client-account-id': clientAccountId, 'x-engagement-id': made.body.id };
}

/** What the assets of an engagement are, ids and times apart: their number and a hash of their contents. */
export async function assetsOf(stage, engagementId) {
  const [found] = await stage.query(assetContentSql, [engagementId]);
  return found;
}
