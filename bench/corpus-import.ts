/**
 * Whether real files go through `landfall import --yes` from the first byte to the inventory.
 *
 *   npm run bench -- corpus-import FOLDER [--files 20]
 *
 * Starts Landfall on an empty data directory, imports each of the largest CSV files of a folder into an engagement
 * of its own, then a second time, and checks the accounting: outcomes add up, and the second time nothing is
 * created or updated.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { profileFile } from '@landfall/domain/tabular/profile-file';
import { startLandfall } from '../apps/server/src/main.ts';

const { values, positionals } = parseArgs({
  options: { files: { type: 'string', default: '20' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name the folder of the files.');

interface Account {
  readonly status: string;
  readonly source_rows: number;
  readonly created: number;
  readonly updated: number;
  readonly merged_duplicates: number;
  readonly unchanged: number;
  readonly rejected: number;
}

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => join(folder, name))
  .filter((path) => 'rowCount' in profileFile(readFileSync(path)))
  .toSorted((left, right) => statSync(right).size - statSync(left).size)
  .slice(0, Number(values.files));

const dataDir = mkdtempSync(join(tmpdir(), 'landfall-corpus-'));
const landfall = await startLandfall({ dataDirectory: dataDir, port: 0 });
let wrong = 0;
try {
  for (const path of files) {
    const slug = basename(path)
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 50);
    const client = await post<{ id: string }>('/admin/clients', { name: basename(path), slug });
    await post('/admin/engagements', { client_account_id: client.id, name: basename(path), slug });
    const first = await importFile(path, slug);
    const second = await importFile(path, slug);
    const fault = faultOf(first) ?? repeatFault(first, second);
    if (fault !== undefined) wrong++;
    process.stdout.write(
      `${JSON.stringify({ file: basename(path), first, second, fault: fault ?? null })}\n`,
    );
  }
} finally {
  await landfall.close();
  rmSync(dataDir, { recursive: true, force: true });
}
process.stdout.write(`${files.length} files, ${wrong} with a fault\n`);
process.exitCode = wrong === 0 ? 0 : 1;

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(`${landfall.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await landfall.localToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server checks its answers against the contract
  return (await response.json()) as Answer;
}

async function importFile(path: string, engagement: string): Promise<Account | string> {
  const launcher = new URL('../scripts/landfall.mjs', import.meta.url).pathname;
  const args = [
    launcher,
    'import',
    path,
    '--client',
    engagement,
    '--engagement',
    engagement,
    '--yes',
    '--json',
  ];
  const env = { ...process.env, LANDFALL_DATA_DIR: dataDir };
  const { stdout, stderr } = await run(process.execPath, args, env);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the command's own output
  return line.startsWith('{') ? (JSON.parse(line) as Account) : `${stderr.trim()} ${line}`;
}

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
    child.stdout.on('data', (piece: Buffer) => (out.stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (out.stderr += piece.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(out));
  });
}

function faultOf(account: Account | string): string | undefined {
  if (typeof account === 'string') return account;
  const { created, updated, merged_duplicates, unchanged, rejected, source_rows, status } = account;
  if (created + updated + merged_duplicates + unchanged + rejected !== source_rows) return 'does not add up';
  return status === 'completed' ? undefined : `ended ${status}`;
}

function repeatFault(first: Account | string, second: Account | string): string | undefined {
  if (typeof second === 'string') return `second: ${second}`;
  if (typeof first === 'string') return first;
  if (second.created !== 0 || second.updated !== 0) return 'the second import changed something';
  return second.rejected === first.rejected ? undefined : 'the second import rejected other rows';
}
