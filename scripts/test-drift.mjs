/**
 * Drift test: plants thousands of flows whose records contradict each other in every way a restore or a hand at the
 * database can bring about, lets the doctor report, heal, and heal again, and checks that each flow is consistent,
 * healed, or refused with a reason; that healing twice changes nothing; and that no import of another tenant is linked.
 *
 *   node --import tsx scripts/test-drift.mjs [--seed 1] [--count 8192] [--keep]
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { flowTypeDefinitions } from '../packages/domain/src/flow/flow-type.ts';
import { examineTenant } from '../apps/server/src/features/doctor/examine-tenant.ts';
import { registerFlowTypes } from '../apps/server/src/features/flows/flow-type-versions.repository.ts';
import { findViolations } from '../apps/server/src/features/flows/invariants.repository.ts';
import { openDatabaseServer, prepareDatabase } from '../apps/server/src/platform/database-server.ts';
import { createPools } from '../apps/server/src/platform/db.ts';
import { openFileStore } from '../apps/server/src/platform/file-store.ts';
import { migrateEngine, openFlowEngine } from '../apps/server/src/platform/flow-engine-dbos.ts';
import { createLog } from '../apps/server/src/platform/log.ts';
import { inTenantScope } from '../apps/server/src/platform/tenant-scope.ts';
import { doctorDepsOf } from '../apps/server/src/start/doctor.ts';
import { random } from './crash/sample-file.mjs';
import { drawCombinations } from './drift/combinations.mjs';
import { checkPlatform } from './drift/platform.mjs';
import { plantFlows } from './drift/plant.mjs';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '8192' },
    keep: { type: 'boolean' },
  },
});
const seed = Number(options.seed);
const count = Number(options.count);
const concurrency = 4;
const began = Date.now();
const faults = [];
const failures = [];

const dataDirectory = mkdtempSync(join(tmpdir(), 'landfall-drift-'));
chmodSync(dataDirectory, 0o755);
const database = await openDatabaseServer({ dataDirectory });
try {
  await prepareDatabase(database, migrateEngine);
  report(await runAll());
} finally {
  await database.stop();
  if (!options.keep) rmSync(dataDirectory, { recursive: true, force: true });
}

async function runAll() {
  const log = createLog({ level: 'error', write: (line) => failures.push(line) });
  const db = createPools({ appUrl: database.appUrl });
  const admin = new Client({ connectionString: database.embedded.urls.admin });
  await admin.connect();
  // Nothing of this database outlives the run, so a commit need not wait for the disk.
  await admin.query('alter database landfall set synchronous_commit = off');
  await registerFlowTypes(db, flowTypeDefinitions);
  const engine = await openFlowEngine({ appUrl: database.appUrl, log });
  const files = await openFileStore(join(dataDirectory, 'files'));
  try {
    const deps = doctorDepsOf({ engine, files: everyThirdGone(files), db, log });
    return await examine({ admin, deps, engine, db });
  } finally {
    await engine.stop();
    await db.close();
    await admin.end();
  }
}

/** A file store that has the files of two imports in three, told by their key. */
function everyThirdGone(files) {
  return {
    ...files,
    size: async (key) => {
      if (Number.parseInt(key.slice(3, 5), 16) % 3 === 0) throw new Error('no such file');
      return 3;
    },
  };
}

async function examine({ admin, deps, engine, db }) {
  const flows = await plantFlows(admin, drawCombinations(random(seed), count));
  await enqueueJobs({ engine, db }, flows);
  note(`${flows.length} flows planted`);
  const planted = await stateOf(admin);
  const reported = await visitAll(deps, flows, 'report');
  expectSame(planted, await stateOf(admin), 'report mode changed');
  note('reported');
  const healed = await visitAll(deps, flows, 'heal');
  const after = await stateOf(admin);
  note('healed');
  const again = await visitAll(deps, flows, 'heal');
  expectSame(after, await stateOf(admin), 'healing twice changed');
  note('healed again');
  compareModes(reported, healed);
  const sum = await judge({ admin, flows, healed, again });
  const platform = await checkPlatform({ admin, deps, flows, faults });
  note('assets, files, deletions and audit chains looked at');
  return { ...sum, platform };
}

async function enqueueJobs({ engine, db }, flows) {
  for (const { jobs, place, flowId } of flows) {
    for (const { id: runId, phase, epoch, attempt } of jobs) {
      const tenant = { clientAccountId: place.client, engagementId: place.engagement };
      await inTenantScope(db, tenant, (scope) =>
        engine.enqueue(scope.client, { ...tenant, flowId, runId, phase, epoch, attempt }),
      );
    }
  }
}

