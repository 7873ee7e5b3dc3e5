import { setTimeout as sleep } from 'node:timers/promises';
import { locateBinaries } from './binaries.ts';
import { embeddedUrl, superuser } from './create-cluster.ts';
import { prepareLocations } from './data-directory.ts';
import type { EmbeddedHost } from './embedded-host.ts';
import { isLastUser } from './keeper.ts';
import { appRole, ownerRole } from '../database-roles.ts';
import { resolveServerAccount } from './server-account.ts';
import { openServer, shutDown, type RunningServer, type ServerOrigin } from './server-process.ts';
import { defaultSettings, type ServerSettings } from './server-settings.ts';
import { withStartLock } from './start-lock.ts';

/** What happens to the server while a process supervises it; after `failed` it is tried again. */
export type SupervisorEvent =
  | { readonly kind: 'lost'; readonly pid: number }
  | { readonly kind: 'recovered'; readonly pid: number; readonly ms: number }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface EmbeddedPostgresOptions {
  /** Holds the cluster and its log; created if missing. */
  readonly dataDirectory: string;
  /** Added to, or instead of, the default settings. */
  readonly settings?: ServerSettings;
  /** For tests: nothing survives the machine, everything is faster. */
  readonly isDisposable?: boolean;
  /** Told when the server is lost, is back, or cannot be brought back. */
  readonly onEvent?: (event: SupervisorEvent) => void;
}

/** A PostgreSQL server this process uses and, as its last user, stops. */
export interface EmbeddedPostgres {
  /** Connection strings of the database `landfall`; they stay valid when the server is restarted. */
  readonly urls: { readonly app: string; readonly owner: string; readonly admin: string };
  readonly origin: ServerOrigin;
  /** The account the server runs as. */
  readonly runsAs: string;
  readonly clusterDirectory: string;
  readonly logFile: string;
  /** Process id of the server that runs now. */
  readonly pid: () => number;
  /** Stops using the server, and stops it when no other Landfall process uses it. */
  readonly stop: () => Promise<void>;
}

const disposableSettings: ServerSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};
/** A server lost sooner after its start than this cannot stay up; each time in a row is waited longer. */
const earlyLossMs = 3000;
/** Between two attempts to bring the server back. */
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/**
 * Starts PostgreSQL from the npm package on the data directory, or joins the server that already runs there.
 *
 * A server that is killed is started again for as long as this process lives.
 * Throws {@link EmbeddedPostgresError} with one sentence when it cannot run.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const host = await prepareHost(options);
  const server = await openServer(host);
  return supervise(host, server, options.onEvent ?? (() => {}));
}

async function prepareHost(options: EmbeddedPostgresOptions): Promise<EmbeddedHost> {
  const isDisposable = options.isDisposable ?? false;
  const account = resolveServerAccount();
  const binaries = await locateBinaries(account);
  const locations = prepareLocations(options.dataDirectory, account);
  const settings = {
    ...defaultSettings(locations.socketDirectory),
    ...(isDisposable ? disposableSettings : {}),
    ...options.settings,
  };
  return { account, binaries, locations, settings, isDisposable };
}

function supervise(
  host: EmbeddedHost,
  first: RunningServer,
  onEvent: (event: SupervisorEvent) => void,
): EmbeddedPostgres {
  let server = first;
  const losses = { early: 0, startedAt: Date.now() };
  const state = { isStopping: false };
  let recovery: Promise<void> = Promise.resolve();

  const watch = () => {
    server.keeper.once('end', () => {
      if (!state.isStopping) recovery = recover();
    });
  };

  const recover = async () => {
    const start = Date.now();
    onEvent({ kind: 'lost', pid: server.pid });
    losses.early = start - losses.startedAt < earlyLossMs ? losses.early + 1 : 0;
    if (losses.early > 1) await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** losses.early));
    const again = await openAgain(host, state, onEvent);
    if (again === undefined) return;
    server = again;
    losses.startedAt = Date.now();
    watch();
    onEvent({ kind: 'recovered', pid: server.pid, ms: Date.now() - start });
  };

  watch();
  return {
    urls: {
      app: embeddedUrl(appRole, first.socket),
      owner: embeddedUrl(ownerRole, first.socket),
      admin: embeddedUrl(superuser, first.socket),
    },
    origin: first.origin,
    runsAs: host.account.name,
    clusterDirectory: host.locations.cluster,
    logFile: host.locations.logFile,
    pid: () => server.pid,
    stop: async () => {
      if (state.isStopping) return;
      state.isStopping = true;
      await recovery;
      await leave(host, server);
    },
  };
}

/** Whatever stops a server from starting, it is tried again until nobody wants it: nothing else here would. */
async function openAgain(
  host: EmbeddedHost,
  state: { readonly isStopping: boolean },
  onEvent: (event: SupervisorEvent) => void,
): Promise<RunningServer | undefined> {
  for (let pause = firstPauseMs; !state.isStopping; pause = Math.min(longestPauseMs, pause * 2)) {
    try {
      return await openServer(host);
    } catch (error) {
      onEvent({ kind: 'failed', error });
      await sleep(pause);
    }
  }
  return undefined;
}

/** Under the start lock, so that nobody joins a server that is about to stop. */
async function leave(host: EmbeddedHost, server: RunningServer): Promise<void> {
  await withStartLock(host.locations.socketDirectory, async () => {
    // A server that died just now answers with an error and has nothing left to stop.
    const isLast = await isLastUser(server.keeper).catch(() => false);
    if (isLast) await shutDown(server, host.locations.cluster);
    await server.keeper.end().catch(() => {});
  });
}
