import { exitCodes } from './exit-codes.ts';

/** npm passes Ctrl-C on a second time at once; what comes later is a person who does not want to wait. */
const repeatedWithinMs = 1000;
const leftoversMs = 1000;

/**
 * Waits for Ctrl-C or a termination and then stops what runs, in order. A further signal ends the process at once, as
 * if it had been killed: what ran goes on after the next start.
 */
export async function runUntilSignal(stop: () => Promise<void>): Promise<void> {
  await signalled();
  process.stderr.write('\nStopping … (once more ends it at once; flows go on after the next start)\n');
  try {
    await stop();
  } finally {
    // Only when something that could not be stopped keeps the process alive does this timer come to its end.
    setTimeout(() => process.exit(), leftoversMs).unref();
  }
}

function signalled(): Promise<void> {
  return new Promise((done) => {
    let firstAt: number | undefined;
    const hear = (): void => {
      firstAt ??= performance.now();
      if (performance.now() - firstAt > repeatedWithinMs) process.exit(exitCodes.interrupted);
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  });
}
