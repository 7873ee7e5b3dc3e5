import { describe, expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';
import { password, signInsOn } from '../../../test/sign-ins.ts';

const server = useServer();
const { aMember, change, login, me, refresh, trailOf } = signInsOn(server);
/** Sets apart the addresses and accounts that are locked. */
let count = 0;

describe('POST /auth/login', () => {
  test('answers a pair of tokens and the user, in any case of the address', async () => {
    const { email, userId, clientAccountId } = await aMember();
    const response = await login(email.toUpperCase());
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ expires_in: 900, user: { id: userId, email, status: 'active' } });
    expect((await me(response.json().access_token)).statusCode).toBe(200);
    expect(await trailOf(clientAccountId)).toEqual(['auth.sign_in success']);
  });

  test('answers the same for an unknown account and for a wrong password', async () => {
    const { email, clientAccountId } = await aMember();
    const wrong = await login(email, 'not the password', '192.0.2.2');
    const unknown = await login('nobody@example.org', 'not the password', '192.0.2.2');
    expect(wrong.statusCode).toBe(401);
    expect({ ...wrong.json(), request_id: '' }).toEqual({ ...unknown.json(), request_id: '' });
    expect(wrong.json().code).toBe('invalid_credentials');
    expect(await trailOf(clientAccountId)).toEqual(['auth.sign_in denied']);
  });

  test('F56 an account that is not active cannot sign in, and only the right password tells so', async () => {
    const { email, userId } = await aMember();
    await server.database.admin.query(`update users set status = 'suspended' where id = $1`, [userId]);
    expect((await login(email)).json()).toMatchObject({ status: 403, code: 'account_not_active' });
    expect((await login(email, 'not the password')).json().code).toBe('invalid_credentials');
  });

  test('refuses an unknown field by its name', async () => {
    const response = await server.send({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email: 'a@example.org', password: 'x', is_admin: true },
    });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'is_admin', code: 'unknown_field' }],
    });
  });

  test.each([
    ['known', true],
    ['unknown', false],
  ])(
    'locks a %s account for 15 minutes after 10 failures, the right password included',
    async (_kind, isKnown) => {
      count++;
      const email = isKnown ? (await aMember()).email : `nobody${count}@example.org`;
      for (let attempt = 1; attempt <= 10; attempt++) {
        const response = await login(email, 'not the password', `198.51.100.${count}${attempt}`.slice(0, 15));
        expect(response.statusCode).toBe(401);
      }
      const locked = await login(email, password, '203.0.113.9');
      expect(locked.json()).toMatchObject({ status: 429, code: 'account_locked' });
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(14 * 60);
      if (!isKnown) return;
      await server.database.admin.query(
        `update sign_in_throttles set locked_until = now() - interval '1 second'`,
      );
      expect((await login(email, password, '203.0.113.9')).statusCode).toBe(200);
    },
  );

  test('locks an address after 10 failures for whatever accounts', async () => {
    const { email } = await aMember();
    for (let attempt = 1; attempt <= 10; attempt++) {
      await login(`guess${attempt}@example.org`, 'not the password', '203.0.113.77');
    }
    expect((await login(email, password, '203.0.113.77')).statusCode).toBe(429);
    expect((await login(email, password, '203.0.113.78')).statusCode).toBe(200);
  });

  test('guesses sent at once do not outrun the counter', async () => {
    const { email } = await aMember();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => login(email, 'not the password', `198.18.0.${index + 1}`)),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(20);
  });
});

