import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const product = resolve(import.meta.dirname, '..');

/** One tree that breaks each rule once; files that are only imported are there, too. */
const planted: Readonly<Record<string, string>> = {
  'packages/domain/src/cycle-a.ts': "import './cycle-b.ts';",
  'packages/domain/src/cycle-b.ts': "import './cycle-a.ts';",
  'packages/domain/src/impure.ts': "import 'node:fs';",
  'packages/contract/src/leak.ts': "import '../../../apps/server/src/server.ts';",
  'apps/server/src/platform/knows.ts': "import '../features/one/one.service.ts';",
  'apps/server/src/features/one/one.service.ts': "import '../../flows/a.phase.ts';",
  'apps/server/src/features/two/two.service.ts': "import '../one/one.routes.ts';",
  'apps/server/src/features/one/one.routes.ts': "import 'kysely';",
  'apps/server/src/flows/a.phase.ts': "import '@dbos-inc/dbos-sdk';",
  'apps/server/src/server.ts': "import './main.ts';",
  'apps/server/src/main.ts': 'export {};',
  'apps/web/src/app.ts': "import '../../server/src/main.ts';",
  'apps/cli/src/main.ts': "import '../../server/src/server.ts';",
  'apps/cli/src/start.ts': "import '../../server/src/main.ts';",
  'apps/cli/src/undeclared.ts': "import 'zod';",
};
const rules = [
  'no-cycles: packages/domain/src/cycle-',
  'domain imports nothing but domain: packages/domain/src/impure.ts',
  'contract imports domain and zod: packages/contract/src/leak.ts',
  'platform knows no feature: apps/server/src/platform/knows.ts',
  'features know no flow: apps/server/src/features/one/one.service.ts',
  'a feature does not import another feature: apps/server/src/features/two/two.service.ts',
  'nothing in the server imports its composition root: apps/server/src/server.ts',
  'the web app speaks to the server over HTTP only: apps/web/src/app.ts',
  'the command line knows the composition root, the table readers and the finder of running servers and nothing behind them: apps/cli/src/main.ts',
  'only the repositories and the platform speak SQL: apps/server/src/features/one/one.routes.ts',
  'only the flow engine speaks to DBOS: apps/server/src/flows/a.phase.ts',
  'declared dependencies only: apps/cli/src/undeclared.ts',
];

function aTree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'landfall-layers-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  symlinkSync(join(product, 'node_modules'), join(root, 'node_modules'));
  copyFileSync(join(product, 'tsconfig.base.json'), join(root, 'tsconfig.base.json'));
  const manifests = { 'apps/cli/package.json': '{"dependencies":{}}', 'package.json': '{}' };
  for (const [file, text] of Object.entries({ ...manifests, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

function check(root: string): { lines: string[]; status: number | null } {
  const script = join(import.meta.dirname, 'layers.mjs');
  const { stdout, status } = spawnSync(process.execPath, [script, '--root', root], { encoding: 'utf8' });
  return { lines: stdout.split('\n'), status };
}

test('every rule of the layer table fires on the violation planted for it', { timeout: 60_000 }, () => {
  const { lines, status } = check(aTree(planted));

  expect(status).toBe(1);
  const silent = rules.filter((rule) => !lines.some((line) => line.startsWith(rule)));
  expect(silent).toEqual([]);
  expect(lines.filter((line) => line.includes('apps/cli/src/start.ts'))).toEqual([]);
});

test('as many violations are planted as there are rules', async () => {
  const table = await import('../.dependency-cruiser.cjs');
  expect(rules).toHaveLength(table.default.forbidden.length);
});

test('a tree without modules is no success', { timeout: 60_000 }, () => {
  expect(check(aTree({})).status).toBe(1);
});
