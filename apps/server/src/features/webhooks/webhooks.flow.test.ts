import { createHmac } from 'node:crypto';
import { webhookMessage } from '@landfall/contract/webhooks';
import { beforeEach, describe, expect, test } from 'vitest';
import { latch, useFlows } from '../../../test/flows.ts';
import { useReceiver } from '../../../test/receiver.ts';
import { createLog } from '../../platform/log.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { tellWebhooks } from '../../platform/webhook-outbox.ts';
import { sendDueMessages, tellSilentFlows } from './send-messages.service.ts';
import { webhookRoutes } from './webhooks.routes.ts';

const settings = { secretOf: (id: string) => `secret of ${id}`, allowPrivate: true };
const flows = useFlows({ routes: ({ db }) => [webhookRoutes({ db, ...settings })] });
const { admin, owner } = flows.server.database;
const log = createLog({ level: 'silent', write: () => {} });

const receiver = useReceiver();

beforeEach(async () => {
  await admin.query(`update webhook_deliveries set status = 'withdrawn' where status = 'pending'`);
  receiver.received = [];
  receiver.answers = [];
  for (const phase of ['data_import'] as const) Reflect.deleteProperty(flows.bodies, phase);
});

type Place = Awaited<ReturnType<typeof flows.place>>;
const all = ['flow.waiting', 'flow.failed', 'flow.stalled'];
const send = () => sendDueMessages({ db: flows.server.db, log, ...settings });

async function hooked(events = all): Promise<{ place: Place; webhook: { id: string; secret: string } }> {
  const place = await flows.place();
  const { status, body } = await flows.post(place, '/webhooks', { url: receiver.url, events });
  expect(status).toBe(201);
  return { place, webhook: body };
}

async function deliveries(place: Place, id: string) {
  return (await flows.get(place, `/webhooks/${id}/deliveries`)).body.items;
}

const dueNow = () => admin.query(`update webhook_deliveries set due_at = now() where status = 'pending'`);

describe('a message', () => {
  test('about a flow that waits is signed, says ids and words only, and arrives once', async () => {
    const { place, webhook } = await hooked();
    const { flowId } = await flows.create(place);
    const flow = await flows.reach(place, flowId, 'waiting_for_approval');
    expect(await send()).toBe(1);
    expect(await send()).toBe(0);
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
    expect(webhookMessage.parse(JSON.parse(body))).toMatchObject({
      event: 'flow.waiting',
      flow_id: flowId,
      client_account_id: place.clientAccountId,
      status: 'waiting_for_approval',
      current_phase: 'field_mapping',
      waiting_reason: 'mapping_approval',
      seq: flow.version,
    });
    expect(body).not.toContain('servers');
    const timestamp = String(headers['landfall-timestamp']);
    expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60);
    const signature = createHmac('sha256', webhook.secret).update(`${timestamp}.${body}`).digest('hex');
    expect(headers['landfall-signature']).toBe(`v1=${signature}`);
    expect(headers['landfall-delivery']).toBe(JSON.parse(body).id);
    expect((await deliveries(place, webhook.id))[0]).toMatchObject({
      status: 'delivered',
      attempts: 1,
      last_status: 204,
    });
  });

  test('about a failure names its code', async () => {
    const { place } = await hooked(['flow.failed']);
    flows.bodies.data_import = async () => ({
      kind: 'failed',
      code: 'file_unreadable',
      retryable: false,
      detail: 'The archive is cut off.',
    });
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'failed');
    await send();
    expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual([
      expect.objectContaining({ event: 'flow.failed', failure_code: 'file_unreadable' }),
    ]);
  });

  test('about a silent flow is sent once for each silence', async () => {
    const { place } = await hooked(['flow.stalled']);
    const goes = latch();
    flows.bodies.data_import = async () => {
      await goes.opened;
      return { kind: 'succeeded', counts: {} };
    };
    const { flowId } = await flows.create(place);
    await expect
      .poll(async () => (await flows.details(place, flowId)).phase_runs.at(-1)?.status)
      .toBe('executing');
    await tellSilentFlows(flows.server.db);
    expect(await send()).toBe(0);
    await admin.query(
      `update phase_runs set heartbeat_at = now() - interval '3 minutes' where flow_id = $1 and status = 'executing'`,
      [flowId],
    );
    await tellSilentFlows(flows.server.db);
    await tellSilentFlows(flows.server.db);
    expect(await send()).toBe(1);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      event: 'flow.stalled',
      current_phase: 'data_import',
      seq: null,
    });
    goes.open();
    await flows.reach(place, flowId, 'waiting_for_approval');
  });

  test('is sent again after 10, 20, 40 seconds under the same id and with the same body, until it arrives', async () => {
    const { place, webhook } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    receiver.answers = [500, 302, 404];
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await send()).toBe(1);
      const [delivery] = await deliveries(place, webhook.id);
      delays.push((Date.parse(delivery.due_at) - Date.parse(delivery.last_attempt_at)) / 1000);
      expect(await send()).toBe(0);
      await dueNow();
    }
    expect(delays.map((seconds) => Math.floor(seconds / 10) * 10)).toEqual([10, 20, 40]);
    expect(await send()).toBe(1);
    expect(receiver.received).toHaveLength(4);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['landfall-delivery'])).size).toBe(1);
    expect((await deliveries(place, webhook.id))[0]).toMatchObject({ status: 'delivered', attempts: 4 });
  });

  test('that never arrives is given up after twelve attempts, and counted', async () => {
    const { place, webhook } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    receiver.answers = Array.from({ length: 20 }, () => 503);
    for (let attempt = 1; attempt <= 13; attempt++) {
      await send();
      await dueNow();
    }
    expect(receiver.received).toHaveLength(12);
    expect((await deliveries(place, webhook.id))[0]).toMatchObject({
      status: 'given_up',
      last_status: 503,
    });
    expect((await flows.get(place, '/webhooks')).body.items[0]).toMatchObject({ pending: 0, given_up: 1 });
  });

  test('goes out once although two processes send at the same moment', async () => {
    const { place } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const attempts = await Promise.all([send(), send(), send()]);
    expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(receiver.received).toHaveLength(1);
  });

  test('whose sender died before writing that it arrived is sent again under the same id', async () => {
    const { place, webhook } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    await send();
    await admin.query(
      `update webhook_deliveries set status = 'pending', delivered_at = null, due_at = now() where webhook_id = $1`,
      [webhook.id],
    );
    await send();
    const ids = receiver.received.map(({ headers }) => headers['landfall-delivery']);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });
});

