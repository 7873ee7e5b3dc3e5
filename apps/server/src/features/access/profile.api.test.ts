import { asId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';
import { password, signInsOn } from '../../../test/sign-ins.ts';

const server = useServer();
const { aMember, change, login, me, refresh, trailOf } = signInsOn(server);

async function newcomer() {
  const member = await aMember();
  await server.database.admin.query('update users set must_change_password = true where id = $1', [
    member.userId,
  ]);
  const { access_token: token } = (await login(member.email)).json();
  return { ...member, token };
}
const ask = (token: string, url: string, method: 'GET' | 'POST' | 'PATCH' = 'GET') =>
  server.send({ method, url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}` } });

const sessions = async (token: string) =>
  (await server.send({ url: '/api/v1/auth/sessions', headers: { authorization: `Bearer ${token}` } })).json()
    .items;

describe('a person who signed in with a one-time password', () => {
  test('may set another one, sign out and ask who they are, and nothing else', async () => {
    const { token } = await newcomer();
    for (const [url, method] of [
      ['/context/clients', 'GET'],
      ['/auth/sessions', 'GET'],
      ['/context/me', 'PATCH'],
      ['/flows', 'GET'],
      ['/no/such/route', 'GET'],
      ['/admin/users', 'POST'],
    ] as const) {
      const answer = await ask(token, url, method);
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, 'password_change_required']);
    }
    expect((await me(token)).json().user.must_change_password).toBe(true);
    expect((await ask(token, '/auth/logout', 'POST')).statusCode).toBe(204);
  });

  test('may do everything again after it', async () => {
    const { email, token } = await newcomer();
    const wanted = 'seven otters in a kayak';
    await change(token, { current_password: password, new_password: wanted });
    const { access_token: next } = (await login(email, wanted)).json();
    expect((await ask(next, '/context/clients')).statusCode).toBe(200);
  });

  test('commands on the machine itself, which use no password, are not stopped', async () => {
    const { userId } = await newcomer();
    const [own, local] = [false, true].map((isLocal) =>
      server.tokens.issue({ userId: asId(userId), tokenVersion: 1, isLocal }),
    );
    expect((await ask(own ?? '', '/context/clients')).statusCode).toBe(403);
    expect((await ask(local ?? '', '/context/clients')).statusCode).toBe(200);
  });
});

describe('the own profile', () => {
  test('lists where one is signed in, and one of them can be ended', async () => {
    const { email, clientAccountId } = await aMember();
    const [laptop, phone] = [(await login(email)).json(), (await login(email)).json()];
    const renewed = (await refresh(laptop.refresh_token)).json();
    const listed = await sessions(renewed.access_token);
    expect(listed.map((each: { is_current: boolean }) => each.is_current).toSorted()).toEqual([false, true]);
    const other = listed.find((each: { is_current: boolean }) => !each.is_current);
    const end = () =>
      server.send({
        method: 'DELETE',
        url: `/api/v1/auth/sessions/${other.id}`,
        headers: { authorization: `Bearer ${renewed.access_token}` },
      });
    expect((await end()).statusCode).toBe(204);
    expect((await refresh(phone.refresh_token)).statusCode).toBe(401);
    expect((await me(phone.access_token)).statusCode).toBe(401);
    const next = (await refresh(renewed.refresh_token)).json();
    expect(await sessions(next.access_token)).toMatchObject([{ is_current: true }]);
    expect(await trailOf(clientAccountId)).toContain('auth.session_end success');
  });

  test('has no hold on the sessions of others', async () => {
    const [mine, theirs] = [await aMember(), await aMember()];
    const { access_token: token } = (await login(mine.email)).json();
    const [other] = await sessions((await login(theirs.email)).json().access_token);
    const answer = await server.send({
      method: 'DELETE',
      url: `/api/v1/auth/sessions/${other.id}`,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.json()).toMatchObject({ status: 404, code: 'session_not_found' });
  });

  test('takes another name, which is not empty', async () => {
    const { email, clientAccountId } = await aMember();
    const { access_token: token } = (await login(email)).json();
    const rename = (name: string) =>
      server.send({
        method: 'PATCH',
        url: '/api/v1/context/me',
        headers: { authorization: `Bearer ${token}` },
        payload: { display_name: name },
      });
    expect((await rename('  Ada Lovelace ')).json()).toMatchObject({ display_name: 'Ada Lovelace' });
    expect((await rename('   ')).statusCode).toBe(422);
    expect((await me(token)).json().user.display_name).toBe('Ada Lovelace');
    expect(await trailOf(clientAccountId)).toContain('user.rename success');
  });
});
