import { decide, type Role, rights, roles } from '@landfall/domain/access/policy';
import { expect, test } from 'vitest';
import { useWholeServer } from '../test/two-clients.ts';

const server = useWholeServer();
const place = { clientAccountId: 'c', engagementId: 'e' };

/** The least role that may use a route, by the right the route names. */
function leastRole(right: string): Role | undefined {
  const known = rights.find((name) => name === right);
  return roles.find(
    (role) => known && decide([{ role, clientAccountId: 'c', engagementId: null }], known, place).allowed,
  );
}

// Said here again on purpose: a route that named a smaller right would otherwise be its own witness.
test('a route of an engagement that changes something asks for the role that was decided for it', () => {
  const found: Partial<Record<Role, string[]>> = {};
  for (const { method, url, context, right } of server.routes) {
    const role = leastRole(right);
    if (method === 'GET' || context !== 'engagement' || role === undefined) continue;
    (found[role] ??= []).push(`${method} ${url.replace('/api/v1', '')}`);
  }
  expect(found.viewer).toBeUndefined();
  expect(found.analyst?.length).toBeGreaterThan(10);
  expect(found.engagement_manager?.toSorted()).toEqual([
    'DELETE /custom-target-fields/:key',
    'DELETE /learned-mappings/:id',
    'DELETE /webhooks/:webhook_id',
    'POST /asset-conflicts/:conflict_id/resolve',
    'POST /asset-conflicts/bulk-resolve',
    'POST /discovery/flows/batch-delete',
    'POST /webhooks',
    'PUT /change-guard',
    'PUT /check-thresholds',
    'PUT /source-precedence',
  ]);
});
