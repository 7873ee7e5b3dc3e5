import type { ServerAccess } from './api-client.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';

export interface ServerChoice {
  /** A server that runs elsewhere; without one the database on this machine is used. */
  readonly server: ServerAccess | undefined;
  readonly dataDirectory: string | undefined;
}

/**
 * Runs the work against a server: the given one, the one that runs on this machine's data directory, or one that is
 * started for this work alone, with its own worker, on the loopback address.
 */
export async function withServer<Result>(
  { server, dataDirectory }: ServerChoice,
  work: (access: ServerAccess) => Promise<Result>,
): Promise<Result> {
  if (server) return work(server);
  const { findRunningLandfall } = await import('@landfall/server/running');
  const running = findRunningLandfall({ dataDirectory });
  if (running) return work({ server: running.url, token: keptFor(tokenMinutes, () => running.localToken()) });
  // All of the server is loaded only where there is none to ask: that takes longer than most commands.
  const { startLandfall } = await import('@landfall/server/main');
  const started = await startLandfall({ dataDirectory, host: '127.0.0.1', port: 0 });
  try {
    if (started.url === undefined) throw new Error('The server has no address.');
    const access = { server: started.url, token: keptFor(tokenMinutes, () => started.localToken()) };
    return await Promise.race([work(access), interruption()]);
  } finally {
    await started.close();
  }
}

/** Fails at Ctrl-C, so that the database started for the work is stopped with it. */
function interruption(): Promise<never> {
  return new Promise((_, fail) => {
    const sentence = 'Interrupted; a flow that was under way goes on when Landfall runs again.';
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => fail(new CommandEnd(exitCodes.interrupted, sentence)));
    }
  });
}

/** Tokens of this machine are good for 15 minutes. */
const tokenMinutes = 10;

/** Asks for a token when there is none or it grew old. */
export function keptFor(
  minutes: number,
  ask: () => Promise<string>,
  clock = Date.now,
): () => Promise<string> {
  let kept: { readonly token: Promise<string>; readonly at: number } | undefined;
  return () => {
    if (!kept || clock() - kept.at >= minutes * 60_000) kept = { token: ask(), at: clock() };
    return kept.token;
  };
}
