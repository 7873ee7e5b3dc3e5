import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** Longer than the longest start: a crash recovery may take ten minutes. */
const patienceMs = 15 * 60_000;

/**
 * Runs the work while no other process on this machine runs it for the same socket directory.
 *
 * The lock is a listening socket, so the kernel releases it when its holder dies, however it dies.
 */
export async function withStartLock<Result>(
  socketDirectory: string,
  work: () => Promise<Result>,
): Promise<Result> {
  // Linux has socket names without a file behind them; elsewhere a dead holder leaves the file, which is removed.
  const isAbstract = process.platform === 'linux';
  const address = isAbstract ? `\0${socketDirectory}.start` : join(socketDirectory, 'start.lock');
  if (!isAbstract) mkdirSync(socketDirectory, { recursive: true, mode: 0o700 });
  let lock = await tryListen(address);
  const deadline = Date.now() + patienceMs;
  while (!lock) {
    if (Date.now() > deadline)
      throw new EmbeddedPostgresError(
        'Another process has been starting this database for 15 minutes; stop it and start again.',
      );
    await sleep(20);
    if (!isAbstract && !(await answers(address))) rmSync(address, { force: true });
    lock = await tryListen(address);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : fail(error),
    );
    server.listen(address, () => done(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(address, () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
