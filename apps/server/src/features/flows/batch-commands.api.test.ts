import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { useFlows } from '../../../test/flows.ts';

const flows = useFlows();
const batch = '/discovery/flows/batch-commands';

test('several flows are paused and resumed, each answered on its own', async () => {
  const place = await flows.place();
  const one = await flows.create(place);
  const two = await flows.create(place, 'infrastructure');
  const done = await flows.create(place, 'sensitive_data');
  for (const { flowId } of [one, two, done]) await flows.reach(place, flowId, 'waiting_for_approval');
  await flows.post(place, `/flows/${done.flowId}/cancel`);
  const nobody = randomUUID();
  const ids = [one.flowId, done.flowId, nobody, two.flowId, one.flowId];
  const paused = await flows.post(place, batch, { command: 'pause', flow_ids: ids, reason: 'weekend' });
  expect(paused).toMatchObject({ status: 200, body: { succeeded: 2, failed: 2 } });
  expect(paused.body.results).toEqual([
    { id: one.flowId, outcome: 'paused' },
    { id: done.flowId, outcome: 'refused', code: 'flow_cancelled', message: expect.any(String) },
    { id: nobody, outcome: 'refused', code: 'flow_not_found', message: expect.any(String) },
    { id: two.flowId, outcome: 'paused' },
  ]);
  expect((await flows.details(place, two.flowId)).status).toBe('paused');
  const again = await flows.post(place, batch, { command: 'pause', flow_ids: [one.flowId] });
  expect(again.body.results).toEqual([{ id: one.flowId, outcome: 'already_paused' }]);
  const resumed = await flows.post(place, batch, { command: 'resume', flow_ids: [one.flowId, two.flowId] });
  expect(resumed.body).toMatchObject({ succeeded: 2, failed: 0 });
  expect((await flows.details(place, one.flowId)).status).toBe('waiting_for_approval');
  expect(await flows.violations()).toEqual([]);
});

test('another tenant’s flow is not there, and nothing about it changes', async () => {
  const [mine, theirs] = [await flows.place(), await flows.place()];
  const { flowId } = await flows.create(theirs);
  const before = await flows.reach(theirs, flowId, 'waiting_for_approval');
  const { body } = await flows.post(mine, batch, { command: 'pause', flow_ids: [flowId] });
  expect(body.results).toEqual([expect.objectContaining({ id: flowId, code: 'flow_not_found' })]);
  expect((await flows.details(theirs, flowId)).version).toBe(before.version);
});

test('no flow, more than a hundred, or an unknown command is refused', async () => {
  const place = await flows.place();
  const many = Array.from({ length: 101 }, () => randomUUID());
  for (const body of [
    { command: 'pause', flow_ids: [] },
    { command: 'pause', flow_ids: many },
    { command: 'approve', flow_ids: many.slice(0, 1) },
  ]) {
    expect((await flows.post(place, batch, body)).status).toBe(422);
  }
});
