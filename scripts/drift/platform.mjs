/** Drift of what belongs to no one flow: assets, files, deletions without a job, audit chains. */
import { randomUUID } from 'node:crypto';
import { examineTenant } from '../../apps/server/src/features/doctor/examine-tenant.ts';
import { examineAudit, examinePlatform } from '../../apps/server/src/features/doctor/doctor.service.ts';

const strandedDeletions = 25;
const forgedChains = 3;
const sampledEngagements = 40;

/** D14, D20, D21 and D22: each found, healed where it can be, and not found again; answers the counts. */
export async function checkPlatform({ admin, deps, flows, faults }) {
  return {
    D14: await checkAssets(admin, flows, faults),
    D20: await checkFiles({ admin, deps, flows, faults }),
    D21: await checkDeletions({ admin, deps, flows, faults }),
    D22: await checkAudit({ admin, deps, flows, faults }),
  };
}

/** After healing no imported asset is without its row, and only those that were say so. */
async function checkAssets(admin, flows, faults) {
  const { rows } = await admin.query(
    `select count(*) filter (where discovery_method = 'origin_unknown')::int as marked,
       count(*) filter (where discovery_method = 'import' and lead_import_id is null)::int as unproven,
       count(*) filter (where discovery_method = 'origin_unknown' and lead_import_id is not null)::int as wronged
     from assets`,
  );
  const planted = flows.filter(({ rows: of }) => of.assets?.[0]?.lead_import_id === null).length;
  const [{ marked, unproven, wronged }] = rows;
  if (marked !== planted || unproven > 0 || wronged > 0)
    faults.push(
      `D14: of ${planted} assets without a row ${marked} are marked, ${unproven} left, ${wronged} wronged`,
    );
  return marked;
}

/** In some engagements: every import whose file is gone is told of, and no other. */
async function checkFiles({ admin, deps, flows, faults }) {
  let told = 0;
  const visit = {
    mode: 'report',
    flowId: undefined,
    codes: undefined,
    choices: new Map(),
    actor: { userId: null, kind: 'doctor' },
  };
  const places = [...new Map(flows.map(({ place }) => [place.engagement, place])).values()];
  for (const { client, engagement } of places.slice(0, sampledEngagements)) {
    const tenant = { clientAccountId: client, engagementId: engagement };
    const { noted } = await examineTenant(deps, tenant, visit);
    const found = noted.filter(({ finding }) => finding.code === 'D20').length;
    told += found;
    const { rows } = await admin.query(
      `select f.storage_key as key from data_imports i left join import_files f on f.data_import_id = i.id
         left join discovery_flows c on c.engagement_id = i.engagement_id and c.flow_id = i.flow_id
       where i.engagement_id = $1 and c.deleted_at is null`,
      [engagement],
    );
    const gone = [];
    for (const { key } of rows) if (key !== null && !(await isThere(deps.files, key))) gone.push(key);
    if (gone.length !== found)
      faults.push(`D20: ${found} of ${gone.length} lost files told of in ${engagement}`);
  }
  return told;
}

async function isThere(files, key) {
  try {
    await files.size(key);
    return true;
  } catch {
    return false;
  }
}

/** Deletions nobody will come for are queued again, once. */
async function checkDeletions({ admin, deps, flows, faults }) {
  const chosen = flows
    .filter(({ combination }) => combination.record === 'deleted')
    .slice(0, strandedDeletions);
  await admin.query(`set session_replication_role = 'replica'`);
  for (const { flowId, place } of chosen) {
    await admin.query(
      `insert into flow_deletions (client_account_id, engagement_id, flow_id, data_import_id, method, plan, kept,
         plan_hash, requested_by, status, created_at, updated_at)
       values ($1, $2, $3, $4, 'manual', '{}', '{}', 'hash', $5, 'pending', now() - interval '1 hour', now() - interval '1 hour')`,
      [place.client, place.engagement, flowId, randomUUID(), place.user],
    );
  }
  await admin.query(`set session_replication_role = 'origin'`);
  const count = async (mode) => {
    const noted = await examinePlatform(deps, { mode, codes: ['D21'] });
    const [first] = noted.filter(({ finding }) => finding.code === 'D21');
    return Number(first?.finding.detail.split(' ', 1)[0] ?? 0);
  };
  const seen = [await count('report'), await count('heal'), await count('heal')];
  if (seen.join() !== [chosen.length, chosen.length, 0].join())
    faults.push(
      `D21: ${chosen.length} stranded deletions were told of, healed and found again as ${seen.join()}`,
    );
  return chosen.length;
}

/** A forged row breaks the chain of its client account, and no other. */
async function checkAudit({ admin, deps, flows, faults }) {
  const tenants = flows.map(({ place }) => ({
    clientAccountId: place.client,
    engagementId: place.engagement,
  }));
  const before = await examineAudit(deps, tenants);
  for (const { finding } of before) faults.push(`D22: a chain nobody forged is broken: ${finding.detail}`);
  const { rows } = await admin.query(
    `select client_account_id as client, min(seq) as seq from audit_log group by 1 order by 1 limit ${forgedChains}`,
  );
  await admin.query(`set session_replication_role = 'replica'`);
  for (const { client, seq } of rows) {
    await admin.query(
      `update audit_log set details = '{"forged": true}' where client_account_id = $1 and seq = $2`,
      [client, seq],
    );
  }
  await admin.query(`set session_replication_role = 'origin'`);
  const told = new Set((await examineAudit(deps, tenants)).map(({ clientAccountId }) => clientAccountId));
  const forged = rows.map(({ client }) => client);
  if (told.size !== forged.length || forged.some((client) => !told.has(client)))
    faults.push(`D22: chains of ${forged.join()} were forged, those of ${[...told].join()} told of`);
  return told.size;
}