/** One visit of every engagement; answers findings by flow. */
async function visitAll(deps, flows, mode) {
  const tenants = [...new Map(flows.map(({ place }) => [place.engagement, place])).values()];
  const findings = new Map();
  const visit = {
    mode,
    flowId: undefined,
    codes: undefined,
    choices: new Map(),
    actor: { userId: null, kind: 'doctor' },
  };
  let next = 0;
  const worker = async () => {
    while (next < tenants.length) {
      const { client, engagement } = tenants[next++];
      const { noted } = await examineTenant(
        deps,
        { clientAccountId: client, engagementId: engagement },
        visit,
      );
      for (const { flowId, finding, outcome } of noted) {
        if (flowId === null || finding.code === 'D20') continue;
        findings.set(flowId, [
          ...(findings.get(flowId) ?? []),
          { code: finding.code, outcome, detail: finding.detail },
        ]);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return findings;
}

/** What is stored of all flows, as one text a table. */
async function stateOf(admin) {
  const tables = [
    'master_flows',
    'discovery_flows',
    'flow_gates',
    'phase_runs',
    'flow_events',
    'data_imports',
  ];
  const texts = {};
  for (const table of [
    ...tables,
    'assets',
    'import_field_mappings',
    'doctor_findings',
    'gate_decisions',
    'audit_log',
  ]) {
    const { rows } = await admin.query(
      `select md5(string_agg(md5(t::text), '' order by md5(t::text))) as text from ${table} t`,
    );
    texts[table] = rows[0].text;
  }
  return texts;
}

function expectSame(before, after, what) {
  for (const [table, text] of Object.entries(before)) {
    if (after[table] !== text) faults.push(`${what} ${table}`);
  }
}

/** A report names for every flow exactly the findings that healing meets. */
function compareModes(reported, healed) {
  for (const [flowId, found] of reported) {
    if (codesOf(found) !== codesOf(healed.get(flowId) ?? []))
      faults.push(`report and heal differ for flow ${flowId}`);
  }
}

function codesOf(found) {
  return found.map(({ code }) => code).join();
}

async function judge({ admin, flows, healed, again }) {
  const { rows } = await admin.query('select distinct flow_id from doctor_findings');
  const refused = new Set(rows.map(({ flow_id: id }) => id));
  const sum = { consistent: 0, healed: 0, refused: 0, reasons: {} };
  for (const { flowId, combination } of flows) {
    const found = healed.get(flowId) ?? [];
    const verdict = verdictOf(flowId, found, refused);
    sum[verdict] += 1;
    for (const { code } of found) sum.reasons[code] = (sum.reasons[code] ?? 0) + 1;
    if (combination.isSound && verdict !== 'consistent')
      fault(combination, flowId, `was sound and is ${verdict}`);
    const open = (again.get(flowId) ?? []).find(({ outcome }) => outcome === 'found' || outcome === 'healed');
    if (verdict !== 'refused' && open)
      fault(combination, flowId, `is not healed: ${open.code} ${open.detail}`);
  }
  const sound = flows.filter(({ flowId }) => !refused.has(flowId));
  await checkLaw(admin, sound);
  await checkInvariants(admin, new Map(sound.map(({ flowId, combination }) => [flowId, combination])));
  await checkTenants(admin, sound);
  await checkRecords(admin);
  return sum;
}

function verdictOf(flowId, found, refused) {
  if (refused.has(flowId)) return 'refused';
  return found.some(({ outcome }) => outcome === 'healed') ? 'healed' : 'consistent';
}

function fault(combination, flowId, text) {
  faults.push(`flow ${flowId} ${text}\n       ${JSON.stringify(combination)}`);
}

/** The database's own commit trigger and keys judge every flow that is not refused. */
async function checkLaw(admin, sound) {
  for (const { flowId, combination } of sound) {
    try {
      await admin.query('begin');
      await admin.query(
        'update discovery_flows set last_activity_at = last_activity_at, data_import_id = data_import_id where flow_id = $1',
        [flowId],
      );
      await admin.query('set constraints all immediate');
    } catch (error) {
      fault(combination, flowId, `would not be committed: ${error.message}`);
    } finally {
      await admin.query('rollback');
    }
  }
}

/** Invariants of what the doctor wrote; I7 and I11 would also look at the planted past. */
async function checkInvariants(admin, sound) {
  const watched = new Set(['I1', 'I2', 'I5', 'I6', 'I9', 'I12', 'I13', 'I15']);
  for (const { invariant, flowId, detail } of await findViolations(admin, { content: false })) {
    // Of a tombstone the link is only told of: nothing goes on from it, and every command answers that it is gone.
    const isTold = invariant === 'I9' && sound.get(flowId)?.record === 'deleted';
    if (watched.has(invariant) && sound.has(flowId) && !isTold)
      fault(sound.get(flowId), flowId, `breaks ${invariant}: ${detail}`);
  }
}

/** No flow that is not refused names an import of another tenant, and the foreign import is as it was. */
async function checkTenants(admin, sound) {
  const { rows } = await admin.query(
    `select c.flow_id from discovery_flows c join data_imports i on i.id = c.data_import_id
     where (i.client_account_id, i.engagement_id) <> (c.client_account_id, c.engagement_id) and c.flow_id = any ($1::uuid[])
       and c.deleted_at is null
     union all
     select i.flow_id from data_imports i join discovery_flows c using (flow_id)
     where (i.client_account_id, i.engagement_id) <> (c.client_account_id, c.engagement_id)`,
    [sound.map(({ flowId }) => flowId)],
  );
  for (const { flow_id: id } of rows) faults.push(`flow ${id} is linked across tenants`);
}

/** Every cure is one event of the doctor with one audit row. */
async function checkRecords(admin) {
  const { rows } = await admin.query(
    `select e.flow_id, e.seq, count(a.seq)::int as audits from flow_events e left join audit_log a
       on a.resource_id = e.flow_id and a.action = 'flow.healed' and (a.details ->> 'seq')::bigint = e.seq
     where e.type = 'healed' group by e.flow_id, e.seq having count(a.seq) <> 1`,
  );
  for (const { flow_id: id, seq, audits } of rows)
    faults.push(`event ${seq} of flow ${id} has ${audits} audit rows`);
}

function note(text) {
  process.stdout.write(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}

function report(sum) {
  for (const line of failures.slice(0, 5)) process.stdout.write(`${line.slice(0, 2000)}\n`);
  for (const text of faults.slice(0, 20)) process.stdout.write(`FAILED ${text}\n`);
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `${JSON.stringify({ combinations: count, ...sum, faults: faults.length, errors: failures.length, seed, seconds })}\n`,
  );
  process.exitCode = faults.length + failures.length === 0 ? 0 : 1;
}
