import type { ErrorCode } from '@landfall/contract/error-codes';

/** What went wrong, in terms a caller can act on. The HTTP layer alone turns this into a status. */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'stalled'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'invalid'
  | 'rate-limited'
  | 'unavailable';

/** One field of a request that cannot be accepted; `field` is its path in the body, as sent. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export interface AppErrorFacts {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  /** One sentence for the person. Never secrets, never another tenant's data. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Further members of the answer's body, in its own spelling, such as `blocking_flow`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/**
 * An error we expect and can name. Anything that is not an `AppError` is a bug: it is logged with
 * its stack and answered as `internal_error`, without its message.
 */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(facts: AppErrorFacts, options?: ErrorOptions) {
    super(facts.detail, options);
    this.name = new.target.name;
    this.kind = facts.kind;
    this.code = facts.code;
    this.errors = facts.errors ?? [];
    this.members = facts.members ?? {};
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}
