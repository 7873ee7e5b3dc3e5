import { expect, test } from 'vitest';
import { probeRoutes } from '../../test/probe.routes.ts';
import { useServer } from '../../test/server.ts';

const server = useServer({ features: (db) => [probeRoutes(db)] });

async function send(payload: string) {
  const tenant = await server.tenants.tenant();
  const userId = await server.tenants.user();
  await server.tenants.grant(userId, 'analyst', tenant);
  const headers = { ...server.headersOf(userId, tenant), 'content-type': 'application/json' };
  return server.send({ method: 'POST', url: '/api/v1/probe', headers, payload });
}

test.each([
  ['{"name":"cut \\ud83d off"}', 'name'],
  ['{"name":"x","rows":[{"cells":{"2":"\\udc00"}}]}', 'rows.0.cells.2'],
  ['{"name":"x","values":{"\\ud800":"public"}}', 'values'],
])(
  'half of a character in %s is refused with its place, as nothing could store it',
  async (payload, field) => {
    const answer = await send(payload);
    expect(answer.json()).toMatchObject({
      status: 422,
      code: 'validation_failed',
      detail: 'The text holds half of a character, which cannot be stored. Type it again.',
      errors: [{ field, code: 'text_broken' }],
    });
  },
);

test('whole characters of two halves pass, however deep they stand', async () => {
  expect((await send('{"name":"\\ud83d\\ude00"}')).statusCode).toBe(200);
  expect(
    (await send(`{"name":"x","more":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).statusCode,
  ).not.toBe(500);
});
