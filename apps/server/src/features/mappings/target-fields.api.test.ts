import { expect, test } from 'vitest';
import { useServer } from '../../../test/server.ts';
import { mappingRoutes } from './mappings.routes.ts';

const server = useServer({
  features: (db) => [mappingRoutes({ db, flows: { noteDecision: async () => {} } })],
});

async function fieldsOf(query: string): Promise<{ key: string; merge_rule: string | null }[]> {
  const { userId, tenant } = await server.tenants.member('viewer');
  const headers = server.headersOf(userId, tenant);
  const answer = await server.send({ url: `/api/v1/target-fields?${query}`, headers });
  return JSON.parse(answer.body).items;
}

test('target fields are those of the category', async () => {
  const keys = (await fieldsOf('import_category=sensitive_data')).map(({ key }) => key);
  expect(keys).toContain('retention_period');
  expect(keys).not.toContain('rack');
});

test('target fields are found by text and carry their merge rule', async () => {
  const found = await fieldsOf('import_category=cmdb_export&search=serial');
  expect(found.map(({ key }) => key)).toEqual(['serial_number']);
  const [notes] = await fieldsOf('search=free%20remarks');
  expect(notes).toMatchObject({ key: 'notes', merge_rule: 'concat' });
});
