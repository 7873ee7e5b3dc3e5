import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAccountId, EngagementId, TenantPair, UserId } from '@landfall/domain/shared/ids';
import type { Kysely } from 'kysely';
import { escapeLiteral, type PoolClient } from 'pg';
import type { Database } from './database-schema.ts';
import { type Db, kyselyOver, timeLimit } from './db.ts';

const proof: unique symbol = Symbol('scope');

/** Who causes what a scope does: a person, a person's API token, or a part of the system. */
export interface Actor {
  readonly userId: UserId | null;
  readonly kind: 'user' | 'api_token' | 'worker' | 'doctor' | 'installer';
}

/** An actor who is a person, in person or by an API token. */
export interface PersonActor extends Actor {
  readonly userId: UserId;
  readonly kind: 'user' | 'api_token';
}

export interface ScopeOptions {
  /** Written to the audit trail and shown to policies; the worker acts without one. */
  readonly actor?: Actor;
  /** Request that caused the work, for the audit trail. */
  readonly requestId?: string | undefined;
  /** Network address the request came from, for the audit trail. */
  readonly address?: string | undefined;
  /** What the program calls itself that sent the request, for the audit trail. */
  readonly userAgent?: string | undefined;
  /** Refuses every write inside the scope. */
  readonly readOnly?: boolean;
  /** Ends any single statement that takes longer, in milliseconds; a minute for a request, none for a job. */
  readonly statementTimeoutMs?: number;
}

interface Scope {
  /** Typed queries of this transaction. */
  readonly tx: Kysely<Database>;
  /** The connection behind `tx`, for COPY and for statements Kysely cannot say. */
  readonly client: PoolClient;
  readonly actor: Actor;
  readonly requestId: string | undefined;
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
}

/**
 * Proof that a query runs for one engagement of one client account. Repositories take it as their first
 * argument and {@link inTenantScope} is the only way to make one, so an unscoped query is a type error.
 */
export interface TenantScope extends Scope {
  readonly [proof]: 'tenant';
  readonly clientAccountId: ClientAccountId;
  readonly engagementId: EngagementId;
}

/** Proof that a query runs for one client account; it sees the tables that have no engagement. */
export interface ClientScope extends Scope {
  readonly [proof]: 'tenant' | 'client';
  readonly clientAccountId: ClientAccountId;
}

/** A transaction that sees the memberships of one user and no tenant's rows: sign-in and choosing a context. */
export interface ActorScope extends Scope {
  readonly [proof]: 'actor';
  readonly userId: UserId;
}

/** A transaction that sees the memberships of everyone and no tenant's rows: administration, whose uses are audited. */
export interface PlatformScope extends Scope {
  readonly [proof]: 'platform';
}

const WORKER: Actor = { userId: null, kind: 'worker' };

/**
 * Runs `work` in one transaction whose row-level security sees only this client account and engagement.
 * A request's `tenant` carries its actor and id; a job gives the pair alone and acts as the worker.
 */
export function inTenantScope<R>(
  db: Db,
  tenant: TenantPair & ScopeOptions,
  work: (scope: TenantScope) => Promise<R>,
): Promise<R> {
  const { clientAccountId, engagementId } = tenant;
  const settings = { 'app.client_account_id': clientAccountId, 'app.engagement_id': engagementId };
  return inTransaction(db, { ...tenant, settings }, (scope) =>
    work({ ...scope, clientAccountId, engagementId, [proof]: 'tenant' }),
  );
}

/** Runs `work` in one transaction that sees one client account's own tables and none of any engagement. */
export function inClientScope<R>(
  db: Db,
  client: { readonly clientAccountId: ClientAccountId } & ScopeOptions,
  work: (scope: ClientScope) => Promise<R>,
): Promise<R> {
  const { clientAccountId } = client;
  const settings = { 'app.client_account_id': clientAccountId };
  return inTransaction(db, { ...client, settings }, (scope) =>
    work({ ...scope, clientAccountId, [proof]: 'client' }),
  );
}

/** Who acts, and the client account they ask to enter, whose engagements can then be looked up. */
export interface ActorScopeOptions extends ScopeOptions {
  readonly actor: PersonActor;
  readonly selectedClient?: string | undefined;
}

/** Runs `work` in one transaction that sees the actor's own memberships. */
export function inActorScope<R>(
  db: Db,
  options: ActorScopeOptions,
  work: (scope: ActorScope) => Promise<R>,
): Promise<R> {
  const { userId } = options.actor;
  const { selectedClient } = options;
  const settings = selectedClient === undefined ? {} : { 'app.client_account_id': selectedClient };
  return inTransaction(db, { ...options, settings }, (scope) => work({ ...scope, userId, [proof]: 'actor' }));
}

