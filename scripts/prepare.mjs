/**
 * Brings a checkout to where it can run: packages installed, product built. Plain JavaScript without dependencies,
 * because it runs before there are any.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** What decides whether a build is stale: everything that ends up in dist, and what makes it. */
const buildInputs = [
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'scripts/build.mjs',
  ...['apps/cli', 'apps/server', 'apps/web', 'packages/contract', 'packages/domain'].map(
    (folder) => `${folder}/package.json`,
  ),
  ...['apps/cli', 'apps/server', 'apps/web', 'packages/contract', 'packages/domain'].map(
    (folder) => `${folder}/src`,
  ),
  'apps/web/index.html',
  'apps/web/public',
  'apps/web/vite.config.ts',
];
const stampFile = join(root, 'dist/.inputs');

/** Ends with one sentence when this Node is too old to run the product. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Landfall needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** Installs the locked packages when node_modules does not hold them; returns whether it had to. */
export function ensureInstalled() {
  if (isInstalled()) return false;
  say('Installing packages (this happens once)');
  // Development packages are included because the product is built here, whatever NODE_ENV says.
  run('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
  return true;
}

/** Whether every package of the lock file that is not optional is installed in the locked version. */
function isInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = readJson(installed).packages;
  const wants = Object.entries(readJson(join(root, 'package-lock.json')).packages);
  return wants.every(
    ([path, entry]) =>
      !path.includes('node_modules/') || entry.optional || has[path]?.version === entry.version,
  );
}

/** Builds the product when its sources are not the ones dist was made from; returns whether it had to. */
export function ensureBuilt() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === inputsHash()) return false;
  say('Building');
  // In a process of its own: the bundlers take hundreds of megabytes that the server should not keep.
  run(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  return true;
}

/** SHA-256 over the paths and contents of all build inputs; times do not count, so a fresh copy is not stale. */
export function inputsHash() {
  const hash = createHash('sha256');
  for (const file of buildInputs.flatMap((input) => filesUnder(input))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const entries = readDirectory(full);
  if (!entries) return [path];
  return entries.toSorted().flatMap((name) => filesUnder(`${path}/${name}`));
}

function readDirectory(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs a program of the checkout with its output shown, and ends with its exit code when it fails. */
export function run(file, args, options = {}) {
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit', shell: false, ...options });
  if (error) fail(`${file} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Progress goes to standard error, so that standard output stays what the command prints. */
export function say(text) {
  process.stderr.write(`${text} …\n`);
}

export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
