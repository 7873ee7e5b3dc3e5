import { afterEach, expect, test } from 'vitest';
import { firstJob, useFlows } from '../../../test/flows.ts';

const flows = useFlows({ worker: false });

afterEach(() => {
  flows.gates.reasons = [];
});

test('a paused flow refuses an approval because it is paused, whether its open gate is satisfied or not', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  for (let phase = 0; phase < 3; phase++) await flows.deliver(await firstJob(flows, place, flowId));
  const { gate } = await flows.details(place, flowId);
  await flows.post(place, `/flows/${flowId}/pause`);
  for (const reasons of [[], ['undecided_column']]) {
    flows.gates.reasons = reasons;
    const body = { gate_id: gate?.id, gate_revision: gate?.revision };
    const answer = await flows.post(place, `/flows/${flowId}/approve`, body);
    expect(answer).toMatchObject({ status: 409, body: { code: 'flow_paused' } });
  }
});
