import { expect, test } from 'vitest';
import { useFlows } from '../../../test/flows.ts';

const flows = useFlows();

test('the list of flows is narrowed to those of one person, and names everybody it can be narrowed to', async () => {
  const place = await flows.place();
  const other = await flows.server.tenants.member('analyst', place);
  const mine = await flows.create(place);
  const theirs = await flows.create({ ...place, userId: other.userId }, 'infrastructure');
  const more = await flows.create({ ...place, userId: other.userId }, 'app_discovery');

  const all = (await flows.get(place, '/flows')).body;
  expect(all.total).toBe(3);
  expect(all.owners).toEqual([
    { user_id: other.userId, name: expect.any(String), flows: 2 },
    { user_id: place.userId, name: expect.any(String), flows: 1 },
  ]);

  const narrowed = (await flows.get(place, `/flows?created_by=${other.userId}`)).body;
  expect(narrowed.total).toBe(2);
  expect(narrowed.items.map((flow: { flow_id: string }) => flow.flow_id).toSorted()).toEqual(
    [theirs.flowId, more.flowId].toSorted(),
  );
  expect(narrowed.owners).toEqual(all.owners);

  const both = (await flows.get(place, `/flows?created_by=${other.userId}&import_category=app_discovery`))
    .body;
  expect(both.items).toEqual([expect.objectContaining({ flow_id: more.flowId })]);
  expect((await flows.get(place, `/flows?created_by=${mine.flowId}`)).body).toMatchObject({
    items: [],
    total: 0,
  });
  expect((await flows.get(place, '/flows?created_by=somebody')).status).toBe(422);
});

test('the overview counts flows by state and tells what happened last, of this engagement alone', async () => {
  const place = await flows.place();
  const elsewhere = await flows.place();
  await flows.create(elsewhere);
  const paused = await flows.create(place);
  await flows.reach(place, paused.flowId, 'waiting_for_approval');
  await flows.post(place, `/flows/${paused.flowId}/pause`, { reason: 'later' });
  const waiting = await flows.create(place, 'infrastructure');
  await flows.reach(place, waiting.flowId, 'waiting_for_approval');
  await flows.server.database.admin.query('update import_files set row_count = 3 where data_import_id = $1', [
    paused.importId,
  ]);

  const { status, body } = await flows.get(place, '/discovery/overview');

  expect(status).toBe(200);
  expect(body).toMatchObject({ imports: 2, records: 3, open_conflicts: 0 });
  const counts = Object.fromEntries(
    body.flows.map((one: { status: string; count: number }) => [one.status, one.count]),
  );
  expect(counts).toEqual({
    running: 0,
    waiting_for_approval: 1,
    paused: 1,
    failed: 0,
    completed: 0,
    cancelled: 0,
  });
  expect(body.recent.length).toBeLessThanOrEqual(15);
  expect(body.recent[0]).toMatchObject({
    flow_id: waiting.flowId,
    type: 'decision_needed',
    actor_name: null,
  });
  const pause = body.recent.find((one: { type: string }) => one.type === 'paused');
  expect(pause).toMatchObject({
    flow_id: paused.flowId,
    to_status: 'paused',
    actor_name: expect.any(String),
  });
  const times = body.recent.map((one: { created_at: string }) => one.created_at);
  expect(times).toEqual(times.toSorted().toReversed());
});