describe('POST /auth/refresh', () => {
  test('rotates: the new pair works', async () => {
    const { email } = await aMember();
    const first = (await login(email)).json();
    const second = (await refresh(first.refresh_token)).json();
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await me(second.access_token)).statusCode).toBe(200);
    expect((await refresh(second.refresh_token)).statusCode).toBe(200);
  });

  test('two tabs that send the same token at once get the same successor and stay signed in', async () => {
    const { email } = await aMember();
    const { refresh_token } = (await login(email)).json();
    const [left, right] = await Promise.all([refresh(refresh_token), refresh(refresh_token)]);
    expect([left.statusCode, right.statusCode]).toEqual([200, 200]);
    expect(left.json().refresh_token).toBe(right.json().refresh_token);
    expect((await refresh(left.json().refresh_token)).statusCode).toBe(200);
  });

  test('using a token again ends its family and every access token, and is in the trail', async () => {
    const { email, clientAccountId } = await aMember();
    const first = (await login(email)).json();
    const second = (await refresh(first.refresh_token)).json();
    await server.database.admin.query(`update refresh_tokens set used_at = used_at - interval '11 seconds'`);

    const again = await refresh(first.refresh_token);
    expect(again.json()).toMatchObject({ status: 401, code: 'token_reused' });
    expect((await me(second.access_token)).statusCode).toBe(401);
    expect((await refresh(second.refresh_token)).statusCode).toBe(401);
    expect(await trailOf(clientAccountId)).toContain('auth.token_reuse denied');
  });

  test('a token whose successor was used is no longer in grace', async () => {
    const { email } = await aMember();
    const first = (await login(email)).json();
    const second = (await refresh(first.refresh_token)).json();
    await refresh(second.refresh_token);
    expect((await refresh(first.refresh_token)).json().code).toBe('token_reused');
  });

  test.each([
    ['an unknown token', 'x'.repeat(43)],
    ['an access token', ''],
  ])('refuses %s', async (_what, given) => {
    const { email } = await aMember();
    const token = given === '' ? (await login(email)).json().access_token : given;
    expect((await refresh(token.slice(0, 500))).json()).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  test('refuses an expired token', async () => {
    const { email, userId } = await aMember();
    const { refresh_token } = (await login(email)).json();
    await server.database.admin.query('update refresh_tokens set expires_at = now() where user_id = $1', [
      userId,
    ]);
    expect((await refresh(refresh_token)).json().code).toBe('token_invalid');
  });
});

describe('POST /auth/logout', () => {
  test('ends access and refresh tokens at once', async () => {
    const { email, clientAccountId } = await aMember();
    const { access_token, refresh_token } = (await login(email)).json();
    const response = await server.send({
      method: 'POST',
      url: '/api/v1/auth/logout',
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(response.statusCode).toBe(204);
    expect(response.body).toBe('');
    expect((await me(access_token)).statusCode).toBe(401);
    expect((await refresh(refresh_token)).statusCode).toBe(401);
    expect(await trailOf(clientAccountId)).toContain('auth.sign_out success');
  });
});

describe('POST /auth/password/change', () => {
  test('changes it, ends every session, and the old one no longer works', async () => {
    const { email } = await aMember();
    const { access_token } = (await login(email)).json();
    const wanted = 'seven otters in a kayak';
    expect(
      (await change(access_token, { current_password: password, new_password: wanted })).statusCode,
    ).toBe(204);
    expect((await me(access_token)).statusCode).toBe(401);
    expect((await login(email)).statusCode).toBe(401);
    expect((await login(email, wanted)).statusCode).toBe(200);
  });

  test('refuses a weak one and a wrong current one', async () => {
    const { email } = await aMember();
    const { access_token } = (await login(email)).json();
    const weak = await change(access_token, { current_password: password, new_password: 'Password1234!' });
    expect(weak.json()).toMatchObject({ status: 422, code: 'password_weak' });
    const wrong = await change(access_token, {
      current_password: 'nope',
      new_password: 'seven otters in a kayak',
    });
    expect(wrong.json()).toMatchObject({ status: 422, errors: [{ field: 'current_password' }] });
    expect((await me(access_token)).statusCode).toBe(200);
  });
});

test('F57 neither passwords nor tokens reach the log', async () => {
  const { email } = await aMember();
  const session = (await login(email)).json();
  await refresh(session.refresh_token);
  await login(email, 'planted-wrong-password');
  const log = server.logLines.join('');
  expect(log).toContain('/api/v1/auth/login');
  for (const secret of [password, 'planted-wrong-password', session.access_token, session.refresh_token]) {
    expect(log).not.toContain(secret);
  }
});
