/** `npm run bench -- NAME args`: runs bench/NAME.ts. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, fail, requireNode, root } from './prepare.mjs';

const [name = '', ...args] = process.argv.slice(2);
const folder = join(root, 'bench');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace('.ts', ''))
  : [];

requireNode();
ensureInstalled();
if (!names.includes(name)) fail(`Name a benchmark: ${names.join(', ') || 'there are none'}.`);
// Benchmarks measure the product as it ships.
ensureBuilt();
const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(folder, `${name}.ts`), ...args], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
