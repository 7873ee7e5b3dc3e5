import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { correctedHeader as header, useCorrections } from '../../test/corrections.ts';
import type { Phase } from '../flows/define-phase.ts';

/** While it is on, the connection is cut in the middle of some batches; the run then begins again at its checkpoint. */
const trouble = { isOn: false, batches: 0 };
const cutIn = new Set([1, 3, 6, 10, 13, 17]);

const at = useCorrections({ deletes: true, around: withTrouble });
const { product, approve, completed, reach, failedRows, sendFile, sendRows, accounting, assets } = at;

function withTrouble(phase: Phase): Phase {
  return {
    ...phase,
    run(context) {
      const batch: typeof context.batch = async (planned, work, ahead) => {
        await context.batch(
          planned,
          async (scope) => {
            const done = await work(scope);
            if (trouble.isOn && cutIn.has(++trouble.batches))
              await sql`select pg_terminate_backend(pg_backend_pid())`.execute(scope.tx);
            return done;
          },
          ahead,
        );
      };
      return phase.run({ ...context, batch });
    },
  };
}

/** What the doctor says of the engagement's flows. */
async function findings(): Promise<unknown[]> {
  const operator = await product.server.tenants.user();
  await product.server.tenants.grant(operator, 'platform_admin', {});
  const answer = await product.server.send({
    method: 'GET',
    url: `/api/v1/admin/doctor?engagement_id=${at.place.engagementId}`,
    headers: product.server.headersOf(operator),
  });
  return answer.json().findings;
}

describe('the failed rows of an import', () => {
  test('come as a file with the original columns, row, reason code and reason; formulas are guarded', async () => {
    const flow = await completed();
    expect((await failedRows(flow)).split('\r\n')).toEqual([
      `${header},_landfall_row,_landfall_reason_code,_landfall_reason`,
      ',,,8,Test,2,no_identity,The row names no asset: none of its identifying columns has a usable value.',
      'web3,SER-1003X,10.0.0.3,8,Test,3,too_many_cells,The row has more filled cells than the header has columns. Besides these cells it holds: surplus',
      ",,,16,'=SUM(A1),5,no_identity,The row names no asset: none of its identifying columns has a usable value.",
      '',
    ]);
  });

  test('sent back with another header are refused with the difference', async () => {
    const flow = await completed();
    const text = (await failedRows(flow)).replace('Serial Number', 'Serial No');
    expect(await sendFile(flow, text)).toMatchObject({
      status: 409,
      body: {
        code: 'correction_header_mismatch',
        missing: ['Serial Number'],
        unexpected: ['Serial No'],
      },
    });
  });
});

