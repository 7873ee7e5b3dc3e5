import { asId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { tenantsIn } from '../../test/tenants.ts';
import { appendAudit } from './audit.ts';
import { createPools } from './db.ts';
import {
  inActorScope,
  inClientScope,
  inPlatformScope,
  inTenantScope,
  type TenantScope,
  withClient,
} from './tenant-scope.ts';

const { database, db } = usePools({ max: 5 });
const tenants = tenantsIn(database.admin);

const insertMapping = (header: string) => (scope: TenantScope) =>
  sql`insert into learned_mappings (client_account_id, engagement_id, header_normalized, import_category, polarity,
      last_decided_by)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${header}, 'cmdb_export', 'positive',
      (select id from users limit 1))`.execute(scope.tx);
const headers = async ({ tx }: Pick<TenantScope, 'tx'>) =>
  (await tx.selectFrom('learned_mappings').select('header_normalized').execute()).map(
    (row) => row.header_normalized,
  );
const settings = async ({ client }: Pick<TenantScope, 'client'>) => {
  const { rows } = await client.query(
    'select current_client() as client, current_engagement() as engagement, current_actor() as actor, in_platform_scope() as platform',
  );
  return rows[0];
};
const nobody = { client: null, engagement: null, actor: null, platform: false };

const fail = async (scope: TenantScope) => {
  await insertMapping('half')(scope);
  throw new Error('half way');
};

const swallow = async (scope: TenantScope) => {
  await insertMapping('lost')(scope);
  await sql`select 1 / 0`.execute(scope.tx).catch(() => undefined);
};

const nested = ({ tx }: TenantScope) => tx.transaction().execute(async () => undefined);

const failing = (times: number) => {
  let calls = 0;
  return async ({ tx }: TenantScope) => {
    calls += 1;
    if (calls <= times) {
      await sql`do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`.execute(tx);
    }
    return calls;
  };
};

describe('a tenant scope', () => {
  test('sees its own rows, and no other client’s even without a filter', async () => {
    await tenants.user();
    const [ours, theirs] = [await tenants.tenant(), await tenants.tenant()];
    await inTenantScope(db, ours, insertMapping('ours'));
    await inTenantScope(db, theirs, insertMapping('theirs'));
    expect(await inTenantScope(db, ours, headers)).toEqual(['ours']);
  });

  test('R8 cannot write a row of another client, nor move one there', async () => {
    const [ours, theirs] = [await tenants.tenant(), await tenants.tenant()];
    const smuggle = (scope: TenantScope) => insertMapping('smuggled')({ ...scope, ...theirs });
    await expect(inTenantScope(db, ours, smuggle)).rejects.toThrow(/row-level security/);
    await inTenantScope(db, ours, insertMapping('mine'));
    const move = ({ tx }: TenantScope) =>
      tx.updateTable('learned_mappings').set({ client_account_id: theirs.clientAccountId }).execute();
    await expect(inTenantScope(db, ours, move)).rejects.toThrow(/row-level security/);
  });

  test('F55 R9 a row of one engagement cannot point at another one', async () => {
    const ours = await tenants.tenant();
    const sibling = { ...ours, engagementId: await tenants.engagement(ours.clientAccountId) };
    const user = await tenants.user();
    const insertFlow = ({ tx }: TenantScope) =>
      sql`insert into data_imports (client_account_id, engagement_id, flow_id, import_category, import_name, imported_by)
        values (${sibling.clientAccountId}, ${sibling.engagementId}, new_id(), 'cmdb_export', 'x', ${user})`.execute(
        tx,
      );
    await expect(inTenantScope(db, ours, insertFlow)).rejects.toThrow(/row-level security/);
    await expect(inTenantScope(db, sibling, insertFlow)).rejects.toThrow(/foreign key/);
  });

  test('R11 an update of a foreign row changes nothing and says so', async () => {
    const [ours, theirs] = [await tenants.tenant(), await tenants.tenant()];
    await inTenantScope(db, theirs, insertMapping('untouched'));
    const result = await inTenantScope(db, ours, ({ tx }) =>
      tx.updateTable('learned_mappings').set({ header_normalized: 'x' }).executeTakeFirst(),
    );
    expect(result.numUpdatedRows).toBe(0n);
  });

  test('is one transaction: what throws leaves nothing behind', async () => {
    const ours = await tenants.tenant();
    await expect(inTenantScope(db, ours, fail)).rejects.toThrow('half way');
    expect(await inTenantScope(db, ours, headers)).toEqual([]);
  });

  test('a statement that failed and was caught does not let the rest look committed', async () => {
    const ours = await tenants.tenant();
    await expect(inTenantScope(db, ours, swallow)).rejects.toThrow(/rolled back/);
  });

  test('refuses writes when it is read-only', async () => {
    const ours = await tenants.tenant();
    await expect(inTenantScope(db, { ...ours, readOnly: true }, insertMapping('x'))).rejects.toThrow(
      /read-only/,
    );
  });

  test('shows one moment to all reads of a scope that only reads', async () => {
    const tenant = await tenants.tenant();
    await tenants.user();
    const seen = await inTenantScope(db, { ...tenant, readOnly: true }, async (scope) => {
      const before = await headers(scope);
      await inTenantScope(db, tenant, insertMapping('meanwhile'));
      return [before, await headers(scope)];
    });
    expect(seen).toEqual([[], []]);
  });

  test('holds no transaction inside the transaction', async () => {
    const ours = await tenants.tenant();
    await expect(inTenantScope(db, ours, nested)).rejects.toThrow(/one transaction/);
  });

  test('runs statements sent at once one after the other', async () => {
    const ours = await tenants.tenant();
    const sums = await inTenantScope(db, ours, ({ tx }) =>
      Promise.all(
        [1, 2, 3].map(async (n) => (await sql<{ n: number }>`select ${n}::int as n`.execute(tx)).rows[0]?.n),
      ),
    );
    expect(sums).toEqual([1, 2, 3]);
  });

  test('is tried again whole after a deadlock or a serialization failure, and only a few times', async () => {
    const ours = await tenants.tenant();
    expect(await inTenantScope(db, ours, failing(2))).toBe(3);
    await expect(inTenantScope(db, ours, failing(9))).rejects.toThrow('conflict');
  });
});

describe('F110 without a tenant', () => {
  test('R3 the application sees nothing and writes nothing', async () => {
    await tenants.user();
    const ours = await tenants.tenant();
    await inTenantScope(db, ours, insertMapping('hidden'));
    const { rowCount } = await database.app.query('select from learned_mappings');
    expect(rowCount).toBe(0);
    const insert = 'insert into engagements (client_account_id, name, slug) values ($1, $2, $2)';
    await expect(database.app.query(insert, [ours.clientAccountId, 'x'])).rejects.toThrow(
      /row-level security/,
    );
  });

  test('R5 a connection that had one before answers nothing rather than failing', async () => {
    const ours = await tenants.tenant();
    const one = createPools({ appUrl: database.appUrl, max: 1 });
    await inTenantScope(one, ours, headers);
    await expect(one.pool.query('select from learned_mappings')).resolves.toMatchObject({ rowCount: 0 });
    await one.close();
  });

  test('R1 the owner is bound too', async () => {
    const { rowCount } = await database.owner.query('select from engagements');
    expect(rowCount).toBe(0);
  });

  test('R13 R16 the application owns nothing, deletes nothing of a tenant, and empties no table', async () => {
    await expect(database.app.query('delete from audit_log')).rejects.toThrow(/permission denied/);
    await expect(database.app.query('update audit_log set action = $1', ['x'])).rejects.toThrow(
      /permission denied/,
    );
    await expect(database.app.query('truncate learned_mappings')).rejects.toThrow(/permission denied/);
    await expect(database.app.query('alter table engagements disable row level security')).rejects.toThrow(
      /owner/,
    );
    await expect(database.app.query('create table mine ()')).rejects.toThrow(/permission denied/);
  });

  test('R18 the application cannot switch row-level security off', async () => {
    const off = createPools({ appUrl: database.appUrl, max: 1 });
    await off.pool.query('set row_security = off');
    await expect(off.pool.query('select from learned_mappings')).rejects.toThrow(/row-level security/);
    await off.close();
  });

  test('R13 what runs with the owner’s rights has a fixed search path and is named here', async () => {
    const { rows } = await database.admin.query<{ proname: string; fixed: boolean }>(`
      select proname, proconfig::text like '%search_path=public, pg_temp%' as fixed from pg_proc
      where prosecdef and pronamespace = 'public'::regnamespace order by 1`);
    expect(rows).toEqual(
      [
        'append_platform_audit',
        'audit_chain_heads',
        'deletions_to_finish',
        'due_webhook_deliveries',
        'engagements_to_examine',
        'flows_elsewhere',
        'operation_statistics',
        'runs_to_reconcile',
        'silent_runs',
        'storage_keys_in_use',
        'validate_constraints',
      ].map((proname) => ({ proname, fixed: true })),
    );
  });

  test('R12 R14 views ask as the one who looks, and none stores rows', async () => {
    const { rows } = await database.admin.query<{ relname: string; relkind: string; invoker: boolean }>(`
      select relname, relkind, coalesce(reloptions::text like '%security_invoker=true%', false) as invoker from pg_class
      where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace`);
    expect(rows.filter(({ relkind, invoker }) => relkind === 'm' || !invoker)).toEqual([]);
  });
});

test('R6 R7 10,000 borrowings of 5 connections by 50 tenants, with errors, cancellations and broken connections in between, see their own settings or none', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => tenants.tenant()));
  let wrong = 0;
  let next = 0;
  const turn = async (): Promise<void> => {
    for (let turnNumber = next++; turnNumber < 10_000; turnNumber = next++) {
      const tenant = all[turnNumber % 50] ?? all[0];
      if (tenant === undefined) return;
      await inTenantScope(db, tenant, async (scope) => {
        const { rows } = await scope.client.query('select current_client() as c, current_engagement() as e');
        if (rows[0]?.c !== tenant.clientAccountId || rows[0]?.e !== tenant.engagementId) wrong += 1;
        if (turnNumber % 7 === 0) throw new Error('planned');
        if (turnNumber % 97 === 0)
          await scope.client.query('set local statement_timeout = 1; select pg_sleep(0.05)');
        if (turnNumber % 1009 === 0)
          await scope.client.query('select pg_terminate_backend(pg_backend_pid())');
      }).catch(() => undefined);
      if (turnNumber % 5 === 0) {
        const { rows } = await db.pool.query('select current_client() as c');
        if (rows[0]?.c !== null) wrong += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 10 }, turn));
  expect(wrong).toBe(0);
  expect(next).toBeGreaterThanOrEqual(10_000);
});

