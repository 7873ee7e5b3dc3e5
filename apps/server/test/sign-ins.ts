import { hashPassword } from '../src/features/access/passwords.ts';
import type { TestServer } from './server.ts';

/** Password of everybody made here. */
export const password = 'granite violin towel';

/** People with passwords on a server, and what they ask of signing in. */
export function signInsOn(server: TestServer) {
  const login = (email: string, given = password, remoteAddress = '192.0.2.1') =>
    server.send({
      method: 'POST',
      url: '/api/v1/auth/login',
      remoteAddress,
      payload: { email, password: given },
    });
  const refresh = (token: string) =>
    server.send({ method: 'POST', url: '/api/v1/auth/refresh', payload: { refresh_token: token } });
  const me = (token: string) =>
    server.send({ url: '/api/v1/context/me', headers: { authorization: `Bearer ${token}` } });

  const change = (token: string, payload: object) =>
    server.send({
      method: 'POST',
      url: '/api/v1/auth/password/change',
      headers: { authorization: `Bearer ${token}` },
      payload,
    });

  let count = 0;
  async function aMember(): Promise<{ email: string; userId: string; clientAccountId: string }> {
    const email = `ada${++count}@example.org`;
    const tenant = await server.tenants.tenant();
    const userId = await server.tenants.user({ email, passwordHash: await hashPassword(password) });
    await server.tenants.grant(userId, 'analyst', tenant);
    return { email, userId, clientAccountId: tenant.clientAccountId };
  }

  const trailOf = async (clientAccountId: string) => {
    const { rows } = await server.database.admin.query<{ action: string; result: string }>(
      'select action, result from audit_log where client_account_id = $1 order by seq',
      [clientAccountId],
    );
    return rows.map(({ action, result }) => `${action} ${result}`);
  };
  return { login, refresh, me, change, aMember, trailOf };
}
