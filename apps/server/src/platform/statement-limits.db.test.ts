import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { tenantsIn } from '../../test/tenants.ts';
import { inTenantScope } from './tenant-scope.ts';

const { database, db } = usePools({ max: 5 });
const tenants = tenantsIn(database.admin);

test('a connection that hangs ends the request that waits for it, and is not lent again', async () => {
  const tenant = await tenants.tenant();
  const hung: { pid: number | undefined } = { pid: undefined };
  try {
    await expect(
      inTenantScope(db, { ...tenant, statementTimeoutMs: 2000 }, async ({ tx, client }) => {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        hung.pid = rows[0]?.pid;
        process.kill(hung.pid ?? 0, 'SIGSTOP');
        return sql`select 1`.execute(tx);
      }),
    ).rejects.toThrow('Query read timeout');
    const next = await inTenantScope(db, tenant, async ({ client }) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      return rows[0]?.pid;
    });
    expect(next).not.toBe(hung.pid);
  } finally {
    if (hung.pid !== undefined) process.kill(hung.pid, 'SIGCONT');
  }
});

test('a statement of a request has a limit, one of a job has none', async () => {
  const tenant = await tenants.tenant();
  const limitIn = (options: { requestId?: string }) =>
    inTenantScope(db, { ...tenant, ...options }, async ({ client }) => {
      const { rows } = await client.query<{ limit: string }>(
        `select current_setting('statement_timeout') as "limit"`,
      );
      return rows[0]?.limit;
    });
  expect(await limitIn({ requestId: '018f0000-0000-7000-8000-000000000001' })).toBe('1min');
  expect(await limitIn({})).toBe('0');
});
