import { beforeEach, expect, test } from 'vitest';
import { useFlows } from '../../../test/flows.ts';
import { findViolations } from './invariants.repository.ts';

const flows = useFlows({ worker: false });
type Place = Awaited<ReturnType<typeof flows.place>>;
let place: Place;
let flowId: string;
let importId: string;

beforeEach(async () => {
  place = await flows.place();
  ({ flowId, importId } = await flows.create(place));
});

/** Runs statements with triggers and keys off, as a restore or a hand at the database would, and undoes them. */
async function planted(statements: readonly string[]): Promise<string[]> {
  const client = await flows.server.database.admin.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    const names = {
      flow: flowId,
      import: importId,
      client: place.clientAccountId,
      engagement: place.engagementId,
    };
    for (const statement of statements) {
      await client.query(
        statement.replaceAll(/:(\w+)\b/g, (_, name: keyof typeof names) => `'${names[name]}'`),
      );
    }
    const violations = await findViolations(client);
    return [...new Set(violations.map(({ invariant }) => invariant))].toSorted();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const chunk = (first: number, rows: number) =>
  `insert into import_chunks (client_account_id, engagement_id, data_import_id, first_row, row_count, first_line,
     byte_length, body) values (:client, :engagement, :import, ${first}, ${rows}, 1, 1, 'x')`;
const stored = `update phase_runs set status = 'succeeded' where flow_id = :flow`;
const tombstone = `update discovery_flows set deleted_at = now() where flow_id = :flow`;
const deletion = (status: string): string =>
  `insert into flow_deletions (client_account_id, engagement_id, flow_id, data_import_id, method, status, plan, plan_hash,
     finished_at) values (:client, :engagement, :flow, :import, 'manual', '${status}', '{}', 'hash',
     case when '${status}' = 'done' then now() end)`;
const fileRows = `update import_files set row_count = 10 where data_import_id = :import`;

test('a sound database has no violation', async () => {
  expect(await planted([])).toEqual([]);
});

test.each([
  [
    'I2',
    'a master that says something else',
    [`update master_flows set status = 'paused' where flow_id = :flow`],
  ],
  ['I2', 'a child without its master', ['delete from master_flows where flow_id = :flow']],
  ['I3', 'fewer rows stored than the file has', [fileRows, stored, chunk(1, 9)]],
  ['I4', 'a gap between two chunks', [fileRows, stored, chunk(1, 4), chunk(6, 6)]],
  [
    'I5',
    'a state the journal does not lead to',
    [`update discovery_flows set current_phase = 'field_mapping' where flow_id = :flow`],
  ],
  [
    'I6',
    'a transition the table does not have',
    [`update flow_events set type = 'gate_approved' where flow_id = :flow`],
  ],
  [
    'I7',
    'an approved gate nobody approved',
    [
      `insert into flow_gates (client_account_id, engagement_id, flow_id, phase, kind, status, subject_hash, closed_at)
       values (:client, :engagement, :flow, 'field_mapping', 'mapping_approval', 'approved', 'h', now())`,
    ],
  ],
  [
    'I9',
    'an import that names another flow',
    ['update data_imports set flow_id = gen_random_uuid() where id = :import'],
  ],
  ['I9', 'an import without a file', ['delete from import_files where data_import_id = :import']],
  ['I10', 'a trigger that is off', ['alter table discovery_flows disable trigger discovery_flows_pair']],
  [
    'I11',
    'an audit row that was changed',
    [`update audit_log set details = '{"seq": 1, "import_id": "other"}' where resource_id = :flow`],
  ],
  ['I11', 'an audit row that was removed', ['delete from audit_log where resource_id = :flow']],
  [
    'I13',
    'a version without its event',
    [
      'update master_flows set version = 9 where flow_id = :flow',
      'update discovery_flows set version = 9 where flow_id = :flow',
    ],
  ],
  [
    'I15',
    'a running flow without a job',
    [`delete from dbos.workflow_status where workflow_uuid like :flow || '%'`],
  ],
  ['I16', 'a row of a flow whose deletion is done', [tombstone, deletion('done')]],
  ['I16', 'a tombstone without a deletion', [tombstone]],
  ['I16', 'a deletion without a tombstone', [deletion('failed')]],
  ['I16', 'a deletion nobody will come for', [tombstone, deletion('running')]],
])('%s finds %s', async (invariant, _, statements) => {
  expect(await planted(statements)).toContain(invariant);
});

test('I1 finds two unfinished flows in one slot', async () => {
  const found = await planted([
    'drop index discovery_flows_slot_key',
    `insert into discovery_flows select client_account_id, engagement_id, gen_random_uuid(), gen_random_uuid(), flow_type,
       import_category, status, current_phase, epoch, waiting_reason, failure_code, failure_detail, failure_retryable,
       started_at, last_activity_at, deleted_at, deleted_by, delete_reason, version, created_at, updated_at
     from discovery_flows where flow_id = :flow`,
  ]);
  expect(found).toContain('I1');
});

test('I8 finds a finished phase whose output is not whole', async () => {
  const found = await planted([
    fileRows,
    chunk(1, 10),
    `update phase_runs set status = 'succeeded', phase = 'data_cleansing' where flow_id = :flow`,
  ]);
  expect(found).toContain('I8');
});
