import { STATUS_CODES } from 'node:http';
import type { ErrorCode, Problem } from '@landfall/contract/error-codes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, type AppErrorFacts, type ErrorKind, type FieldError } from './app-error.ts';
import { sqlState } from './tenant-scope.ts';

const statusOf: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  stalled: 408,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  invalid: 422,
  'rate-limited': 429,
  unavailable: 503,
};

/** The only place where an error becomes an HTTP status and a problem body. */
export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
}

/** Answers any error: an expected one with its own code, anything else as `internal_error` without its text. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asAppError(error);
  if (known !== undefined) return sendProblem(request, reply, known);
  request.log.error({ err: error }, 'unexpected error');
  const detail = `Something went wrong on our side. Quote request ${request.id} when you report it.`;
  return send(request, reply, { status: 500, code: 'internal_error', detail });
}

/** Answers an expected error. Also used where no error was thrown, such as an unknown path. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', error.retryAfterSeconds);
  if (error.kind === 'unauthenticated') void reply.header('www-authenticate', 'Bearer');
  return send(request, reply, {
    status: statusOf[error.kind],
    code: error.code,
    detail: error.message,
    members: { ...error.members, ...(error.errors.length > 0 ? { errors: error.errors } : {}) },
  });
}

interface Answer {
  status: number;
  code: ErrorCode;
  detail: string;
  members?: Readonly<Record<string, unknown>>;
}

function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, code, detail, members } = answer;
  const body: Problem = {
    ...members,
    type: `urn:landfall:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    instance: request.url.split('?', 1)[0] ?? '/',
    code,
    request_id: request.id,
  };
  return reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
}

function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalidFields(error);
  const facts = unavailable(error) ?? unstorable(error) ?? fastifyFacts(error);
  return facts === undefined ? undefined : new AppError(facts, { cause: error });
}

interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string | undefined;
  readonly params: Record<string, unknown>;
}
interface Invalid {
  readonly validation: readonly Violation[];
  readonly validationContext?: string | undefined;
}

/** What people call the parts of a request. */
const placeWords: Readonly<Record<string, string>> = {
  params: 'address',
  querystring: 'query',
  body: 'body',
  headers: 'header',
};

function invalidFields(error: Invalid): AppError {
  const errors = error.validation.flatMap(({ instancePath, keyword, message, params }) => {
    const path = instancePath.split('/').slice(1).join('.');
    if (keyword === 'unrecognized_keys') return unknownFields(params['keys'], path);
    return [{ field: path, code: keyword, message: message ?? 'Not acceptable.' }];
  });
  const fields = errors.map(({ field }) => field).filter((field) => field !== '');
  const named = fields.length > 0 ? `: ${fields.slice(0, 5).join(', ')}` : '';
  const place = placeWords[error.validationContext ?? ''] ?? 'request';
  return new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: `The ${place} cannot be accepted${named}. Correct it and send it again.`,
    errors,
  });
}

function unknownFields(keys: unknown, path: string): FieldError[] {
  const names = Array.isArray(keys) ? keys.map(String) : [];
  const message = 'There is no such field.';
  return names.map((name) => ({
    field: path === '' ? name : `${path}.${name}`,
    code: 'unknown_field',
    message,
  }));
}

// Connection errors of Node, and the classes of PostgreSQL for "not reachable", "shutting down" and "out of space".
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT']);
const PG_DOWN = /^(08...|57P0[123]|53[023]00)$/;

function unavailable(error: unknown): AppErrorFacts | undefined {
  const state = sqlState(error);
  if (state === '53100' || state === 'ENOSPC') {
    const detail = 'The disk is full, so nothing was stored. Free some space and try again.';
    return { kind: 'unavailable', code: 'storage_full', detail };
  }
  if (state === '57014') {
    return { kind: 'unavailable', code: 'unavailable', detail: 'The query took too long and was stopped.' };
  }
  const lost =
    error instanceof Error &&
    /timeout exceeded when trying to connect|Query read timeout|Connection terminated|connection error and is not queryable/.test(
      error.message,
    );
  if (!lost && !PG_DOWN.test(state) && !(NETWORK.has(state) && isDatabaseCall(error))) return undefined;
  const detail = 'The database does not answer. Nothing was done; try again in a moment.';
  return { kind: 'unavailable', code: 'unavailable', detail, retryAfterSeconds: 5 };
}

/** States of PostgreSQL for a character that no text of it can hold: NUL, in a text or in a document. */
const unstorableCharacter = new Set(['22021', '22P05']);

function unstorable(error: unknown): AppErrorFacts | undefined {
  if (!unstorableCharacter.has(sqlState(error))) return undefined;
  const detail =
    'The request holds a NUL character, which no text can have. Leave it out and send the request again.';
  return { kind: 'invalid', code: 'validation_failed', detail };
}

function isDatabaseCall(error: unknown): boolean {
  return isRecord(error) && error['syscall'] !== 'open' && error['syscall'] !== 'stat';
}

const MALFORMED = 'The request is not well-formed.';
const ofFastify: Readonly<Record<string, AppErrorFacts>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    kind: 'too-large',
    code: 'file_too_large',
    detail: 'The body is larger than this route accepts.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    kind: 'malformed',
    code: 'malformed_request',
    detail: 'This route does not read bodies of that media type. Send application/json.',
  },
};

function fastifyFacts(error: unknown): AppErrorFacts | undefined {
  if (!isRecord(error)) return undefined;
  const known = typeof error['code'] === 'string' ? ofFastify[error['code']] : undefined;
  if (known !== undefined) return known;
  const status = error['statusCode'];
  if (status === 413) return ofFastify['FST_ERR_CTP_BODY_TOO_LARGE'];
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return { kind: 'malformed', code: 'malformed_request', detail: MALFORMED };
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
