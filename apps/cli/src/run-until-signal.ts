/** Waits for Ctrl-C or a termination and then stops what runs, in order. */
export async function runUntilSignal(stop: () => Promise<void>): Promise<void> {
  await signalled();
  process.stderr.write('\nStopping …\n');
  await stop();
}

/** Further signals are ignored: npm passes Ctrl-C on a second time, and the stop under way takes seconds at most. */
function signalled(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  });
}
