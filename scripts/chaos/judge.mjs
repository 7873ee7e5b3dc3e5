/** Compares what the database holds with what was brought. */

/** Lost, doubled and stuck things as sentences, broken invariants, and counts. */
export async function judge(stage, { files, settledMs }) {
  const flows = await stage.query(
    `select m.flow_id as id, m.engagement_id as engagement, c.status, c.deleted_at is not null as deleted
     from master_flows m join discovery_flows c using (flow_id)`,
  );
  const runs = await stage.query(
    `select flow_id as id, phase, status from phase_runs where status in ('queued', 'executing')`,
  );
  const deletions = await stage.query(
    `select flow_id as id, status, error from flow_deletions where status <> 'done'`,
  );
  const { lost, stuck } = judgeFiles(files, new Map(flows.map((flow) => [flow.id, flow])));
  for (const { id, phase, status } of runs) stuck.push(`flow ${id}: a run of ${phase} is ${status}`);
  for (const { id, status, error } of deletions)
    stuck.push(`flow ${id}: its deletion is ${status} ${error ?? ''}`);
  const doubled = await findDoubled(stage, { files, flows });
  lost.push(...(await findMissingAssets(stage, { files, doubled })));
  const violations = await stage.violations();
  const retries = files.reduce((sum, file) => sum + (file.retries ?? 0), 0);
  const deleted = flows.filter((flow) => flow.deleted).length;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return { lost, doubled, stuck, violations, flows: flows.length, deleted, rows, retries, settledMs };
}

function judgeFiles(files, known) {
  const lost = [];
  const stuck = [];
  for (const { index, flowId, error } of files) {
    const flow = known.get(flowId);
    if (flowId === undefined || error !== undefined) stuck.push(`file ${index}: ${error}`);
    else if (flow === undefined) lost.push(`file ${index}: flow ${flowId} is gone`);
    else if (flow.status !== 'completed' && !flow.deleted)
      stuck.push(`file ${index}: flow ${flowId} is ${flow.status}`);
  }
  return { lost, stuck };
}

/** More flows than files, or imports than flows, in an engagement. */
async function findDoubled(stage, { files, flows }) {
  const imports = await stage.query(
    'select flow_id as id, count(*)::int as n from data_imports group by 1 having count(*) > 1',
  );
  const doubled = imports.map(({ id, n }) => `flow ${id} has ${n} imports`);
  for (const engagement of new Set(files.map((file) => file.engagementId))) {
    const brought = files.filter((file) => file.engagementId === engagement).length;
    const found = flows.filter((flow) => flow.engagement === engagement).length;
    if (found > brought) doubled.push(`engagement ${engagement}: ${found} flows of ${brought} files`);
  }
  return doubled;
}

/** Each machine of a file whose flow was kept is one asset. */
async function findMissingAssets(stage, { files, doubled }) {
  const lost = [];
  const counts = await stage.query(
    'select engagement_id as id, count(*)::int as n from assets where deleted_at is null group by 1',
  );
  for (const engagement of new Set(files.map((file) => file.engagementId))) {
    const brought = files.filter((file) => file.engagementId === engagement);
    if (brought.some((file) => file.flowId === undefined)) continue;
    const expected = brought.filter((file) => !file.isDeleted).reduce((sum, file) => sum + file.machines, 0);
    const found = counts.find(({ id }) => id === engagement)?.n ?? 0;
    const sentence = `engagement ${engagement}: ${found} assets of ${expected} machines`;
    if (found < expected) lost.push(sentence);
    if (found > expected) doubled.push(sentence);
  }
  return lost;
}
