/* oxlint-disable vitest/no-standalone-expect -- invariants are checked after each test */
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();
let place: ProductPlace;

beforeEach(async () => {
  place = await product.place();
});
afterEach(async () => {
  expect(await product.violations()).toEqual([]);
});

const header = 'Hostname,Serial Number,RAM (GB)';
const row = (machine: number, ram: number) => `web${machine},SER-100${machine}X,${ram}`;
const servers = [1, 2, 3, 4].map((machine) => row(machine, 4));

interface Previewed {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

/** Uploads a file and approves what is proposed for its columns. */
async function previewed(rows: readonly string[]): Promise<Previewed> {
  const flow = await product.upload(place, `${[header, ...rows].join('\n')}\n`);
  await product.reach(place, flow.flowId, 'field_mapping waiting_for_approval');
  expect(await approve(flow, { approve_confidence_at_least: 0.5, remaining: 'ignore' })).toMatchObject({
    status: 200,
  });
  await product.reach(place, flow.flowId, 'asset_inventory waiting_for_approval');
  return flow;
}

async function approve({ flowId }: Previewed, parts: object = {}) {
  const { gate } = await product.details(place, flowId);
  const body = { gate_id: gate?.id, gate_revision: gate?.revision, ...parts };
  return product.post(place, `/flows/${flowId}/approve`, body);
}

async function imported(rows: readonly string[]): Promise<void> {
  const flow = await previewed(rows);
  expect(await approve(flow)).toMatchObject({ status: 200 });
  await product.reach(place, flow.flowId, 'completed');
}

const noticeOf = async ({ flowId }: Previewed) =>
  (await product.get(place, `/flows/${flowId}/asset-preview`)).body.large_change;

describe('an import that changes more than half of the existing assets', () => {
  test('is approved only with the number of affected assets, which is kept with the approval', async () => {
    await imported(servers);
    const flow = await previewed([row(1, 8), row(2, 8), row(3, 8), row(4, 4), row(5, 4)]);
    const notice = { existing_assets: 4, changed: 3, rejected: 0, affected: 3, share: 0.5 };
    expect(await noticeOf(flow)).toEqual(notice);
    expect(await approve(flow)).toMatchObject({
      status: 409,
      body: {
        code: 'large_change_needs_confirmation',
        large_change: notice,
        detail: expect.stringContaining('3 of 4 existing assets'),
      },
    });
    expect(await approve(flow, { confirm_large_change: 4 })).toMatchObject({ status: 409 });
    expect(await approve(flow, { confirm_large_change: 3 })).toMatchObject({ status: 200 });
    await product.reach(place, flow.flowId, 'completed');
    const { rows } = await product.server.database.admin.query(
      `select d.shown from gate_decisions d join flow_gates g on g.id = d.gate_id
       where g.flow_id = $1 order by d.created_at`,
      [flow.flowId],
    );
    expect(rows.at(-1)?.shown).toMatchObject({ confirmed_large_change: 3, existing_assets: 4 });
    expect(await noticeOf(flow)).toBeNull();
  });

  test('is refused through a resume that approves as well', async () => {
    await imported(servers);
    const { flowId } = await previewed(servers.map((_, index) => row(index + 1, 16)));
    const door = `/discovery/flow/${flowId}/resume-intelligent`;
    expect(await product.post(place, door, { action: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'large_change_needs_confirmation' },
    });
    const confirmed = await product.post(place, door, { action: 'approve', confirm_large_change: 4 });
    expect(confirmed.body).toMatchObject({ outcome: 'approved' });
    await product.reach(place, flowId, 'completed');
  });

  test('asks no more once a reviewer has left out enough of it', async () => {
    await imported(servers);
    const flow = await previewed([row(1, 8), row(2, 8), row(3, 8)]);
    const { items } = (await product.get(place, `/flows/${flow.flowId}/asset-preview`)).body;
    const left = await product.send(place, 'PATCH', `/asset-preview-rows/${items[0].id}`, {
      expected_version: 0,
      selected: false,
    });
    expect(left).toMatchObject({ status: 200, body: { large_change: null } });
    expect(await approve(flow)).toMatchObject({ status: 200 });
    await product.reach(place, flow.flowId, 'completed');
  });
});

describe('an import that leaves most of what exists alone', () => {
  test('is approved without a number: new assets are no change, half is not more than half', async () => {
    await imported(servers);
    const flow = await previewed([row(1, 8), row(2, 8), ...[5, 6, 7, 8, 9].map((one) => row(one, 4))]);
    expect(await noticeOf(flow)).toBeNull();
    expect(await approve(flow)).toMatchObject({ status: 200 });
    await product.reach(place, flow.flowId, 'completed');
  });

  test('counts rejected rows for the assets they may have been about', async () => {
    await imported(servers);
    const flow = await previewed([row(1, 8), ',,4', ',,8', ',,16', row(9, 4)]);
    expect(await noticeOf(flow)).toMatchObject({ changed: 1, rejected: 3, affected: 4 });
  });
});

describe('the guard of an engagement', () => {
  test('asks from the share on that the engagement sets', async () => {
    await imported(servers);
    expect((await product.get(place, '/change-guard')).body).toEqual({ share: 0.5, default_share: 0.5 });
    const set = await product.send(place, 'PUT', '/change-guard', { share: 0.2 });
    expect(set).toMatchObject({ status: 200, body: { share: 0.2 } });
    const flow = await previewed([row(1, 8)]);
    expect(await noticeOf(flow)).toMatchObject({ affected: 1, share: 0.2 });
    expect(await product.send(place, 'PUT', '/change-guard', { share: 1.2 })).toMatchObject({ status: 422 });
  });
});
