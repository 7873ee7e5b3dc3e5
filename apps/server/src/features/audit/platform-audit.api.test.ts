import { describe, expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';
import { appendPlatformAudit } from '../../platform/audit.ts';
import { inPlatformScope } from '../../platform/tenant-scope.ts';
import { auditRoutes } from './audit.routes.ts';

const server = useServer({ features: (db) => [auditRoutes({ db })] });
const { admin } = server.database;

describe('the platform’s own trail', () => {
  test('has what belongs to no client, is guarded the same way, and is for its administrator', async () => {
    const { userId } = await server.tenants.member('platform_admin');
    const other = await server.tenants.member('client_admin');
    await inPlatformScope(server.db, { actor: { userId, kind: 'user' }, address: '192.0.2.9' }, (scope) =>
      appendPlatformAudit(scope, { action: 'membership.grant', resourceType: 'membership' }),
    );
    const headers = server.headersOf(userId);
    const ask = async (path: string) => (await server.send({ url: `/api/v1${path}`, headers })).json();
    const list = await ask('/admin/audit-log?action=membership.grant');
    expect(list.items[0]).toMatchObject({ actor: { user_id: userId }, address: '192.0.2.9' });
    expect(await ask('/admin/audit-log/verify')).toMatchObject({ intact: true });
    await admin.query(`update platform_audit_log set action = 'other' where seq = 1`);
    expect((await ask('/admin/audit-log/verify')).first_broken).toEqual({ seq: 1, reason: 'row_changed' });
    await admin.query(`update platform_audit_log set action = 'membership.grant' where seq = 1`);
    const refused = await server.send({
      url: '/api/v1/admin/audit-log',
      headers: server.headersOf(other.userId, other.tenant),
    });
    expect(refused.statusCode).toBe(403);
  });

  test('cannot be written, changed or emptied by the application, nor read outside the platform scope', async () => {
    const { app } = server.database;
    const forbidden = `insert into platform_audit_log (seq) values (99)
      update platform_audit_log set action = 'x'
      delete from platform_audit_log
      update platform_audit_head set seq = 0`.split('\n');
    for (const statement of forbidden)
      await expect(app.query(statement)).rejects.toThrow(/permission denied/);
    expect((await app.query('select from platform_audit_log')).rowCount).toBe(0);
  });
});
