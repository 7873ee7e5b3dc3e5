/** Starts Landfall as a person would, on a port of its own and an empty data directory that goes with it. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'landfall-journeys-'));
// As root the database runs under another account, which has to reach its files.
chmodSync(directory, 0o755);
const landfall = join(import.meta.dirname, '../scripts/landfall.mjs');
const product = spawn(
  process.execPath,
  [landfall, 'start', '--demo', '--port', '0', '--data', join(directory, 'data')],
  { stdio: ['ignore', 'pipe', 'inherit'], env: withoutDatabase(process.env) },
);
product.stdout.pipe(process.stdout);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => product.kill('SIGINT'));
product.on('exit', (code) => {
  rmSync(directory, { recursive: true, force: true });
  process.exit(code ?? 1);
});

/** The journeys need an empty database, whatever database the shell is set up for. */
function withoutDatabase({ DATABASE_URL: _url, DATABASE_OWNER_URL: _owner, ...rest }) {
  return rest;
}
