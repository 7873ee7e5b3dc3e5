import { sql } from 'kysely';
import type { PlatformScope } from '../../platform/tenant-scope.ts';

const FAILURES_ALLOWED = 10;

/**
 * Counts an attempt under each key before its password is looked at, so that guesses sent at once cannot outrun
 * the counter. Answers the seconds to wait when one of the keys is locked, else 0.
 */
export async function reserveAttempt({ tx }: PlatformScope, keys: readonly string[]): Promise<number> {
  let wait = 0;
  for (const key of keys.toSorted()) {
    const { rows } = await sql<{ wait: number }>`
      with seen as (
        insert into sign_in_throttles as t (key, failures) values (${key}, 0)
        on conflict (key) do update set
          failures = case when t.locked_until <= now() or t.window_started_at < now() - interval '15 minutes'
            then 0 else t.failures end,
          window_started_at = case when t.locked_until <= now() or t.window_started_at < now() - interval '15 minutes'
            then now() else t.window_started_at end,
          locked_until = case when t.locked_until > now() then t.locked_until end
        returning failures, locked_until)
      select case when locked_until is null then 0
        else ceil(extract(epoch from locked_until - now()))::int end as wait from seen`.execute(tx);
    wait = Math.max(wait, rows[0]?.wait ?? 0);
  }
  if (wait > 0) return wait;
  await sql`
    update sign_in_throttles set failures = failures + 1,
      locked_until = case when failures + 1 >= ${FAILURES_ALLOWED} then now() + interval '15 minutes' end
    where key = any (${keys})`.execute(tx);
  return 0;
}

/** Takes back an attempt that succeeded: the account starts afresh, the address loses this one only. */
export async function forgiveAttempt(
  { tx }: PlatformScope,
  { account, address }: { account: string; address: string },
): Promise<void> {
  await sql`update sign_in_throttles set failures = 0, locked_until = null where key = ${account}`.execute(
    tx,
  );
  await sql`
    update sign_in_throttles set failures = greatest(failures - 1, 0), locked_until = null
    where key = ${address}`.execute(tx);
}
