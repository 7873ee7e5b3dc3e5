/** Measures how long work stands still after a crash, from what the database shows of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, patiently, withDatabase } from './stage.mjs';

const look = `select
  (select coalesce(sum(version), 0) from discovery_flows)::text || '/' ||
  (select coalesce(sum(step), 0) || '/' || count(*) from phase_runs)::text || '/' ||
  (select coalesce(string_agg(lease_owner, ',' order by id), '') from phase_runs where status = 'executing') || '/' ||
  (select coalesce(string_agg(status || step::text || updated_at::text, ',' order by id), '') from flow_deletions)
    as progress,
  exists (select from phase_runs where status = 'executing' or status = 'queued' and run_at < clock_timestamp())
    or exists (select from flow_deletions where status in ('pending', 'running')) as "isDue"`;
const giveUpMs = 60_000;
const pollMs = 40;

/** What is recorded now, and whether there is work that somebody should be doing; waits for the database. */
export function lookAt(stage) {
  return patiently(() => withDatabase(stage, async (client) => (await client.query(look)).rows[0]));
}

/**
 * Milliseconds from `since` until something is recorded that was not there before; `undefined` when there was no work
 * to do or it takes longer than a minute.
 */
export async function timeToProgress(stage, before, since = Date.now()) {
  if (!before.isDue) return undefined;
  const watched = { client: undefined };
  try {
    while (Date.now() - since < giveUpMs) {
      const now = await lookOnce(stage, watched);
      if (now !== undefined && now.progress !== before.progress) return Date.now() - since;
      await sleep(pollMs);
    }
    return giveUpMs;
  } finally {
    await watched.client?.end().catch(() => undefined);
  }
}

/** A look over a connection that is kept from look to look; nothing while the database is away. */
async function lookOnce(stage, watched) {
  try {
    watched.client ??= await connect(stage);
    return (await watched.client.query(look)).rows[0];
  } catch {
    watched.client?.end().catch(() => undefined);
    watched.client = undefined;
    return undefined;
  }
}