/** Runs `work` in one transaction that sees the memberships of all; the caller audits what it is used for. */
export function inPlatformScope<R>(
  db: Db,
  options: ScopeOptions,
  work: (scope: PlatformScope) => Promise<R>,
): Promise<R> {
  return inTransaction(db, { ...options, settings: { 'app.platform_scope': 'on' } }, (scope) =>
    work({ ...scope, [proof]: 'platform' }),
  );
}

/** Runs `work` for one client account inside a transaction that has none; the setting ends with the call. */
export async function withClient<R>(
  scope: ActorScope | PlatformScope,
  clientAccountId: ClientAccountId,
  work: (scope: ClientScope) => Promise<R>,
): Promise<R> {
  await scope.client.query(settingsStatement({ 'app.client_account_id': clientAccountId }));
  const result = await work({ ...scope, clientAccountId, [proof]: 'client' });
  await scope.client.query(settingsStatement({ 'app.client_account_id': '' }));
  return result;
}

interface TransactionOptions extends ScopeOptions {
  readonly settings: Readonly<Record<string, string>>;
}

const ATTEMPTS = 5;
// serialization_failure and deadlock_detected: the transaction did nothing, and doing it again may work.
const REPEATABLE = new Set(['40001', '40P01']);

async function inTransaction<R>(
  db: Db,
  options: TransactionOptions,
  work: (scope: Scope) => Promise<R>,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await oneTransaction(db, options, work);
    } catch (error) {
      if (attempt === ATTEMPTS || !REPEATABLE.has(sqlState(error))) throw error;
      await sleep(10 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** Longest single statement of a request. Jobs work in long batches, and have a lease that ends when they hang. */
const requestStatementMs = 60_000;
/** How much longer than a statement may take its answer is waited for, before the connection counts as hung. */
const answerGraceMs = 5_000;

function statementLimit({ statementTimeoutMs, requestId }: ScopeOptions): number | undefined {
  return statementTimeoutMs ?? (requestId === undefined ? undefined : requestStatementMs);
}

/** Milliseconds after which a connection that gives no answer is given up; `undefined` where statements have no limit. */
function answerLimit(options: ScopeOptions): number | undefined {
  const limit = statementLimit(options);
  return limit === undefined ? undefined : limit + answerGraceMs;
}

async function oneTransaction<R>(
  db: Db,
  options: TransactionOptions,
  work: (scope: Scope) => Promise<R>,
): Promise<R> {
  const client = await db.pool.connect();
  let broken: unknown;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await begin(client, options);
    const actor = options.actor ?? WORKER;
    const { requestId, address, userAgent } = options;
    const result = await work({
      tx: kyselyOver(client, answerLimit(options)),
      client,
      actor,
      requestId,
      address,
      userAgent,
    });
    await commit(client, answerLimit(options));
    return result;
  } catch (error) {
    broken ??= isHung(error) ? error : await rollback(client);
    throw error;
  } finally {
    client.off('error', onError);
    // A connection that could not be rolled back is destroyed, so no later borrower inherits its transaction.
    client.release(broken !== undefined);
  }
}

/**
 * Begins and sets in one message. Under load an answer of the database waits some 40 ms for a processor, so each
 * one less is what a person notices.
 */
async function begin(client: PoolClient, options: TransactionOptions): Promise<void> {
  // An answer made of several reads shows one moment: a flow is not `running` and at an open gate at once.
  const start = options.readOnly === true ? 'begin isolation level repeatable read read only' : 'begin';
  const timeout = statementLimit(options);
  const settings = settingsStatement({
    ...options.settings,
    'app.user_id': options.actor?.userId ?? '',
    ...(timeout === undefined ? {} : { statement_timeout: String(timeout) }),
  });
  await client.query({ text: `${start}; ${settings}`, ...timeLimit(answerLimit(options)) });
}

/** Sets them for this transaction only; a plain SET would follow the connection to its next borrower. */
function settingsStatement(settings: Readonly<Record<string, string>>): string {
  const calls = Object.entries(settings).map(
    ([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`,
  );
  return `select ${calls.join(', ')}`;
}

/** COMMIT of a transaction that failed inside answers ROLLBACK without an error; here that is one. */
async function commit(client: PoolClient, answerWithinMs: number | undefined): Promise<void> {
  const { command } = await client.query({ text: 'commit', ...timeLimit(answerWithinMs) });
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements failed.');
}

/** True for a statement whose answer never came: nothing else can be said on that connection. */
function isHung(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

async function rollback(client: PoolClient): Promise<unknown> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error;
  }
}

/** SQLSTATE of an error of PostgreSQL, or an empty string. */
export function sqlState(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
