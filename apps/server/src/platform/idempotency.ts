import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';
import type { Db } from './db.ts';
import { claimKey, type KeyUse, settleKey } from './idempotency.repository.ts';
import { clientOf } from './request-access.ts';
import { inClientScope } from './tenant-scope.ts';

const keyLength = 200;

/** An answer that was given before, to an upload whose content had this hash. */
interface EarlierAnswer {
  readonly contentHash: string;
  readonly statusCode: number;
  /** The body as it was sent. */
  readonly response: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a route that takes a file in: SHA-256, in hex, of everything its form says. */
    contentHash: string | null;
    /** For such a route: the answer its key has had; {@link answerAgain} gives it once the file has been read. */
    earlierAnswer: EarlierAnswer | null;
  }
  interface FastifyContextConfig {
    /** True for a route that takes a file in and sets `contentHash`. */
    takesFile?: boolean;
  }
}

/**
 * Makes a repeated request with the same `Idempotency-Key` one request: the first answer is given again. The
 * same key with another body is 422, while the first request runs 409; a request that failed may be repeated.
 * It covers the writing routes of an engagement but those that answer a secret, which is never kept.
 */
export function registerIdempotency(app: FastifyInstance, db: Db): void {
  const uses = new WeakMap<FastifyRequest, KeyUse>();
  app.decorateRequest('contentHash', null);
  app.decorateRequest('earlierAnswer', null);
  app.addHook('preHandler', async (request, reply) => {
    const use = keyUseOf(request);
    if (use === undefined) return;
    const claim = await inClientScope(db, clientOf(request), (scope) => claimKey(scope, use));
    if (claim.kind === 'in_progress') throw inProgress();
    if (claim.kind === 'other_body') throw keyReused();
    if (claim.kind === 'claimed') {
      uses.set(request, use);
      return;
    }
    const { statusCode, response, bodyHash } = claim;
    if (use.isUpload) request.earlierAnswer = { contentHash: bodyHash, statusCode, response };
    else await sendAgain(reply, claim);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const use = uses.get(request);
    if (use === undefined) return;
    uses.delete(request);
    const succeeded = reply.statusCode < 300;
    const response = succeeded && typeof payload === 'string' && payload !== '' ? payload : null;
    const contentHash = request.contentHash && hashIn(request, request.contentHash);
    const answer = { statusCode: succeeded ? reply.statusCode : 0, response, contentHash };
    try {
      await inClientScope(db, clientOf(request), (scope) => settleKey(scope, use, answer));
    } catch (error) {
      // The work is done; without its answer kept, a repetition is judged by the state it finds.
      request.log.warn({ error: String(error) }, 'answer for the idempotency key not kept');
    }
  });
}

/**
 * Gives the earlier answer of a repeated upload again, now that its whole content is known; throws 422 when it is
 * another one.
 */
export async function answerAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  contentHash: string,
): Promise<void> {
  const { earlierAnswer } = request;
  if (earlierAnswer?.contentHash !== hashIn(request, contentHash)) throw keyReused();
  await sendAgain(reply, earlierAnswer);
}

async function sendAgain(
  reply: FastifyReply,
  { statusCode, response }: Pick<EarlierAnswer, 'statusCode' | 'response'>,
): Promise<void> {
  await reply
    .status(statusCode)
    .header('idempotent-replayed', 'true')
    .type('application/json; charset=utf-8')
    // The very bytes of the first answer, not what they would be written as now.
    .serializer(String)
    .send(response ?? undefined);
}

function keyUseOf(request: FastifyRequest): KeyUse | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !keepsAnswers(request)) return undefined;
  if (key.length === 0 || key.length > keyLength) throw badKey();
  const path = request.url.split('?', 1)[0] ?? '';
  const isUpload = request.routeOptions.config.takesFile === true;
  return { key, route: `${request.method} ${path}`, bodyHash: bodyHashOf(request), isUpload };
}

function keepsAnswers({ method, access, routeOptions }: FastifyRequest): boolean {
  const { context = 'engagement', answersSecret = false } = routeOptions.config;
  return !answersSecret && method !== 'GET' && context === 'engagement' && access?.engagementId !== undefined;
}

/** Of a file, which is read later, the length stands for the content until the content is known. */
function bodyHashOf(request: FastifyRequest): string {
  const body: unknown = request.body;
  const text =
    body === undefined || body === null
      ? `length ${request.headers['content-length'] ?? 0}`
      : JSON.stringify(body);
  return hashIn(request, text);
}

/** The same words in another engagement are another request. */
function hashIn({ access }: FastifyRequest, text: string): string {
  return createHash('sha256')
    .update(`${access?.engagementId ?? ''} ${text}`)
    .digest('hex');
}

function badKey(): AppError {
  const message = `An Idempotency-Key has 1 to ${keyLength} characters.`;
  const errors = [{ field: 'idempotency-key', code: 'invalid', message }];
  return new AppError({ kind: 'invalid', code: 'validation_failed', detail: message, errors });
}

function inProgress(): AppError {
  const detail = 'A request with this Idempotency-Key is still running. Wait for its answer.';
  return new AppError({ kind: 'conflict', code: 'request_in_progress', detail, retryAfterSeconds: 1 });
}

function keyReused(): AppError {
  const detail = 'This Idempotency-Key was used for another request. Use a new key.';
  return new AppError({ kind: 'invalid', code: 'idempotency_key_reused', detail });
}
