import type { PoolClient } from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../../test/product.ts';

const product = useProduct();
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});

const text = 'Hostname,Owner\nweb-1,Ada\nweb-2,Bob\n';
const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query);

/** Until it is undone, the reply to the commit of a new import is lost: it is done, and nobody hears of it. */
function losingReplies(): () => void {
  const { pool } = product.server.db;
  const connect = pool.connect.bind(pool);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one of its forms the product uses
  (pool as { connect: () => Promise<PoolClient> }).connect = async () => losingReply(await connect());
  return () => {
    Reflect.deleteProperty(pool, 'connect');
  };
}

function losingReply(client: PoolClient): PoolClient {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one of its forms the product uses
  const query = client.query.bind(client) as (...values: unknown[]) => Promise<unknown>;
  const seen = { import: false };
  const release = client.release.bind(client);
  Object.assign(client, {
    release: (destroy?: boolean) => {
      Reflect.deleteProperty(client, 'query');
      Reflect.deleteProperty(client, 'release');
      release(destroy);
    },
    query: async (...values: unknown[]) => {
      const answer = await query(...values);
      if (/insert into "?data_imports/.test(textOf(values[0]))) seen.import = true;
      if (seen.import && textOf(values[0]) === 'commit')
        throw new Error('Connection terminated unexpectedly');
      return answer;
    },
  });
  return client;
}

test('the file of an import whose commit nobody heard of stays, and the flow goes on', async () => {
  const undo = losingReplies();
  try {
    expect(await product.tryUpload(place, text)).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
  } finally {
    undo();
  }
  const { rows } = await product.server.database.admin.query<{ flowId: string; key: string }>(
    `select i.flow_id as "flowId", f.storage_key as key from data_imports i join import_files f on f.data_import_id = i.id
     where i.engagement_id = $1`,
    [place.engagementId],
  );
  expect(rows).toHaveLength(1);
  expect(await product.files.has(rows[0]?.key ?? '')).toBe(true);
  const { body } = await product.get(place, '/discovery/flows/incomplete');
  await product.reach(place, body.items[0].flow_id, 'waiting_for_approval');
});

test('a disk that fails is the server’s fault and not the sender’s', async () => {
  const { files } = product;
  const receive = files.receive.bind(files);
  files.receive = () => Promise.reject(Object.assign(new Error('the disk fails'), { code: 'EIO' }));
  try {
    const { status, body } = await product.tryUpload(place, text);
    expect([status, body.code]).toEqual([500, 'internal_error']);
  } finally {
    files.receive = receive;
  }
  files.receive = () => Promise.reject(Object.assign(new Error('the disk is full'), { code: 'ENOSPC' }));
  try {
    expect(await product.tryUpload(place, text)).toMatchObject({
      status: 503,
      body: { code: 'storage_full' },
    });
  } finally {
    files.receive = receive;
  }
  expect((await product.tryUpload(place, text)).status).toBe(201);
});
