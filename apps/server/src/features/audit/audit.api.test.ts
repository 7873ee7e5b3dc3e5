import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditHead } from '@landfall/contract/audit';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { beforeEach, describe, expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';
import { appendAudit } from '../../platform/audit.ts';
import { inClientScope, inTenantScope } from '../../platform/tenant-scope.ts';
import { auditRoutes } from './audit.routes.ts';
import { copyAuditHeads } from './copy-heads.service.ts';

const server = useServer({ features: (db) => [auditRoutes({ db })] });
const { admin } = server.database;
const world: { tenant?: TenantPair; headers?: Record<string, string> } = {};

beforeEach(async () => {
  const { userId, tenant } = await server.tenants.member('client_admin');
  world.tenant = tenant;
  world.headers = server.headersOf(userId, tenant);
});

const place = (): TenantPair => {
  if (world.tenant === undefined) throw new Error('made before each test');
  return world.tenant;
};
const get = async (path: string) =>
  (await server.send({ url: `/api/v1${path}`, headers: world.headers ?? {} })).json();

async function write(rows: number, action = 'test.row'): Promise<void> {
  for (let index = 1; index <= rows; index++) {
    await inTenantScope(
      server.db,
      {
        ...place(),
        requestId: '018f0000-0000-7000-8000-000000000001',
        address: '192.0.2.7',
        userAgent: 'export/2.1',
      },
      (scope) => appendAudit(scope, { action, resourceType: 'test', details: { index } }),
    );
  }
}

const verify = () => get('/audit-log/verify');

describe('a chain', () => {
  test('nobody touched is intact, and its head is named', async () => {
    await write(5);
    const verdict = await verify();
    expect(verdict).toMatchObject({ intact: true, checked: 5, head_seq: 5, first_broken: null });
    expect(verdict.head_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('an empty one is intact', async () => {
    expect(await verify()).toMatchObject({ intact: true, checked: 0, head_seq: 0, first_broken: null });
  });

  test('that was written anew as a whole shows against the copy of its head, and only there', async () => {
    await write(4);
    const directory = mkdtempSync(join(tmpdir(), 'landfall-heads-'));
    const day = new Date('2026-11-21T13:00:00Z');
    const path = await copyAuditHeads(server.db, directory, day);
    expect(path).toBe(join(directory, '2026-11-21.jsonl'));
    expect(await copyAuditHeads(server.db, directory, day)).toBeUndefined();
    const copied = readFileSync(path ?? '', 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => auditHead.parse(JSON.parse(line)))
      .find(({ client_account_id: id }) => id === place().clientAccountId);
    const known = `?known_seq=${copied?.seq}&known_hash=${copied?.hash}`;
    await write(1);
    expect(await get(`/audit-log/verify${known}`)).toMatchObject({ intact: true, matches_copy: true });
    await change('details', `'{"index": 77}'`, 2);
    await rewriteFrom(2);
    expect(await verify()).toMatchObject({ intact: true, matches_copy: null });
    expect(await get(`/audit-log/verify${known}`)).toMatchObject({ intact: false, matches_copy: false });
    expect((await get('/audit-log/verify?known_seq=4')).status).toBe(422);
  });

  test('written in the first form before the second came is still intact, and still guarded', async () => {
    await write(3);
    await admin.query(`update audit_log set chain_version = 1, ip = null where client_account_id = $1`, [
      place().clientAccountId,
    ]);
    await rewriteFrom(1);
    await write(2);
    expect(await verify()).toMatchObject({ intact: true, checked: 5 });
    await change('details', `'{"index": 9}'`, 2);
    expect((await verify()).first_broken).toEqual({ seq: 2, reason: 'row_changed' });
  });

  const changes: readonly (readonly [string, string])[] = [
    ['engagement_id', 'null'],
    ['actor_user_id', '(select id from users limit 1)'],
    ['actor_kind', `'doctor'`],
    ['action', `'test.other'`],
    ['resource_type', `'other'`],
    ['resource_id', 'gen_random_uuid()'],
    ['result', `'denied'`],
    ['details', `'{"index": 99}'`],
    ['ip', `'192.0.2.8'`],
    ['user_agent', `'other'`],
    ['request_id', 'gen_random_uuid()'],
    ['created_at', `created_at + interval '1 microsecond'`],
    ['chain_version', '1'],
    ['prev_hash', `prev_hash || '\\x01'`],
    ['hash', `set_byte(hash, 31, (get_byte(hash, 31) + 1) % 256)`],
  ];

  test.each(changes)('with a changed %s is broken at that row', async (field, value) => {
    await write(4);
    await change(field, value, 3);
    expect((await verify()).first_broken).toEqual({ seq: 3, reason: 'row_changed' });
  });

  test('every field of a row is one of those changed, or its place in the chain', async () => {
    const { rows } = await admin.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema = 'public' and table_name = 'audit_log'`,
    );
    const tried = new Set([...changes.map(([field]) => field), 'client_account_id', 'seq']);
    expect(rows.map(({ column_name }) => column_name).filter((field) => !tried.has(field))).toEqual([]);
  });

  test.each([
    [
      'a row moved to another place',
      'update audit_log set seq = 90 where client_account_id = $1 and seq = 3',
      3,
    ],
    ['a row taken from the middle', 'delete from audit_log where client_account_id = $1 and seq = 2', 2],
    ['the last row taken away', 'delete from audit_log where client_account_id = $1 and seq = 4', 4],
    ['all rows taken away', 'delete from audit_log where client_account_id = $1', 1],
    ['the head set back', `update audit_heads set seq = 2 where client_account_id = $1`, 3],
    [
      'a row given to another client',
      `update audit_log set client_account_id = (select id from client_accounts where id <> $1 limit 1), seq = 999
       where client_account_id = $1 and seq = 2`,
      2,
    ],
  ])('with %s is broken there', async (_, sql, seq) => {
    await server.tenants.tenant();
    await write(4);
    await tamper(sql, [place().clientAccountId]);
    expect((await verify()).first_broken).toMatchObject({ seq });
  });

  test('with two rows exchanged is broken at the first of them', async () => {
    await write(4);
    const id = place().clientAccountId;
    for (const [from, to] of [
      [2, -1],
      [3, 2],
      [-1, 3],
    ]) {
      await tamper('update audit_log set seq = $3 where client_account_id = $1 and seq = $2', [id, from, to]);
    }
    expect((await verify()).first_broken).toMatchObject({ seq: 2 });
  });

  test('a random change of a random row is always found, 200 times', async () => {
    await write(30);
    for (let turn = 0; turn < 200; turn++) {
      const seq = 1 + Math.floor(Math.random() * 30);
      const [field = '', value = ''] = changes[Math.floor(Math.random() * changes.length)] ?? [];
      const { rows } = await admin.query(
        'select * from audit_log where client_account_id = $1 and seq = $2',
        [place().clientAccountId, seq],
      );
      await change(field, value, seq);
      expect((await verify()).first_broken, `${field} of ${seq}`).toMatchObject({ seq });
      await admin.query(`update audit_log set ${field} = $3 where client_account_id = $1 and seq = $2`, [
        place().clientAccountId,
        seq,
        rows[0][field],
      ]);
      // A time comes back with milliseconds only.
      if (field === 'created_at') await rewriteFrom(seq);
    }
    expect(await verify()).toMatchObject({ intact: true });
  });
});

async function change(field: string, value: string, seq: number): Promise<void> {
  await tamper(`update audit_log set ${field} = ${value} where client_account_id = $1 and seq = $2`, [
    place().clientAccountId,
    seq,
  ]);
}

/** As somebody would who knows how the chain is made and may write everything. */
async function rewriteFrom(seq: number): Promise<void> {
  const id = place().clientAccountId;
  const { rows } = await admin.query<{ seq: string }>(
    'select seq from audit_log where client_account_id = $1 and seq >= $2 order by seq',
    [id, seq],
  );
  for (const row of rows) {
    await admin.query(
      `update audit_log set prev_hash = coalesce((select b.hash from audit_log b
         where b.client_account_id = $1 and b.seq = $2 - 1), '\\x') where client_account_id = $1 and seq = $2`,
      [id, row.seq],
    );
    await admin.query(
      'update audit_log a set hash = audit_hash(a) where client_account_id = $1 and seq = $2',
      [id, row.seq],
    );
  }
  await admin.query(
    `update audit_heads set hash = (select hash from audit_log where client_account_id = $1 order by seq desc limit 1)
     where client_account_id = $1`,
    [id],
  );
}

async function tamper(sql: string, parameters: readonly unknown[]): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query(`begin; set local session_replication_role = 'replica'`);
    await client.query(sql, [...parameters]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

describe('the list', () => {
  test('is newest first, exact in total, page by page, and narrowed by action, actor, result and time', async () => {
    await write(3, 'flow.paused');
    await write(2, 'flow.resumed');
    await write(1, 'membership.grant');
    const page = await get('/audit-log?limit=4');
    expect(page.total).toBe(6);
    expect(page.items.map(({ seq }: { seq: number }) => seq)).toEqual([6, 5, 4, 3]);
    expect(page.items[0]).toMatchObject({
      action: 'membership.grant',
      address: '192.0.2.7',
      user_agent: 'export/2.1',
      actor: { kind: 'worker' },
    });
    const rest = await get(`/audit-log?limit=4&cursor=${page.next_cursor}`);
    expect(rest.items.map(({ seq }: { seq: number }) => seq)).toEqual([2, 1]);
    expect(rest.next_cursor).toBeNull();
    expect((await get('/audit-log?action=flow.*')).total).toBe(5);
    expect((await get('/audit-log?action=flow.paused')).total).toBe(3);
    expect((await get('/audit-log?result=denied')).total).toBe(0);
    expect((await get(`/audit-log?from=${new Date(Date.now() + 60_000).toISOString()}`)).total).toBe(0);
  });

  test('is the client’s own: a manager has no right to it, and another client’s rows are not in it', async () => {
    await write(1);
    const other = await server.tenants.member('client_admin');
    const theirs = await server.send({
      url: '/api/v1/audit-log',
      headers: server.headersOf(other.userId, other.tenant),
    });
    expect(theirs.json()).toMatchObject({ total: 0 });
    const manager = await server.tenants.member('engagement_manager', place());
    const refused = await server.send({
      url: '/api/v1/audit-log',
      headers: server.headersOf(manager.userId, place()),
    });
    expect(refused.statusCode).toBe(403);
  });
});

const exported = (format: string) =>
  server.send({
    method: 'POST',
    url: '/api/v1/audit-log/export',
    headers: world.headers ?? {},
    payload: { format, action: 'test.*' },
  });

describe('the export', () => {
  test('holds every row that fits, over several reads, and is itself in the trail', async () => {
    await inClientScope(server.db, place(), async (scope) => {
      for (let index = 0; index < 1203; index++) {
        await appendAudit(scope, { action: 'test.bulk', resourceType: 'test', details: { index } });
      }
    });
    const answer = await exported('json_lines');
    const lines = answer.body.trimEnd().split('\n');
    expect(lines).toHaveLength(1203);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ action: 'test.bulk', details: { index: 1202 } });
    expect((await get('/audit-log?action=audit.export')).total).toBe(1);
  });

  test('as CSV quotes what needs it and disarms what a spreadsheet would run', async () => {
    await inClientScope(server.db, place(), (scope) =>
      appendAudit(scope, { action: 'test.csv', resourceType: '=1+1', details: { note: 'a "b", c' } }),
    );
    const [header, line] = (await exported('csv')).body.trimEnd().split('\r\n');
    expect(header).toContain('seq,at,actor_id');
    expect(line).toContain(`,'=1+1,`);
    expect(line).toContain(`"{""note"":""a \\""b\\"", c""}"`);
  });
});
