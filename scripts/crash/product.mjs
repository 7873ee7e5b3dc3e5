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

/**
 * Starts Landfall on a data directory and waits until it is ready: as a whole, as `api` or as `worker`, with a crash
 * point or a plan of them armed if one is given.
 */
export async function startProduct(dataDirectory, { crashPoint = '', role = 'all', env = {} } = {}) {
  const product = spawnProduct(dataDirectory, { crashPoint, role, env });
  for (let waited = 0; waited < startWithinMs && isRunning(product); waited += 25) {
    if (product.isReady) return product;
    await sleep(25);
  }
  product.child.kill('SIGKILL');
  throw new Error(`Landfall did not start:\n${product.output}`);
}

/** Starts Landfall and does not wait; `isReady` and `url` are set once it is ready. */
export function spawnProduct(dataDirectory, { crashPoint = '', role = 'all', env = {} } = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', entryOf(role, dataDirectory)], {
    cwd: root,
    // oxlint-disable-next-line node/no-process-env -- the product inherits this environment
    env: { ...process.env, LANDFALL_CRASH_POINT: crashPoint, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const product = {
    child,
    spawnedAt: Date.now(),
    url: undefined,
    isReady: false,
    ended: once(child, 'exit'),
    output: '',
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      product.output = (product.output + part).slice(-20_000);
      product.url ??= /ready at\s+(\S+)/.exec(product.output)?.[1];
      product.isReady ||= product.url !== undefined || product.output.includes('worker is ready');
    });
  }
  return product;
}

function entryOf(role, dataDirectory) {
  if (role === 'api') {
    // There is no command that serves requests alone; the program behind `landfall start` can.
    const main = readdirSync(build).find((name) => /^main-.*\.mjs$/.test(name));
    const options = JSON.stringify({ demo: true, role, port: 0, dataDirectory });
    return `const { startLandfall } = await import('${pathToFileURL(join(build, main)).href}');
      const running = await startLandfall(${options});
      process.once('SIGTERM', () => void running.close().then(() => process.exit(0)));
      console.log('ready at ' + running.url);`;
  }
  const program = pathToFileURL(join(build, 'landfall.mjs')).href;
  const args =
    role === 'worker'
      ? ['worker', '--data', dataDirectory]
      : ['start', '--demo', '--port', '0', '--data', dataDirectory];
  return `const { run } = await import('${program}'); await run(${JSON.stringify(args)});`;
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
