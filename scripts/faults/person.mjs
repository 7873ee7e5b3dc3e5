/** A person who brings a file through its flow and deletes it, looking at the database instead of asking the API. */
import { setTimeout as sleep } from 'node:timers/promises';

/** On a machine busy with other things a deletion takes its time, and two are carried out at once. */
const withinMs = 300_000;
const pollMs = 120;

/** Commands go to the API; where the flow stands is read by the lane's own connection, which no fault reaches. */
export function openPerson({ api, sql, lane, engagementId }) {
  const look = async () => {
    const { rows } = await sql.query(
      `select c.flow_id as id, c.status, c.current_phase as phase, c.failure_code as "failureCode",
         c.failure_retryable as retryable, g.id as gate, g.revision, g.kind,
         (select jsonb_agg(r.id) from phase_runs r where r.flow_id = c.flow_id and r.status in ('queued', 'executing')) as runs
       from discovery_flows c
       left join flow_gates g on g.flow_id = c.flow_id and g.status = 'open'
       where c.engagement_id = $1 and c.deleted_at is null order by c.flow_id desc limit 1`,
      [engagementId],
    );
    if (rows[0] !== undefined) lane.owns(rows[0].id);
    return rows[0];
  };
  return {
    /** Uploads and sees the flow to its end; throws when it cannot go on. */
    async complete(csv) {
      const seen = { last: undefined, asks: [] };
      await insist(seen, async () => {
        const flow = await look();
        seen.last = flow;
        if (flow?.status === 'completed') return flow;
        const answer = await ask(actOn(api, flow, csv));
        if (answer !== undefined) seen.asks.push(`${answer.status} ${answer.body?.code ?? ''}`);
        refuseDeadEnd(flow, answer);
        return undefined;
      });
      return seen.last.id;
    },
    /** Deletes the flow and sees its data gone. */
    async remove(flowId) {
      const seen = { last: undefined, asks: [] };
      await insist(seen, async () => {
        const { rows } = await sql.query('select id, status, error from flow_deletions where flow_id = $1', [
          flowId,
        ]);
        seen.last = rows[0];
        if (rows[0] !== undefined) lane.owns(rows[0].id);
        if (rows[0]?.status === 'failed') throw new Error(`The deletion failed: ${rows[0].error}`);
        if (rows[0] === undefined) {
          const answer = await ask(api.delete(`/discovery/flows/${flowId}`, { force: true }));
          seen.asks.push(`${answer.status} ${answer.body?.code ?? ''}`);
        }
        return rows[0]?.status === 'done' ? rows[0] : undefined;
      });
    },
  };
}

async function insist(seen, turn) {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    if ((await turn()) !== undefined) return;
    await sleep(pollMs);
  }
  const { last, asks } = seen;
  throw new Error(`It stands still: ${JSON.stringify(last)} after ${JSON.stringify(asks.slice(-6))}`);
}

/** What a person can do about the flow as it stands; nothing while it works. */
async function actOn(api, flow, csv) {
  if (flow === undefined) return api.upload(csv);
  if (flow.gate !== null) {
    const rest =
      flow.kind === 'mapping_approval' ? { approve_confidence_at_least: 0.5, remaining: 'ignore' } : {};
    const approval = { gate_id: flow.gate, gate_revision: flow.revision, ...rest };
    const answer = await api.post(`/flows/${flow.id}/approve`, approval);
    const affected = answer.body?.large_change?.affected;
    if (affected === undefined) return answer;
    return api.post(`/flows/${flow.id}/approve`, { ...approval, confirm_large_change: affected });
  }
  if (flow.status === 'failed' && flow.retryable) return api.post(`/flows/${flow.id}/retry`);
  return undefined;
}

/** A fault beneath may not end a flow for good. */
function refuseDeadEnd(flow, answer) {
  if (flow?.status === 'failed' && !flow.retryable)
    throw new Error(`The flow ended with ${flow.failureCode}`);
  if (flow?.status === 'cancelled') throw new Error('The flow was cancelled');
  if (answer?.status >= 400 && answer.status < 500 && answer.status !== 409)
    throw new Error(`The command was refused: ${JSON.stringify(answer).slice(0, 500)}`);
}

/** A request without an answer is one with status 0. */
function ask(asked) {
  return asked.catch((error) => ({ status: 0, body: { code: error.message } }));
}
