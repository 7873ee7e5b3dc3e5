/** Writes drifted flows into the database as a restore would: keys, checks and triggers off, nothing looked at. */
import { randomUUID } from 'node:crypto';
import { dimensions } from './combinations.mjs';
import { flowRows } from './flow-rows.mjs';

/** Rules that refuse what drift is made of; they are put back unchecked, as a restore without them would. */
const inTheWay = [
  ['master_flows', 'master_flows_status_check'],
  ['master_flows', 'master_flows_completed_check'],
  ['discovery_flows', 'discovery_flows_status_check'],
  ['discovery_flows', 'discovery_flows_waiting_check'],
  ['discovery_flows', 'discovery_flows_failure_check'],
];
const openGates = 'flow_gates_open_key';
const flowsPerInsert = 400;

/** Plants one flow for each combination, four to an engagement, and answers them. */
export async function plantFlows(admin, combinations) {
  const places = await plantTenants(admin, Math.ceil(combinations.length / 4));
  const flows = combinations.map((combination, index) =>
    flowRows(combination, places[Math.floor(index / 4)]),
  );
  await admin.query('begin');
  await admin.query('set local session_replication_role = replica');
  const texts = await dropRules(admin);
  for (let from = 0; from < flows.length; from += flowsPerInsert) {
    await insertRows(admin, flows.slice(from, from + flowsPerInsert));
  }
  for (const [table, name] of inTheWay) {
    await admin.query(`alter table ${table} add constraint ${name} ${texts.get(name)} not valid`);
  }
  await admin.query('commit');
  for (const table of ['master_flows', 'discovery_flows', 'phase_runs', 'data_imports'])
    await admin.query(`analyze ${table}`);
  return flows.map((flow, index) => ({ ...flow, place: places[Math.floor(index / 4)] }));
}

async function dropRules(admin) {
  const texts = new Map();
  for (const [table, name] of inTheWay) {
    const { rows } = await admin.query(
      'select pg_get_constraintdef(oid) as text from pg_constraint where conname = $1',
      [name],
    );
    texts.set(name, rows[0].text);
    await admin.query(`alter table ${table} drop constraint ${name}`);
  }
  // Two gates open at once are part of the drift; the index cannot come back before the doctor was there.
  await admin.query(`drop index ${openGates}`);
  return texts;
}

/** Client accounts of 64 engagements, and one foreign import that drifted flows of everybody else name. */
async function plantTenants(admin, engagements) {
  const at = '2026-01-02 03:04:05+00';
  const later = '2100-01-01 00:00:00+00';
  const user = randomUUID();
  await admin.query(
    `insert into users (id, email, display_name, password_hash, status) values ($1, 'drift@example.org', 'Drift', 'x', 'active')`,
    [user],
  );
  const foreign = await plantForeign(admin, user, at);
  const places = [];
  for (let index = 0; index < engagements; index++) {
    const client = index % 64 === 0 ? randomUUID() : places.at(-1).client;
    places.push({ client, engagement: randomUUID(), user, at, later, foreignImports: foreign, runIds: {} });
  }
  const clients = [...new Set(places.map(({ client }) => client))];
  await admin.query(
    `insert into client_accounts (id, name, slug) select id, 'Drift', 'drift-' || row_number() over () from unnest($1::uuid[]) id`,
    [clients],
  );
  await admin.query(
    `insert into engagements (client_account_id, id, name, slug)
     select client, engagement, 'Drift', 'drift-' || row_number() over () from unnest($1::uuid[], $2::uuid[]) p (client, engagement)`,
    [places.map(({ client }) => client), places.map(({ engagement }) => engagement)],
  );
  return places;
}

/** An import of every category in another client's engagement; answers their ids. */
async function plantForeign(admin, user, at) {
  const [client, engagement] = [randomUUID(), randomUUID()];
  await admin.query(`insert into client_accounts (id, name, slug) values ($1, 'Foreign', 'foreign')`, [
    client,
  ]);
  await admin.query(
    `insert into engagements (client_account_id, id, name, slug) values ($1, $2, 'Foreign', 'foreign')`,
    [client, engagement],
  );
  await admin.query('begin');
  await admin.query('set local session_replication_role = replica');
  const foreign = {};
  for (const category of dimensions.category) {
    foreign[category] = randomUUID();
    await admin.query(
      `insert into data_imports (client_account_id, engagement_id, id, flow_id, import_category, import_name, imported_by, created_at)
       values ($1, $2, $3, $4, $5, 'foreign', $6, $7)`,
      [client, engagement, foreign[category], randomUUID(), category, user, at],
    );
  }
  await admin.query('commit');
  return foreign;
}

async function insertRows(admin, flows) {
  const byTable = new Map();
  for (const { rows } of flows) {
    for (const [table, list] of Object.entries(rows)) {
      byTable.set(table, [...(byTable.get(table) ?? []), ...list]);
    }
  }
  for (const [table, list] of byTable) {
    if (list.length === 0) continue;
    const columns = [...new Set(list.flatMap((row) => Object.keys(row)))].join(', ');
    await admin.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(list)],
    );
  }
}
