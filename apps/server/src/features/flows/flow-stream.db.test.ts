import { beforeAll, expect, test } from 'vitest';
import { latch, useFlows } from '../../../test/flows.ts';

const flows = useFlows();
let address = '';

beforeAll(async () => {
  address = await flows.server.app.listen({ port: 0, host: '127.0.0.1' });
});

interface StreamedEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string;
}

/** Reads the stream of a flow until enough has come, then hangs up. */
async function listen(
  place: { headers: Record<string, string> },
  flowId: string,
  { lastEventId, until }: { lastEventId?: string; until: (events: StreamedEvent[]) => boolean },
): Promise<StreamedEvent[]> {
  const stop = new AbortController();
  const headers = { ...place.headers, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
  const answer = await fetch(`${address}/api/v1/flows/${flowId}/events/stream`, {
    headers,
    signal: stop.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  let events: StreamedEvent[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    events = text.split('\n\n').slice(0, -1).map(parse);
    if (until(events)) break;
  }
  stop.abort();
  return events;
}

/** Progress notices among events. */
function noticesIn(events: readonly StreamedEvent[]) {
  return events.filter(({ event }) => event === 'progress').map(({ data }) => JSON.parse(data));
}

const silentIn = (events: readonly StreamedEvent[]) =>
  noticesIn(events).filter(({ stalled }) => stalled !== null);

function parse(block: string): StreamedEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  return { id: field('id'), event: field('event'), data: field('data') ?? '' };
}

test('the stream replays the journal, goes on live, and sends unnumbered progress between', async () => {
  const gate = latch();
  flows.bodies.data_import = async (context) => {
    await context.batch({ rowsDone: 1, rowsTotal: 2, checkpoint: 1 }, async () => undefined);
    await gate.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  const events = await listen(place, flowId, {
    until: (seen) => {
      if (noticesIn(seen).some(({ rows_done: done }) => done === 1)) gate.open();
      return seen.some(({ event }) => event === 'decision_needed');
    },
  });
  const numbered = events.filter(({ id }) => id !== undefined);
  expect(numbered.map(({ id }) => Number(id))).toEqual(numbered.map((_, index) => index + 1));
  expect(numbered.map(({ event }) => event).slice(0, 2)).toEqual(['flow_created', 'phase_started']);
  expect(noticesIn(events)).toContainEqual(
    expect.objectContaining({ rows_done: 1, rows_total: 2, progress_percentage: 10 }),
  );

  const later = await listen(place, flowId, {
    lastEventId: '3',
    until: (seen) => seen.some(({ id }) => id !== undefined),
  });
  expect(later.find(({ id }) => id !== undefined)?.id).toBe('4');
});

test('a client that hangs up leaves no connection behind', async () => {
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  for (let time = 0; time < 5; time++) {
    await listen(place, flowId, { until: (seen) => seen.length > 0 });
  }
  const { pool } = flows.server.db;
  // A stream that was not ended would hold its own for good.
  await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0);
});

test('a stream of a flow that is not there is a problem, not a stream', async () => {
  const place = await flows.place();
  const answer = await fetch(`${address}/api/v1/flows/${place.userId}/events/stream`, {
    headers: place.headers,
  });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('F95 a flow that falls silent is told on the stream, and again only a minute later', async () => {
  const gate = latch();
  const began = latch();
  flows.bodies.data_import = async () => {
    began.open();
    await gate.opened;
    return { kind: 'succeeded', counts: {} };
  };
  const place = await flows.place();
  const { flowId } = await flows.create(place);
  await began.opened;
  const lastSign = new Date(Date.now() - 125_000);
  const silence = () =>
    flows.server.database.admin.query(
      `update phase_runs set heartbeat_at = $2 where flow_id = $1 and status = 'executing'`,
      [flowId, lastSign],
    );
  await silence();
  // A sign of life of the run may come before the stream has looked.
  const keptSilent = setInterval(() => void silence(), 500);
  const events = await listen(place, flowId, {
    until: (seen) => {
      if (silentIn(seen).length > 0) {
        clearInterval(keptSilent);
        // The stream looks each second; in two more looks it says nothing new.
        setTimeout(gate.open, 2500);
      }
      return seen.some(({ event }) => event === 'decision_needed');
    },
  }).finally(() => clearInterval(keptSilent));
  const silent = silentIn(events);
  expect(silent).toHaveLength(1);
  expect(silent[0].stalled).toMatchObject({
    seconds: 120,
    message: expect.stringContaining('Another worker takes the phase over'),
  });
});
