/** Writes numbered rows into an embedded database and reports each acknowledged one, until it is killed. */
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/embedded-postgres.ts';

const dataDirectory = process.argv[2];
if (dataDirectory === undefined) throw new Error('Give the data directory.');
const server = await startEmbeddedPostgres({ dataDirectory });
const client = new Client({ connectionString: server.urls.owner });
await client.connect();
await client.query('create table if not exists acknowledged (id int primary key)');
process.stdout.write(`pid ${server.pid()}\n`);
for (let id = 1; ; id++) {
  await client.query('insert into acknowledged values ($1)', [id]);
  process.stdout.write(`row ${id}\n`);
}