describe('a correction of a completed import', () => {
  test('takes rejected rows, refuses others with their line, and asks only about the corrected rows', async () => {
    const flow = await completed();
    const before = await assets();
    const [head = ''] = (await failedRows(flow)).split('\r\n');
    const text = [
      head,
      'web2,SER-1002X,10.0.0.2,8,Test,2,no_identity,',
      'web1,,,99,Test,1,,',
      'web2,,,99,Test,2,,',
      'web9,,,99,Test,77,,',
      "web5,SER-1005X,10.0.0.5,16,'=SUM(A1),5,,",
    ].join('\r\n');
    const answer = await sendFile(flow, text);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        accepted: 2,
        revision: 1,
        refused: [
          { line: 3, row_number: 1, code: 'row_not_rejected' },
          { line: 4, row_number: 2, code: 'repeated_row' },
          { line: 5, row_number: 77, code: 'unknown_row' },
        ],
      },
    });
    await reach(flow, 'asset_inventory waiting_for_approval');
    expect(await product.violations()).toEqual([]);
    expect(await findings()).toEqual([]);
    const preview = await product.get(at.place, `/flows/${flow.flowId}/asset-preview`);
    expect(preview.body.items.map((each: { row_number: number }) => each.row_number)).toEqual([2, 5]);
    expect(preview.body).toMatchObject({ total: 2, counts: { source_rows: 5, create: 2, reject: 0 } });
    await approve(flow, 'completed');
    expect(await findings()).toEqual([]);
    const after = await assets();
    expect(after.map(({ name }) => name)).toEqual(['web1', 'web2', 'web4', 'web5']);
    for (const asset of before) expect(after).toContainEqual(asset);
    expect(await accounting(flow)).toMatchObject({ source_rows: 5, created: 4, rejected: 1, updated: 0 });
    const records = await product.get(at.place, `/data-imports/${flow.importId}/records`);
    expect(records.body.items[4]).toMatchObject({
      revision: 1,
      outcome: 'created',
      raw_data: { Hostname: 'web5', Environment: '=SUM(A1)' },
    });
    const record = await product.get(at.place, `/data-imports/${flow.importId}/records/5`);
    expect(record.body.revisions).toMatchObject([
      { revision: 0, raw_data: { Hostname: '', Environment: '=SUM(A1)' } },
      { revision: 1, raw_data: { Hostname: 'web5' }, added_by_name: expect.any(String) },
    ]);
  });

  test('keeps what happened to the good rows since then', async () => {
    const flow = await completed();
    const [first] = await assets();
    await product.server.database.admin.query('update assets set memory_gb = 512 where id = $1', [first?.id]);
    await sendRows(flow, [{ row_number: 2, values: { Hostname: 'web2' } }]);
    await reach(flow, 'asset_inventory waiting_for_approval');
    await approve(flow, 'completed');
    expect((await assets()).map(({ name, memory_gb }) => [name, Number(memory_gb)])).toEqual([
      ['web1', 512],
      ['web2', 8],
      ['web4', expect.any(Number)],
    ]);
  });

  test('a row that names an asset of a good row changes it; a second correction follows the first', async () => {
    const flow = await completed();
    await sendRows(flow, [{ row_number: 2, values: { Hostname: 'web1', 'Serial Number': 'SER-1001X' } }]);
    await reach(flow, 'asset_inventory waiting_for_approval');
    expect(await sendRows(flow, [{ row_number: 3, values: { Hostname: 'web3' } }])).toMatchObject({
      status: 200,
      body: { accepted: 1, revision: 2 },
    });
    await reach(flow, 'asset_inventory waiting_for_approval');
    await approve(flow, 'completed');
    expect(await accounting(flow)).toMatchObject({ source_rows: 5, created: 3, updated: 1, rejected: 1 });
    expect((await assets()).map(({ name, memory_gb }) => [name, Number(memory_gb)])).toContainEqual([
      'web1',
      8,
    ]);
  });

  test('lines that say what their row said are no corrections, whatever the row holds beyond its columns', async () => {
    const flow = await completed();
    const { version } = await product.details(at.place, flow.flowId);
    const file = await failedRows(flow);
    expect(await sendFile(flow, file)).toMatchObject({
      status: 200,
      body: { accepted: 0, unchanged: 3, refused: [] },
    });
    expect((await product.details(at.place, flow.flowId)).version).toBe(version);
    expect(await sendFile(flow, file.replace('web3,', 'web33,'))).toMatchObject({
      body: { accepted: 1, unchanged: 2, refused: [] },
    });
  });

  test('on the page, where they are shown, a row is taken without the cells beyond its columns', async () => {
    const flow = await completed();
    const rows = [{ row_number: 3, values: { Environment: 'Test' } }];
    expect(await sendRows(flow, rows)).toMatchObject({ status: 200, body: { accepted: 1, unchanged: 0 } });
  });

  test('a correction of which nothing is taken leaves the flow completed', async () => {
    const flow = await completed();
    const { version } = await product.details(at.place, flow.flowId);
    expect(await sendRows(flow, [{ row_number: 1, values: { Hostname: 'x' } }])).toMatchObject({
      status: 200,
      body: {
        accepted: 0,
        revision: null,
        refused: [{ code: 'row_not_rejected' }],
        flow: { status: 'completed' },
      },
    });
    expect((await product.details(at.place, flow.flowId)).version).toBe(version);
    expect(await sendRows(flow, [{ row_number: 2, values: { Nowhere: 'x' } }])).toMatchObject({
      status: 422,
      body: { code: 'unknown_column' },
    });
  });

  test('whose encoding is not sure can be sent again with the one a person chose', async () => {
    const flow = await completed();
    const text = (await failedRows(flow)).replace(',,,8,Test', '5 \u00b5s,,,8,Test');
    const file = Buffer.from(text, 'latin1');
    expect(await sendFile(flow, file)).toMatchObject({
      status: 422,
      body: { code: 'encoding_undecidable' },
    });
    expect(await sendFile(flow, file, { encoding: 'windows-1252' })).toMatchObject({
      status: 200,
      body: { accepted: 1, unchanged: 2 },
    });
    await reach(flow, 'asset_inventory waiting_for_approval');
    await approve(flow, 'completed');
    expect((await assets()).map(({ name }) => name)).toContain('5 µs');
  });

  test('comes as a workbook too', async () => {
    const flow = await completed();
    const url = `/api/v1/data-imports/${flow.importId}/failed-rows?format=xlsx`;
    const book = await product.server.send({ method: 'GET', url, headers: at.place.headers });
    const boundary = 'landfall-test-boundary';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="fixed.xlsx"\r\n\r\n`;
    const answer = await product.server.send({
      method: 'POST',
      url: `/api/v1/data-imports/${flow.importId}/corrections`,
      headers: { ...at.place.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([Buffer.from(head), book.rawPayload, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
    expect(answer.json()).toMatchObject({ accepted: 0, unchanged: 3, refused: [] });
  });

  test('deleting the import removes exactly what it made', async () => {
    const flow = await completed();
    await sendRows(flow, [{ row_number: 2, values: { Hostname: 'web2' } }]);
    await reach(flow, 'asset_inventory waiting_for_approval');
    await approve(flow, 'completed');
    expect(await assets()).toHaveLength(3);
    const impact = await product.get(at.place, `/discovery/flows/${flow.flowId}/deletion-impact`);
    expect(impact.status).toBe(200);
    const deleted = await product.send(at.place, 'DELETE', `/discovery/flows/${flow.flowId}`);
    expect(deleted.status).toBeLessThan(300);
    await expect.poll(assets).toEqual([]);
    const left = () =>
      product.server.database.admin.query('select from import_chunks where data_import_id = $1', [
        flow.importId,
      ]);
    await expect.poll(async () => (await left()).rowCount).toBe(0);
  });
});

test('a correction run that is cut off again and again ends like one that is not', async () => {
  const flow = await completed();
  const before = await assets();
  Object.assign(trouble, { isOn: true, batches: 0 });
  try {
    await sendRows(flow, [
      { row_number: 2, values: { Hostname: 'web2' } },
      { row_number: 5, values: { Hostname: 'web1', 'Serial Number': 'SER-1001X' } },
    ]);
    await reach(flow, 'asset_inventory waiting_for_approval');
    await approve(flow, 'completed');
  } finally {
    trouble.isOn = false;
  }
  expect(trouble.batches).toBeGreaterThan(17);
  expect(await accounting(flow)).toMatchObject({ source_rows: 5, created: 3, updated: 1, rejected: 1 });
  expect((await assets()).map(({ name }) => name)).toEqual(['web1', 'web2', 'web4']);
  expect((await assets()).map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  const report = await product.get(at.place, `/flows/${flow.flowId}`);
  expect(report.body.needs_repair).toBe(false);
});
