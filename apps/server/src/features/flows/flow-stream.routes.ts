import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowSummary } from '@landfall/contract/flows';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import { type FlowSummaryRow, listEvents } from './flow-summary.repository.ts';
import { requireFlow } from './flow-views.ts';
import { wordsOf } from './flow-words.ts';
import { flowParams } from './flows.wire.ts';
import { presentEvent, presentSilence, progressOf } from './present-flow.ts';

const pollMs = 1000;
const keepAliveMs = 15_000;
// The client comes back with a fresh token, so a right that was withdrawn ends the stream soon.
const longestMs = 600_000;
const eventsInOneTurn = 200;

/** The journal of a flow as server-sent events, with replay, and unnumbered notices of progress between them. */
export function flowStreamRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows/:flow_id/events/stream',
      {
        config: { right: 'flow.read' },
        schema: {
          tags: ['flows'],
          summary: 'Journal and progress as server-sent events',
          description:
            'Events are numbered; send the last number back as Last-Event-ID to get what came after it.',
          params: flowParams,
          response: { 200: z.string().describe('A stream of type text/event-stream.') },
        },
      },
      async (request, reply) => {
        const flowId: FlowId = asId(request.params.flow_id);
        const stream = { flowId, lastSeq: lastEventId(request) };
        // Refusals are answered before the stream begins, as problems.
        const first = await readTurn(db, request, stream);
        open(reply);
        await send(reply, first, stream);
        await follow(db, request, { reply, stream });
        return reply;
      },
    );
  };
}

function lastEventId(request: FastifyRequest): number {
  const header = request.headers['last-event-id'];
  const value = typeof header === 'string' ? Number(header) : 0;
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

interface StreamState {
  readonly flowId: FlowId;
  lastSeq: number;
  lastNotice?: string;
}

interface Turn {
  readonly row: FlowSummaryRow;
  readonly events: Awaited<ReturnType<typeof listEvents>>;
}

function readTurn(db: Db, request: FastifyRequest, { flowId, lastSeq }: StreamState): Promise<Turn> {
  return inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => ({
    row: await requireFlow(scope, flowId),
    events: await listEvents(scope, flowId, { afterSeq: lastSeq, limit: eventsInOneTurn }),
  }));
}

function open(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...headersOf(reply),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
}

/** Headers the hooks have set, which a hijacked answer would lose. */
function headersOf(reply: FastifyReply): Record<string, string | number | string[]> {
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) headers[name] = value;
  return headers;
}

async function follow(
  db: Db,
  request: FastifyRequest,
  { reply, stream }: { reply: FastifyReply; stream: StreamState },
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const until = Date.now() + longestMs;
  let quietSince = Date.now();
  try {
    while (!gone.signal.aborted && Date.now() < until) {
      await sleep(pollMs, undefined, { signal: gone.signal });
      const wrote = await send(reply, await readTurn(db, request, stream), stream);
      if (wrote) quietSince = Date.now();
      if (Date.now() - quietSince < keepAliveMs) continue;
      reply.raw.write(': still here\n\n');
      quietSince = Date.now();
    }
  } catch (error) {
    // The answer has begun; the client sees the end of the stream, comes back, and is told what is wrong.
    if (!gone.signal.aborted) request.log.warn({ error: String(error) }, 'event stream ended');
  }
  reply.raw.end();
}

/** Writes what is new since the last turn; answers whether there was anything. */
async function send(reply: FastifyReply, { row, events }: Turn, stream: StreamState): Promise<boolean> {
  let text = '';
  for (const event of events) {
    text += `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`;
    stream.lastSeq = event.seq;
  }
  const notice = JSON.stringify(noticeOf(row));
  if (row.status === 'running' && notice !== stream.lastNotice) {
    text += `event: progress\ndata: ${notice}\n\n`;
    stream.lastNotice = notice;
  }
  if (text === '') return false;
  if (!reply.raw.write(text))
    await new Promise((resolve) => reply.raw.once('drain', resolve).once('close', resolve));
  return true;
}

function noticeOf(row: FlowSummaryRow) {
  return {
    phase: row.phase,
    rows_done: row.rowsDone ?? 0,
    rows_total: row.rowsTotal,
    progress_percentage: progressOf(row),
    heartbeat_at: isoTime(row.heartbeatAt),
    stalled: silenceByTheMinute(row),
  };
}

/** Silence in whole minutes, so that a silent flow is a notice a minute and not one a second. */
function silenceByTheMinute(row: FlowSummaryRow): FlowSummary['stalled'] {
  const { status } = wordsOf(row);
  const stalled = presentSilence(row, status);
  return stalled && { ...stalled, seconds: stalled.seconds - (stalled.seconds % 60) };
}
