import { randomUUID } from 'node:crypto';
import { decide, type Right, rights, type Role, roles } from '@landfall/domain/access/policy';
import type { UserId } from '@landfall/domain/shared/ids';
import type { InjectOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { type MatrixRow, routeMatrix, type Thing } from '../test/route-matrix.ts';
import { useTwoClients } from '../test/two-clients.ts';
import { publicRoutes, type RouteEntry } from './platform/route-table.ts';

const { server, world, marker } = useTwoClients();

const grantOf = (role: Role) => ({
  role,
  clientAccountId: role === 'platform_admin' ? null : 'c',
  engagementId: null,
});
/** A body without what differs from request to request. */
const plain = ({ body }: { body: string }) =>
  body.replaceAll(/"(instance|request_id)":"[^"]*"/g, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
const methodOf = ({ method }: RouteEntry) =>
  (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).find((known) => known === method) ?? 'GET';
const nameOf = ({ method, url }: RouteEntry) => `${method} ${url}`;
const rowOf = (route: RouteEntry): MatrixRow => routeMatrix[nameOf(route)] ?? {};
const isRight = (right: string): right is Right => rights.some((known) => known === right);

/** The least role that has a right, and the one below it, which has not. */
function rolesAround(right: Right): { least: Role; below: Role | undefined } {
  const place = { clientAccountId: 'c', engagementId: 'e' };
  const index = roles.findIndex((role) => decide([grantOf(role)], right, place).allowed);
  return { least: roles[index] ?? 'platform_admin', below: roles[index - 1] };
}

function request(route: RouteEntry, row: MatrixRow, idOf: (thing: Thing) => string): InjectOptions {
  const path = route.url.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    const thing = row.params?.[name];
    return typeof thing === 'string' ? idOf(thing) : String(thing ?? '');
  });
  return {
    method: methodOf(route),
    url: row.query === undefined ? path : `${path}?${row.query}`,
    ...(row.body === undefined ? {} : { payload: row.body }),
  };
}

const withHeaders = (options: InjectOptions, headers: Record<string, string>) =>
  server.send({ ...options, headers });
const random = () => randomUUID();

/** Runs a look at every route that fits, and names the ones that answered something else. */
async function surprises(
  fits: (route: RouteEntry, row: MatrixRow) => boolean,
  look: (route: RouteEntry, row: MatrixRow) => Promise<string | undefined>,
): Promise<string[]> {
  const found: string[] = [];
  const routes = server.routes.filter((route) => fits(route, rowOf(route)));
  expect(routes.length).toBeGreaterThan(2);
  for (const route of routes) {
    const surprise = await look(route, rowOf(route));
    if (surprise !== undefined) found.push(`${nameOf(route)}: ${surprise}`);
  }
  return found;
}

/** `undefined` for the answer that was expected. */
const unless = (answer: { statusCode: number; body: string }, status: number, code: string) =>
  answer.statusCode === status && answer.body.includes(`"code":"${code}"`)
    ? undefined
    : `${answer.statusCode} ${answer.body.slice(0, 160)}`;