describe('the outbox', () => {
  test('has the message exactly when the change has happened', async () => {
    const { place, webhook } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const undone = inTenantScope(flows.server.db, place, async (scope) => {
      const body = {
        at: new Date().toISOString(),
        status: 'failed',
        current_phase: 'field_mapping',
        waiting_reason: null,
        failure_code: 'x',
        seq: 99,
      };
      await tellWebhooks(scope, { event: 'flow.waiting', flowId, eventKey: 'undone', body });
      throw new Error('the change did not happen');
    });
    await expect(undone).rejects.toThrow('did not happen');
    expect(await deliveries(place, webhook.id)).toHaveLength(1);
  });

  test('that cannot be written to lets nothing happen that it would have told', async () => {
    const { place } = await hooked(['flow.waiting']);
    await owner.query(`create function refuse_outbox() returns trigger language plpgsql as $$
      begin raise exception 'no'; end $$`);
    await owner.query(
      'create trigger refuse before insert on webhook_deliveries for each row execute function refuse_outbox()',
    );
    const { flowId } = await flows.create(place);
    await expect.poll(async () => (await flows.details(place, flowId)).current_phase).toBe('field_mapping');
    expect((await flows.details(place, flowId)).status).toBe('running');
    await owner.query('drop trigger refuse on webhook_deliveries; drop function refuse_outbox()');
    await flows.post(place, `/flows/${flowId}/cancel`);
  });

  test('holds nothing about a flow that was deleted', async () => {
    const { place, webhook } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const client = await admin.connect();
    await client.query('begin');
    await client.query('update discovery_flows set deleted_at = now() where flow_id = $1', [flowId]);
    const { rowCount } = await client.query('select from webhook_deliveries where flow_id = $1', [flowId]);
    await client.query('rollback');
    client.release();
    expect(rowCount).toBe(0);
    expect(await deliveries(place, webhook.id)).toHaveLength(1);
  });
});

describe('a webhook', () => {
  test('that is removed is told nothing more, and what was due is withdrawn', async () => {
    const { place, webhook } = await hooked(['flow.waiting']);
    const { flowId } = await flows.create(place);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const removed = await flows.server.send({
      method: 'DELETE',
      url: `/api/v1/webhooks/${webhook.id}`,
      headers: place.headers,
    });
    expect(removed.statusCode).toBe(204);
    expect(await send()).toBe(0);
    expect((await flows.get(place, '/webhooks')).body.items).toEqual([]);
    await flows.post(place, `/flows/${flowId}/restart`, { phase: 'data_import' });
    await flows.reach(place, flowId, 'waiting_for_approval');
    expect(await send()).toBe(0);
    const { rows } = await admin.query(`select action from audit_log where resource_id = $1 order by seq`, [
      webhook.id,
    ]);
    expect(rows).toEqual([{ action: 'webhook.create' }, { action: 'webhook.remove' }]);
  });

  test('of another engagement is not told, and its secret is shown once only', async () => {
    const { webhook } = await hooked();
    const other = await flows.place();
    const { flowId } = await flows.create(other);
    await flows.reach(other, flowId, 'waiting_for_approval');
    expect(await send()).toBe(0);
    expect(webhook.secret).toBe(`secret of ${webhook.id}`);
    const again = await flows.server.send({
      method: 'POST',
      url: '/api/v1/webhooks',
      headers: { ...other.headers, 'idempotency-key': 'once' },
      payload: { url: receiver.url, events: ['flow.failed'] },
    });
    expect(again.statusCode).toBe(201);
    const { rowCount } = await admin.query(
      `select from idempotency_keys where response::text like '%secret%'`,
    );
    expect(rowCount).toBe(0);
    const { rows } = await admin.query('select w::text as row from webhooks w where id = $1', [webhook.id]);
    expect(rows[0].row).not.toContain('secret');
  });

  test('needs an engagement manager', async () => {
    const place = await flows.place();
    const { userId } = await flows.server.tenants.member('analyst', place);
    const headers = flows.server.headersOf(userId, place);
    const body = { url: receiver.url, events: ['flow.failed'] };
    expect((await flows.post({ headers }, '/webhooks', body)).status).toBe(403);
  });
});

test('without leave for private addresses a message to this machine is not sent, and says why', async () => {
  const { place, webhook } = await hooked(['flow.waiting']);
  const { flowId } = await flows.create(place);
  await flows.reach(place, flowId, 'waiting_for_approval');
  const strict = { db: flows.server.db, log, ...settings, allowPrivate: false };
  await sendDueMessages(strict);
  await admin.query(`update webhooks set url = 'https://localtest.invalid/' where id = $1`, [webhook.id]);
  await dueNow();
  await sendDueMessages(strict);
  expect(receiver.received).toEqual([]);
  expect((await deliveries(place, webhook.id))[0]).toMatchObject({
    status: 'pending',
    attempts: 2,
    last_error: expect.stringContaining('The connection failed'),
  });
});
