import type { ErrorCode, Problem } from '@landfall/contract/error-codes';

/** Codes the browser itself gives; the server never sends them. */
export type ClientErrorCode = ErrorCode | 'server_unreachable' | 'unreadable_answer';

/** A refused or failed request, with what the server said about it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ClientErrorCode;
  readonly title: string;
  readonly requestId: string | null;
  readonly fieldErrors: readonly { field: string; message: string }[];
  /** The whole body: some codes carry more fields, such as the flow that blocks an upload. */
  readonly body: unknown;

  constructor(init: {
    status: number;
    code: ClientErrorCode;
    title: string;
    detail: string;
    requestId?: string | null;
    fieldErrors?: readonly { field: string; message: string }[];
    body?: unknown;
    cause?: unknown;
  }) {
    super(init.detail, { cause: init.cause });
    this.name = 'ApiError';
    this.status = init.status;
    this.code = init.code;
    this.title = init.title;
    this.requestId = init.requestId ?? null;
    this.fieldErrors = init.fieldErrors ?? [];
    this.body = init.body;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body;
}

/** The error an answer that is not a success stands for. */
export function errorOfAnswer(status: number, body: unknown): ApiError {
  if (!isProblem(body)) {
    return new ApiError({
      status,
      code: 'unreadable_answer',
      title: 'The server gave an answer this page cannot read',
      detail: `The answer had status ${status} and no explanation. Try again; if it stays, tell the operator.`,
      body,
    });
  }
  return new ApiError({
    status,
    code: body.code,
    title: body.title,
    detail: body.detail,
    requestId: body.request_id,
    fieldErrors: body.errors ?? [],
    body,
  });
}

/** The error of a request that got no answer at all. */
export function unreachable(cause: unknown): ApiError {
  return new ApiError({
    status: 0,
    code: 'server_unreachable',
    title: 'Landfall does not answer',
    detail:
      'The server may be restarting, or the connection is down. Nothing is lost; try again in a moment.',
    cause,
  });
}

/** Statuses of refusals that may be over the next time: signed out, too slow, in the way, too early, too often. */
const passing: ReadonlySet<number> = new Set([401, 408, 409, 425, 429]);

/** Whether the same request may be answered another time; what the caller may not do, or what is not there, stays so. */
export function mayPass(error: unknown): boolean {
  const { status } = asApiError(error);
  return status < 400 || status >= 500 || passing.has(status);
}

/** True when a part of the application itself was not loaded, as browsers say it. */
export function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error && /dynamically imported module|importing a module script/i.test(error.message)
  );
}

function missingPart(cause: unknown): ApiError {
  return new ApiError({
    status: 0,
    code: 'server_unreachable',
    title: 'A part of this page could not be loaded',
    detail:
      'The connection is down, or Landfall has been updated since the page was opened. Retry loads the page anew.',
    cause,
  });
}

/** Any thrown value as something an error box can show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isMissingPart(error)) return missingPart(error);
  return new ApiError({
    status: 0,
    code: 'unreadable_answer',
    title: 'This page ran into an error',
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  });
}
