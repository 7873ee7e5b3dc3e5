/** The product as processes of its own: started, watched and killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '../..');
// A copy of the build, so that building while the cases run cannot change what they run.
const build = join(root, `node_modules/.landfall-crash-${process.pid}`);
const program = pathToFileURL(join(build, 'landfall.mjs')).href;
const startWithinMs = 60_000;
const stopWithinMs = 45_000;

/** Sets the present build aside for the cases; {@link dropBuild} removes it. */
export function keepBuild() {
  mkdirSync(build);
  for (const file of readdirSync(join(root, 'dist'))) {
    if (file.endsWith('.mjs')) copyFileSync(join(root, 'dist', file), join(build, file));
  }
}

/** Removes what {@link keepBuild} set aside. */
export function dropBuild() {
  rmSync(build, { recursive: true, force: true });
}

/** Starts Landfall on a data directory, with a crash point armed if one is given, and waits until it answers. */
export async function startProduct(dataDirectory, crashPoint = '') {
  const args = JSON.stringify(['start', '--demo', '--port', '0', '--data', dataDirectory]);
  const entry = `const { run } = await import('${program}'); await run(${args});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', entry], {
    cwd: root,
    // oxlint-disable-next-line node/no-process-env -- the product inherits this environment
    env: { ...process.env, LANDFALL_CRASH_POINT: crashPoint },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const product = { child, url: undefined, ended: once(child, 'exit'), output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      product.output += part;
    });
  }
  for (let waited = 0; waited < startWithinMs && isRunning(product); waited += 50) {
    product.url = /ready at\s+(\S+)/.exec(product.output)?.[1];
    if (product.url !== undefined) return product;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`Landfall did not start:\n${product.output}`);
}

/** True while the process has not ended. */
export function isRunning({ child }) {
  return child.exitCode === null && child.signalCode === null;
}

/** Asks the process to stop and waits for it. */
export async function stopProduct(product) {
  if (!isRunning(product)) return;
  product.child.kill('SIGTERM');
  const isStopped = await Promise.race([
    product.ended.then(() => true),
    sleep(stopWithinMs, false, { ref: false }),
  ]);
  if (isStopped) return;
  product.child.kill('SIGKILL');
  throw new Error(`Landfall did not stop:\n${product.output}`);
}

/** The process id and the socket of the PostgreSQL that runs on a data directory now. */
export function postmaster(dataDirectory) {
  const [pid, , , port, directory] = readFileSync(pidFileOf(dataDirectory), 'utf8').split('\n');
  return { pid: Number(pid), port: Number(port), directory };
}

/** The file whose first line names the postmaster. */
export function pidFileOf(dataDirectory) {
  return join(dataDirectory, 'pg/postmaster.pid');
}
