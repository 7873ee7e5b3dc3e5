/** Where the webhooks of the crash runner are told: a server on this machine that remembers the messages it was sent. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const settleWithinMs = 30_000;

/** Starts listening; `received` holds the ids of the messages. */
export async function openReceiver() {
  const received = new Set();
  const server = createServer((request, reply) => {
    received.add(request.headers['landfall-delivery']);
    request.resume().on('end', () => reply.writeHead(204).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    received,
    close: () => void server.close(),
  };
}

/**
 * Waits until no message is left to be sent by the running product; answers those that were given up, are still not
 * sent, or are held for delivered without having arrived.
 */
export async function lostMessages(stage, { received }) {
  for (let waited = 0; waited < settleWithinMs; waited += 200) {
    // A process that died while it sent left its message for a minute later; that minute is not waited for here.
    const pending = await stage.query(
      `update webhook_deliveries set due_at = least(due_at, clock_timestamp()) where status = 'pending' returning id`,
    );
    if (pending.length === 0) break;
    await sleep(200);
  }
  const rows = await stage.query('select id, status from webhook_deliveries');
  return rows.filter(({ id, status }) =>
    status === 'delivered' ? !received.has(id) : status !== 'withdrawn',
  );
}
