import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { TenantPair, UserId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsync, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { type AccessTokens, createAccessTokens } from '../src/platform/access-token.ts';
import type { Db } from '../src/platform/db.ts';
import { createLog } from '../src/platform/log.ts';
import { buildServer, type Server, type ServerDeps } from '../src/server.ts';
import { type TestDatabase, usePools } from './database.ts';
import { type Tenants, tenantsIn } from './tenants.ts';

export interface TestServer extends Server {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly tenants: Tenants;
  readonly tokens: AccessTokens;
  readonly privateKey: KeyObject;
  /** Every line of the log since the start. */
  readonly logLines: string[];
  /** Headers of a signed-in user, with those of a context when it is given. */
  headersOf(userId: UserId, tenant?: Partial<TenantPair>): Record<string, string>;
  send(request: InjectOptions): Promise<LightMyRequestResponse>;
}

/** The whole server on a database of its own, for one test file. */
export function useServer(options: { features?: (db: Db) => FastifyPluginAsync[] } = {}): TestServer {
  const { database, db } = usePools();
  const { privateKey } = generateKeyPairSync('ed25519');
  const tokens = createAccessTokens(privateKey);
  const logLines: string[] = [];
  const running: Server[] = [];

  beforeAll(async () => {
    const features = options.features?.(db) ?? [];
    running.push(await buildServer({ ...testDeps({ db, logLines }), tokens, features }));
  });
  afterAll(async () => {
    for (const { app } of running) await app.close();
  });

  const server = (): Server => {
    const [first] = running;
    if (first === undefined) throw new Error('The server is ready inside tests only.');
    return first;
  };
  return {
    database,
    db,
    tokens,
    privateKey,
    logLines,
    tenants: tenantsIn(database.admin),
    get app() {
      return server().app;
    },
    get routes() {
      return server().routes;
    },
    headersOf: (userId, tenant = {}) => headersOf(tokens.issue({ userId, tokenVersion: 1 }), tenant),
    send: (request) => server().app.inject(request),
  };
}

function testDeps({ db, logLines }: { db: Db; logLines: string[] }): Omit<ServerDeps, 'tokens'> {
  return {
    db,
    refreshSecret: Buffer.from('a secret of this test'),
    log: createLog({ level: 'debug', write: (line) => logLines.push(line) }),
    version: '0.0.0-test',
    requestsPerMinute: 100_000,
    checkReadiness: async () => [{ name: 'database', ok: true, detail: 'answers' }],
  };
}

function headersOf(
  token: string,
  { clientAccountId, engagementId }: Partial<TenantPair>,
): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    ...(clientAccountId === undefined ? {} : { 'x-client-account-id': clientAccountId }),
    ...(engagementId === undefined ? {} : { 'x-engagement-id': engagementId }),
  };
}
