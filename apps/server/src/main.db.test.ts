import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextAnswer, tokenAnswer } from '@landfall/contract/auth';
import { afterEach, expect, test } from 'vitest';
import { useDatabase } from '../test/database.ts';
import { type Landfall, startLandfall, type StartOptions } from './main.ts';
import { findRunningLandfall } from './running.ts';

const database = useDatabase();
const dataDirectory = mkdtempSync(join(tmpdir(), 'landfall-main-'));
const settings = () => ({
  dataDirectory,
  databaseUrl: database.appUrl,
  databaseOwnerUrl: database.ownerUrl,
  port: 0,
});
const running: Landfall[] = [];

async function start(options: StartOptions = {}): Promise<Landfall> {
  const landfall = await startLandfall({ ...settings(), role: 'api', ...options });
  running.push(landfall);
  return landfall;
}

afterEach(async () => {
  for (const landfall of running.splice(0)) await landfall.close();
});

const login = (url: string, body: object) =>
  fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const count = async (table: string) =>
  Number((await database.admin.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n);

test('the first start makes one administrator with a generated password, and nothing else', async () => {
  const { url = '', adminCredentials } = await start();
  expect(adminCredentials?.password).toMatch(/^(\w{5}-){3}\w{5}$/);
  expect([await count('users'), await count('memberships'), await count('client_accounts')]).toEqual([
    1, 1, 0,
  ]);
  expect((await login(url, adminCredentials ?? {})).status).toBe(200);
  const { rows } = await database.admin.query(
    'select action, actor_kind as kind, result from platform_audit_log order by seq',
  );
  expect(rows).toEqual([
    { action: 'membership.grant', kind: 'installer', result: 'success' },
    { action: 'auth.sign_in', kind: 'user', result: 'success' },
  ]);
});

test('further starts say the same password until it is changed, and then no more', async () => {
  const first = await start();
  await first.close();
  const second = await start();
  expect(second.adminCredentials).toEqual(first.adminCredentials);
  const current = second.adminCredentials?.password ?? '';
  const session = tokenAnswer.parse(
    await (await login(second.url ?? '', second.adminCredentials ?? {})).json(),
  );
  const wanted = 'granite violin towel';
  const changed = await fetch(`${second.url}/api/v1/auth/password/change`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${session.access_token}` },
    body: JSON.stringify({ current_password: current, new_password: wanted }),
  });
  expect(changed.status).toBe(204);
  await second.close();
  expect((await start()).adminCredentials).toBeUndefined();
  expect(existsSync(join(dataDirectory, 'secrets/first-password'))).toBe(false);
  expect(await count('users')).toBe(1);
});

test('the password in the file is not said when it is no longer the one of the administrator', async () => {
  writeFileSync(join(dataDirectory, 'secrets/first-password'), 'stale-stale-stale\n');
  await database.admin.query('update users set must_change_password = true');
  expect((await start()).adminCredentials).toBeUndefined();
  expect(existsSync(join(dataDirectory, 'secrets/first-password'))).toBe(false);
});

test('a demo start makes one sample client with one engagement, once', async () => {
  await (await start({ demo: true })).close();
  const landfall = await start({ demo: true });
  expect([await count('client_accounts'), await count('engagements')]).toEqual([1, 1]);
  const me = await fetch(`${landfall.url}/api/v1/context/me`, {
    headers: { authorization: `Bearer ${await landfall.localToken()}` },
  });
  const { defaults } = contextAnswer.parse(await me.json());
  expect(defaults.engagement_id).not.toBeNull();
});

test('commands on the same machine find the server and may use it as the administrator', async () => {
  const landfall = await start();
  const found = findRunningLandfall(settings());
  expect(found?.url).toBe(landfall.url);
  const headers = { authorization: `Bearer ${await found?.localToken()}` };
  expect((await fetch(`${found?.url}/api/v1/admin/clients`, { headers })).status).toBe(200);
  await landfall.close();
  expect(findRunningLandfall(settings())).toBeUndefined();
});

test('the note of a process that was killed is not believed', async () => {
  writeFileSync(
    join(dataDirectory, 'server.json'),
    JSON.stringify({ url: 'http://127.0.0.1:1', pid: 2 ** 22 - 1 }),
  );
  expect(findRunningLandfall(settings())).toBeUndefined();
});

const sessions = async () => {
  const { rows } = await database.admin.query<{ name: string }>(
    `select application_name as name from pg_stat_activity
     where datname = current_database() and usename = 'landfall_app'`,
  );
  return rows.filter(({ name }) => name.startsWith('landfall'));
};

test('a port in use is one sentence, and what had started is stopped again', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(start({ port })).rejects.toThrow(new RegExp(`^Port ${port} is in use`));
  // PostgreSQL ends a session a moment after its client has left.
  await expect.poll(sessions).toEqual([]);
  taken.close();
});

test('F57 the log of a start has no password and no token', async () => {
  const landfall = await start();
  const token = await landfall.localToken();
  await fetch(`${landfall.url}/api/v1/context/me`, { headers: { authorization: `Bearer ${token}` } });
  await landfall.close();
  const log = readFileSync(join(dataDirectory, 'landfall.log'), 'utf8');
  expect(log).toContain('/api/v1/context/me');
  expect(log).not.toContain(token);
});

test('metrics answer on an address of their own, without signing in, and nothing else does there', async () => {
  const landfall = await start({ metricsPort: 0 });
  await fetch(`${landfall.url}/health`);
  const at = `http://127.0.0.1:${landfall.metricsPort}`;
  const answer = await fetch(`${at}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await answer.text();
  expect(text).toContain('landfall_database_up 1');
  expect(text).toContain('landfall_http_requests_total{method="GET",route="/health",status="200"} 1');
  expect((await fetch(`${at}/health`)).status).toBe(404);
  expect((await fetch(`${landfall.url}/metrics`)).headers.get('content-type')).not.toContain('version=0.0.4');
});

test('without a port in the settings nobody serves metrics', async () => {
  expect((await start()).metricsPort).toBeUndefined();
});
