/** Bundles storing as the product ships it into a folder: from TypeScript each thread would carry a compiler as well. */
import { bundle } from '../../scripts/bundle.mjs';

const [outdir] = process.argv.slice(2);
await bundle(
  [
    { in: 'bench/support/store-once.ts', out: 'store-once' },
    { in: 'apps/server/src/features/imports/profile-thread.ts', out: 'profile-thread' },
    { in: 'apps/server/src/platform/pack-thread.ts', out: 'pack-thread' },
  ],
  outdir,
);
