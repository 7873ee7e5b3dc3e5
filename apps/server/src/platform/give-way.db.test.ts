import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { createPools } from './db.ts';

const { database, db } = usePools({ max: 1 });
const background = createPools({ appUrl: database.appUrl, max: 1, givesWay: true });
afterAll(() => background.close());

test('requests go before the background: its backends give way, and those of people do not', async () => {
  const ours = await backendOf(db.pool);
  const theirs = await backendOf(background.pool);
  expect(getPriority(theirs)).toBe(Math.min(19, getPriority() + 10));
  expect(getPriority(ours)).toBeLessThan(getPriority(theirs));
  const people = sessionPriority(ours);
  const work = people === undefined ? undefined : people + 10;
  // An ordinary account may have to ask more than once.
  await expect.poll(() => sessionPriority(theirs)).toBe(work);
});

async function backendOf(pool: typeof db.pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? 0;
}

/** Niceness of the whole session of a process; `undefined` where the system does not count by session. */
function sessionPriority(pid: number): number | undefined {
  try {
    const told = /nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1];
    return told === undefined ? undefined : Number(told);
  } catch {
    return undefined;
  }
}