describe('the other scopes', () => {
  test('a client scope sees the client’s own tables and no engagement’s', async () => {
    const { clientAccountId, engagementId } = await tenants.tenant();
    const seen = await inClientScope(db, { clientAccountId }, settings);
    expect(seen).toEqual({ ...nobody, client: clientAccountId });
    const found = await inClientScope(db, { clientAccountId }, ({ tx }) =>
      tx.selectFrom('engagements').select('id').execute(),
    );
    expect(found).toEqual([{ id: engagementId }]);
  });

  test('an actor scope sees the actor’s memberships only', async () => {
    const { clientAccountId } = await tenants.tenant();
    const [ada, bob] = [await tenants.user(), await tenants.user()];
    await tenants.grant(ada, 'viewer', { clientAccountId });
    await tenants.grant(bob, 'viewer', { clientAccountId });
    const seen = await inActorScope(db, { actor: { userId: ada, kind: 'user' } }, ({ tx }) =>
      tx.selectFrom('memberships').select('user_id').execute(),
    );
    expect(seen).toEqual([{ user_id: ada }]);
  });

  test('a platform scope sees every membership and no tenant’s rows, and a client only while it is named', async () => {
    await tenants.user();
    const ours = await tenants.tenant();
    await inTenantScope(db, ours, insertMapping('inside'));
    await inPlatformScope(db, {}, async (scope) => {
      expect(await settings(scope)).toEqual({ ...nobody, platform: true });
      expect(await headers(scope)).toEqual([]);
      expect(await withClient(scope, ours.clientAccountId, headers)).toEqual(['inside']);
      expect(await headers(scope)).toEqual([]);
    });
  });
});

