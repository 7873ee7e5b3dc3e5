import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';
import type { Db } from './db.ts';
import { claimKey, type KeyUse, settleKey } from './idempotency.repository.ts';
import { clientOf } from './request-access.ts';
import { inClientScope } from './tenant-scope.ts';

const keyLength = 200;

/**
 * Makes a repeated request with the same `Idempotency-Key` one request: the first answer is given again. The
 * same key with another body is 422, while the first request runs 409; a request that failed may be repeated.
 * It covers the writing routes of an engagement; others may answer secrets, which are never kept.
 */
export function registerIdempotency(app: FastifyInstance, db: Db): void {
  const uses = new WeakMap<FastifyRequest, KeyUse>();
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
    await reply
      .status(claim.statusCode)
      .header('idempotent-replayed', 'true')
      .type('application/json; charset=utf-8')
      .serializer((value: unknown) => JSON.stringify(value))
      .send(claim.response);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const use = uses.get(request);
    if (use === undefined) return;
    uses.delete(request);
    const succeeded = reply.statusCode < 300;
    const response = succeeded && typeof payload === 'string' && payload !== '' ? payload : null;
    const answer = { statusCode: succeeded ? reply.statusCode : 0, response };
    try {
      await inClientScope(db, clientOf(request), (scope) => settleKey(scope, use, answer));
    } catch (error) {
      // The work is done; without its answer kept, a repetition is judged by the state it finds.
      request.log.warn({ error: String(error) }, 'answer for the idempotency key not kept');
    }
  });
}

function keyUseOf(request: FastifyRequest): KeyUse | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || request.method === 'GET' || request.access === null) return undefined;
  const { context = 'engagement' } = request.routeOptions.config;
  if (context !== 'engagement' || request.access.engagementId === undefined) return undefined;
  if (key.length === 0 || key.length > keyLength) throw badKey();
  const path = request.url.split('?', 1)[0] ?? '';
  return { key, route: `${request.method} ${path}`, bodyHash: bodyHashOf(request) };
}

/** Of an upload, whose body is read later, the length stands for the content. */
function bodyHashOf(request: FastifyRequest): string {
  const body: unknown = request.body;
  const text =
    body === undefined || body === null
      ? `length ${request.headers['content-length'] ?? 0}`
      : JSON.stringify(body);
  const engagement = request.access?.engagementId ?? '';
  return createHash('sha256').update(`${engagement} ${text}`).digest('hex');
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