describe('the route matrix', () => {
  test('has a row for every route, and no other; and the description has them all', async () => {
    expect(Object.keys(routeMatrix).toSorted()).toEqual(server.routes.map(nameOf).toSorted());
    const { paths } = (await server.send({ url: '/openapi.json' })).json();
    const described = Object.entries<object>(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.toSorted()).toEqual(server.routes.map(nameOf).toSorted());
  });

  test('the public routes are the six of the list', () => {
    const open = server.routes.filter(({ right }) => right === 'public').map(nameOf);
    expect(open.toSorted()).toEqual([...publicRoutes].toSorted());
    expect(publicRoutes).toHaveLength(6);
  });

  test('there is a row of somebody else for everything an id can name', () => {
    for (const { ids } of world().foreign)
      for (const id of Object.values(ids)) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('F112 every route but the public ones', () => {
  test('answers 401 without a token, whatever else is sent', async () => {
    const anonymous = await surprises(
      ({ right }) => right !== 'public',
      async (route, row) =>
        unless(await withHeaders(request(route, row, random), {}), 401, 'unauthenticated'),
    );
    expect(anonymous).toEqual([]);
  });

  test('answers 403 permission_denied to the role below the one it needs', async () => {
    const denied = await surprises(
      ({ right, context }) =>
        context === 'engagement' && isRight(right) && rolesAround(right).below !== undefined,
      async (route, row) => {
        const below = isRight(route.right) ? rolesAround(route.right).below : undefined;
        const headers = server.headersOf(world().people[below ?? 'viewer'], world().ours);
        return unless(await withHeaders(request(route, row, random), headers), 403, 'permission_denied');
      },
    );
    expect(denied).toEqual([]);
  });

  test('of the administration answers 403 permission_denied to an analyst', async () => {
    const denied = await surprises(
      ({ right, context }) => context === 'none' && isRight(right),
      async (route, row) => {
        const headers = server.headersOf(world().people.analyst);
        return unless(await withHeaders(request(route, row, random), headers), 403, 'permission_denied');
      },
    );
    expect(denied).toEqual([]);
  });
});

describe('F48 F49 another tenant', () => {
  test('cannot be selected', async () => {
    for (const { tenant } of world().foreign) {
      const forbidden = await surprises(
        ({ context }) => context === 'engagement',
        async (route, row) => {
          const only = await onlyOurs();
          const headers = server.headersOf(only, tenant);
          return unless(await withHeaders(request(route, row, random), headers), 403, 'context_forbidden');
        },
      );
      expect(forbidden).toEqual([]);
    }
  });

  test('has no ids that can be told from ids that do not exist', async () => {
    const person = world().people.client_admin;
    for (const { ids } of world().foreign) {
      const told = await surprises(
        ({ context }, row) => context === 'engagement' && row.params !== undefined,
        async (route, row) => {
          const headers = server.headersOf(person, world().ours);
          const theirs = await withHeaders(
            request(route, row, (thing) => ids[thing]),
            headers,
          );
          const nobodys = await withHeaders(request(route, row, random), headers);
          if (plain(theirs) !== plain(nobodys))
            return `${theirs.body.slice(0, 200)} | ${nobodys.body.slice(0, 200)}`;
          return theirs.statusCode === 404 && /"code":"\w+_not_found"/.test(theirs.body)
            ? undefined
            : `${theirs.statusCode} ${theirs.body.slice(0, 160)}`;
        },
      );
      expect(told).toEqual([]);
    }
  });

  test('has no users, memberships and clients to administer', async () => {
    const [theirs] = world().foreign;
    const told = await surprises(
      // What is the platform's operator's alone was refused above, whatever the id.
      ({ context, right }, row) =>
        context !== 'engagement' && right !== 'platform.operate' && row.params !== undefined,
      async (route, row) => {
        const headers = server.headersOf(world().people.client_admin, world().ours);
        const answer = await withHeaders(
          request(route, row, (thing) => theirs?.ids[thing] ?? ''),
          headers,
        );
        return answer.statusCode === 404 ? undefined : `${answer.statusCode} ${answer.body.slice(0, 160)}`;
      },
    );
    expect(told).toEqual([]);
  });

  test('F53 does not appear in any answer', async () => {
    const leaks = await surprises(
      ({ method, url }, row) => method === 'GET' && row.params === undefined && url.startsWith('/api/'),
      async (route, row) => {
        const headers = server.headersOf(await onlyOurs(), world().ours);
        const { statusCode, body } = await withHeaders(request(route, row, random), headers);
        if (body.includes(marker)) return `shows ${body.slice(Math.max(0, body.indexOf(marker) - 80), 120)}`;
        return statusCode === 200 || statusCode === 403 ? undefined : `${statusCode} ${body.slice(0, 160)}`;
      },
    );
    expect(leaks).toEqual([]);
  });

  test('is not changed by requests that name its rows in a list', async () => {
    const counted = await stateOfOthers();
    await surprises(
      ({ method, context }) => method !== 'GET' && context === 'engagement',
      async (route, row) => {
        const headers = server.headersOf(world().people.client_admin, world().ours);
        await withHeaders(
          request(route, row, (thing) => world().foreign[0]?.ids[thing] ?? ''),
          headers,
        );
        return undefined;
      },
    );
    expect(await stateOfOthers()).toEqual(counted);
  });
});

test('an id that is none is refused as such, never as an error of ours', async () => {
  const broken = await surprises(
    ({ context }, row) => context === 'engagement' && row.params !== undefined,
    async (route, row) => {
      const headers = server.headersOf(world().people.client_admin, world().ours);
      const answer = await withHeaders(
        request(route, row, () => "1'--"),
        headers,
      );
      return answer.statusCode === 422 || answer.statusCode === 404
        ? undefined
        : `${answer.statusCode} ${answer.body}`;
    },
  );
  expect(broken).toEqual([]);
});

test('mass assignment: a field the body does not have is refused by its name', async () => {
  const taken = await surprises(
    ({ context, right }, row) => context === 'engagement' && row.body !== undefined && isRight(right),
    async (route, row) => {
      const headers = server.headersOf(world().people.client_admin, world().ours);
      const options = request(
        route,
        { ...row, body: { ...row.body, client_account_id: randomUUID() } },
        random,
      );
      const answer = await withHeaders(options, headers);
      return answer.statusCode === 422 && answer.body.includes('client_account_id')
        ? undefined
        : `${answer.statusCode} ${answer.body.slice(0, 160)}`;
    },
  );
  expect(taken).toEqual([]);
});

async function onlyOurs(): Promise<UserId> {
  return (await server.tenants.member('engagement_manager', world().ours)).userId;
}

/** Version and status of every foreign flow, mapping, issue decision, recommendation, conflict and asset. */
async function stateOfOthers(): Promise<unknown> {
  const { rows } = await server.database.admin.query(
    `select 'flow' as kind, flow_id::text as id, version::text || status as state from discovery_flows where engagement_id <> $1
     union all select 'mapping', id::text, version::text || status from import_field_mappings where engagement_id <> $1
     union all select 'decision', id::text, action from quality_decisions where engagement_id <> $1
     union all select 'recommendation', id::text, status from cleansing_recommendations where engagement_id <> $1
     union all select 'conflict', id::text, version::text || status from asset_conflicts where engagement_id <> $1
     order by 1, 2`,
    [world().ours.engagementId],
  );
  return rows;
}
