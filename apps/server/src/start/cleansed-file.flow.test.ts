import type { ImportId } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();

const csv = `Hostname,Memory,Serial Number,Purchase Date,Environment,Notes,Owner E-Mail,Unused
web1,16 GB,S-1,31.12.2020,prod,=1+1,ann@example.org,x
web2,2048 MB,S-2,n/a,Test,"two, words",,x
,8 GB,,30.12.2020,Test,,,x
`;

async function download(by: ProductPlace, importId: ImportId, query: string) {
  const url = `/api/v1/data-imports/${importId}/download?${query}`;
  return product.server.send({ method: 'GET', url, headers: by.headers });
}

/** The rows of a workbook as the product reads them. */
async function rowsOf(by: ProductPlace, workbook: Buffer) {
  const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="cleansed.xlsx"\r\n\r\n';
  const answer = await product.server.send({
    method: 'POST',
    url: '/api/v1/data-imports/inspect',
    headers: { ...by.headers, 'content-type': 'multipart/form-data; boundary=b' },
    payload: Buffer.concat([Buffer.from(head), workbook, Buffer.from('\r\n--b--\r\n')]),
  });
  return JSON.parse(answer.body).rows.map(({ cells }: { cells: unknown }) => cells);
}

test('cleansed rows come as CSV, workbook and JSON with what became of each row, and each download is audited', async () => {
  const manager = await product.place();
  const { flowId, importId } = await product.upload(manager, csv);
  await product.reach(manager, flowId, 'field_mapping waiting_for_approval');
  const early = await download(manager, importId, 'kind=cleansed');
  expect(early.statusCode).toBe(409);
  expect(JSON.parse(early.body)).toMatchObject({ code: 'phase_not_reached' });

  const decided = { approve_confidence_at_least: 0.5, remaining: 'ignore' };
  await product.post(manager, `/discovery/flow/${flowId}/resume`, { approval: true, ...decided });
  await product.reach(manager, flowId, 'asset_inventory waiting_for_approval');
  const { gate } = await product.details(manager, flowId);
  await product.post(manager, `/flows/${flowId}/approve`, {
    gate_id: gate?.id,
    gate_revision: gate?.revision,
  });
  await product.reach(manager, flowId, 'completed');

  const { body: record } = await product.get(manager, `/data-imports/${importId}/records/1`);
  expect(record).toMatchObject({
    raw_data: { Memory: '16 GB' },
    cleansed: { memory_gb: 16 },
    outcome: 'created',
    asset: { id: record.asset_id, name: 'web1', asset_type: expect.any(String) },
  });
  expect(record.notes).toContainEqual(
    expect.objectContaining({ column: 'Memory', field: 'memory_gb', before: '16 GB', after: 16 }),
  );
  expect((await product.get(manager, `/data-imports/${importId}/records/3`)).body.asset).toBeNull();

  const table = await download(manager, importId, 'kind=cleansed');
  expect(table.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(table.body.split('\r\n')).toEqual([
    '_landfall_row,hostname,memory_gb,serial_number,purchase_date,environment,notes,_landfall_outcome,_landfall_reason_code',
    "1,web1,16,S-1,2020-12-31,production,'=1+1,created,",
    '2,web2,2,S-2,,test,"two, words",created,',
    '3,,8,,2020-12-30,test,,rejected,no_identity',
    '',
  ]);

  const json = await download(manager, importId, 'kind=cleansed&format=json');
  expect(JSON.parse(json.body)).toMatchObject([
    { _landfall_row: 1, hostname: 'web1', memory_gb: 16, notes: '=1+1', _landfall_outcome: 'created' },
    { _landfall_row: 2, purchase_date: null },
    { _landfall_row: 3, hostname: null, _landfall_reason_code: 'no_identity' },
  ]);

  const workbook = await download(manager, importId, 'kind=cleansed&format=xlsx');
  expect(await rowsOf(manager, workbook.rawPayload)).toMatchObject([
    { _landfall_row: '1', hostname: 'web1', memory_gb: '16' },
    { _landfall_row: '2', notes: 'two, words' },
    { _landfall_row: '3', _landfall_reason_code: 'no_identity' },
  ]);

  const { rows } = await product.server.database.admin.query(
    `select details ->> 'format' as format from audit_log
     where action = 'import.download_cleansed' and resource_id = $1 order by seq`,
    [importId],
  );
  expect(rows.map(({ format }) => format)).toEqual(['csv', 'json', 'xlsx']);
  const refused = await download(manager, importId, 'format=csv');
  expect(refused.statusCode).toBe(422);
  expect(JSON.parse(refused.body)).toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'format' }],
  });
  expect((await download(manager, importId, '')).body).toBe(csv);
});
