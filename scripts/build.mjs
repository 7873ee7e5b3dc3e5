/** Builds the product: the command line with the server in dist/, the web application in apps/web/dist/. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { fail, inputsHash, root } from './prepare.mjs';

/** Builds beside dist and puts it in place whole, so that a build that is interrupted or fails changes nothing. */
async function build() {
  const inputs = inputsHash();
  const dist = join(root, 'dist');
  const fresh = `${dist}.${process.pid}`;
  try {
    await Promise.all([buildServer(fresh), buildWeb()]);
    writeFileSync(join(fresh, '.inputs'), inputs);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function buildServer(outdir) {
  await bundle(
    [
      { in: 'apps/cli/src/main.ts', out: 'landfall' },
      // A program of its own: the server starts it for each file that it does not read itself.
      { in: 'apps/server/src/features/imports/readers/table-process-main.ts', out: 'table-process' },
      // The programs of threads that the server starts for large imports.
      { in: 'apps/server/src/features/cleansing/block-thread.ts', out: 'block-thread' },
      { in: 'apps/server/src/features/imports/profile-thread.ts', out: 'profile-thread' },
      { in: 'apps/server/src/platform/pack-thread.ts', out: 'pack-thread' },
      { in: 'apps/server/src/features/inventory/stage-thread.ts', out: 'stage-thread' },
      { in: 'apps/server/src/features/inventory/key-thread.ts', out: 'key-thread' },
    ],
    outdir,
  );
}

async function buildWeb() {
  const { build: viteBuild } = await import('vite');
  await viteBuild({
    root: join(root, 'apps/web'),
    configFile: join(root, 'apps/web/vite.config.ts'),
    logLevel: 'warn',
  });
}

await build().catch((error) => fail(`The build failed: ${error.message}`));