describe('appendAudit', () => {
  test('numbers a client’s entries without a gap, under 40 writers at once, each hash on the one before', async () => {
    const ours = await tenants.tenant();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        inTenantScope(db, ours, async (scope) => {
          await appendAudit(scope, { action: 'test.entry', resourceType: 'test', details: { index } });
          if (index % 4 === 0) throw new Error('planned');
        }).catch(() => undefined),
      ),
    );
    const { rows } = await database.admin.query<{ seq: string; prev_hash: Buffer; hash: Buffer }>(
      'select seq, prev_hash, hash from audit_log where client_account_id = $1 order by seq',
      [ours.clientAccountId],
    );
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    rows.forEach(({ prev_hash }, index) => {
      expect(prev_hash.equals(rows[index - 1]?.hash ?? Buffer.alloc(0))).toBe(true);
    });
  });
});

test('what a setting holds stays text, whatever it says', async () => {
  const selectedClient = "x'); select set_config('app.platform_scope', 'on', true) --\\";
  const userId: UserId = asId('018f0000-0000-7000-8000-000000000001');
  const actor = { userId, kind: 'user' } as const;
  const held = await inActorScope(db, { actor, readOnly: true, selectedClient }, async ({ client }) => {
    const { rows } = await client.query<{ selected: string; platform: string | null }>(
      `select current_setting('app.client_account_id') as selected,
         nullif(current_setting('app.platform_scope', true), '') as platform`,
    );
    return rows[0];
  });
  expect(held).toEqual({ selected: selectedClient, platform: null });
});
