import { describe, expect, test } from 'vitest';
import { useCorrections } from '../../test/corrections.ts';

const at = useCorrections();
const { product, approve, uploaded, previewed, reach, failedRows, sendFile, sendRows, accounting, assets } =
  at;

describe('a correction while the flow waits', () => {
  test('at the mapping: rows cleansed ahead are made again, and the mapping is asked once', async () => {
    const flow = await uploaded();
    const answer = await sendRows(flow, [{ row_number: 3, values: { Hostname: 'web3b' } }]);
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    await reach(flow, 'field_mapping waiting_for_approval');
    await approve(flow, 'asset_inventory waiting_for_approval', {
      approve_confidence_at_least: 0.5,
      remaining: 'ignore',
    });
    await approve(flow, 'completed');
    expect((await assets()).map(({ name }) => name)).toEqual(['web1', 'web3b', 'web4']);
    expect(await accounting(flow)).toMatchObject({ created: 3, rejected: 2 });
  });

  test('at the preview: affected rows are cleansed again and the old preview is refused', async () => {
    const flow = await previewed();
    const { gate } = await product.details(at.place, flow.flowId);
    await sendRows(flow, [{ row_number: 2, values: { Hostname: 'web2' } }]);
    await reach(flow, 'asset_inventory waiting_for_approval');
    const old = { gate_id: gate?.id, gate_revision: gate?.revision };
    expect((await product.post(at.place, `/flows/${flow.flowId}/approve`, old)).status).toBe(409);
    await approve(flow, 'completed');
    expect((await assets()).map(({ name }) => name)).toEqual(['web1', 'web2', 'web4']);
    expect(await accounting(flow)).toMatchObject({ created: 3, rejected: 2 });
  });

  test('an import whose rows were all rejected goes on with the corrected ones', async () => {
    const flow = await uploaded([',,,8,Test', ',,,16,Test']);
    await approve(flow, 'asset_inventory failed', { approve_confidence_at_least: 0.5, remaining: 'ignore' });
    await sendRows(flow, [{ row_number: 2, values: { Hostname: 'web2' } }]);
    await reach(flow, 'asset_inventory waiting_for_approval');
    await approve(flow, 'completed');
    expect(await accounting(flow)).toMatchObject({ source_rows: 2, created: 1, rejected: 1 });
  });
});

test('a cancelled flow and another tenant take no correction', async () => {
  const flow = await previewed();
  const other = await product.place();
  const corrected = { rows: [{ row_number: 2, values: { Hostname: 'x' } }] };
  expect((await product.post(other, `/data-imports/${flow.importId}/corrections`, corrected)).status).toBe(
    404,
  );
  await product.post(at.place, `/flows/${flow.flowId}/cancel`, {});
  expect(await product.post(at.place, `/data-imports/${flow.importId}/corrections`, corrected)).toMatchObject(
    {
      status: 409,
      body: { code: 'flow_cancelled' },
    },
  );
});

test('a row that a reviewer left out comes in once it is corrected', async () => {
  const flow = await previewed();
  const shown = (await product.get(at.place, `/flows/${flow.flowId}/asset-preview`)).body.items[0];
  await product.send(at.place, 'PATCH', `/asset-preview-rows/${shown.id}`, {
    selected: false,
    expected_version: shown.version,
  });
  await approve(flow, 'completed');
  expect(await accounting(flow)).toMatchObject({ created: 1, rejected: 4 });
  await sendRows(flow, [{ row_number: 1, values: { Environment: 'Test' } }]);
  await reach(flow, 'asset_inventory waiting_for_approval');
  await approve(flow, 'completed');
  expect(await accounting(flow)).toMatchObject({ created: 2, rejected: 3 });
});

test('cells of personal data are masked on their way out, and stay as they are on their way back', async () => {
  const people = 'Hostname,Serial Number,Owner Email\nweb1,SER-1X,ann@example.org\n,,bob@example.org\n';
  const flow = await product.upload(at.place, people);
  await reach(flow, 'field_mapping waiting_for_approval');
  const all = { approve_confidence_at_least: 0.5, remaining: 'custom_attribute' };
  await approve(flow, 'asset_inventory waiting_for_approval', all);
  const text = await failedRows(flow);
  expect(text).toContain('•••');
  expect(text).not.toContain('bob@example.org');
  const answer = await sendFile(flow, text.replace('\r\n,,', '\r\nweb2,,'));
  expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  await reach(flow, 'asset_inventory waiting_for_approval');
  await approve(flow, 'completed');
  const { rows } = await product.server.database.admin.query(
    'select to_jsonb(a)::text as asset from assets a where engagement_id = $1 and hostname = $2',
    [at.place.engagementId, 'web2'],
  );
  expect(rows[0].asset).toContain('bob@example.org');
});
