import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { useFlows } from '../../../test/flows.ts';

const flows = useFlows({ worker: false });
type Place = Awaited<ReturnType<typeof flows.place>>;
let place: Place;

beforeEach(async () => {
  place = await flows.place();
});

const withKey = (key: string, of: Place = place) => ({ headers: { ...of.headers, 'idempotency-key': key } });

test('F24 the same key with the same body is one command and gets the first answer again', async () => {
  const { flowId } = await flows.create(place);
  const caller = withKey(randomUUID());
  const first = await flows.post(caller, `/flows/${flowId}/pause`, { reason: 'lunch' });
  const again = await flows.post(caller, `/flows/${flowId}/pause`, { reason: 'lunch' });
  expect(first).toMatchObject({ status: 200, body: { outcome: 'paused' } });
  expect(again).toEqual(first);
  const { version } = await flows.details(place, flowId);
  expect(version).toBe(2);
});

test('the repeated answer is the first one byte for byte', async () => {
  const { flowId } = await flows.create(place);
  const request = {
    method: 'POST',
    url: `/api/v1/flows/${flowId}/pause`,
    payload: { reason: 'lunch' },
    ...withKey(randomUUID()),
  } as const;
  const first = await flows.server.send(request);
  const again = await flows.server.send(request);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(again.headers['content-type']).toBe(first.headers['content-type']);
  expect(again.body).toBe(first.body);
});

test('the same key with another body is refused and does nothing', async () => {
  const { flowId } = await flows.create(place);
  const caller = withKey(randomUUID());
  await flows.post(caller, `/flows/${flowId}/pause`, { reason: 'lunch' });
  const other = await flows.post(caller, `/flows/${flowId}/pause`, { reason: 'dinner' });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
});

test('a request that failed may be tried again under its key', async () => {
  const { flowId } = await flows.create(place);
  const caller = withKey(randomUUID());
  const restart = { phase: 'asset_inventory' };
  expect((await flows.post(caller, `/flows/${flowId}/restart`, restart)).body.code).toBe('phase_not_reached');
  expect((await flows.post(caller, `/flows/${flowId}/restart`, restart)).body.code).toBe('phase_not_reached');
});

test('while the first request runs its repetition is told to wait, and a key left behind by a crash frees itself', async () => {
  const { flowId } = await flows.create(place);
  const key = randomUUID();
  await flows.post(withKey(key), `/flows/${flowId}/pause`, {});
  const { admin } = flows.server.database;
  await admin.query('update idempotency_keys set status_code = null where key = $1', [key]);
  const waiting = await flows.post(withKey(key), `/flows/${flowId}/pause`, {});
  expect(waiting).toMatchObject({ status: 409, body: { code: 'request_in_progress' } });
  await admin.query(`update idempotency_keys set created_at = now() - interval '3 minutes' where key = $1`, [
    key,
  ]);
  expect((await flows.post(withKey(key), `/flows/${flowId}/pause`, {})).body.outcome).toBe('already_paused');
});

test('one key of two people, two routes or two clients is two keys', async () => {
  const { flowId } = await flows.create(place);
  const stranger = await flows.place();
  const theirs = await flows.create(stranger);
  const key = randomUUID();
  await flows.post(withKey(key), `/flows/${flowId}/pause`, {});
  const resumed = await flows.post(withKey(key), `/flows/${flowId}/resume`, {});
  expect(resumed.body.outcome).toBe('resumed');
  const paused = await flows.post(withKey(key, stranger), `/flows/${theirs.flowId}/pause`, {});
  expect(paused.body.flow.flow_id).toBe(theirs.flowId);
});

test('what a request did is audited with the program it came from', async () => {
  const { flowId } = await flows.create(place);
  await flows.server.send({
    method: 'POST',
    url: `/api/v1/flows/${flowId}/pause`,
    payload: {},
    headers: { ...place.headers, 'user-agent': 'landfall-cli/0.1 (test)' },
  });
  const { rows } = await flows.server.database.admin.query(
    `select user_agent from audit_log where resource_id = $1 and action = 'flow.paused'`,
    [flowId],
  );
  expect(rows).toEqual([{ user_agent: 'landfall-cli/0.1 (test)' }]);
});
