/** How TypeScript of the server and the command line becomes what Node runs. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './prepare.mjs';

/** Our own packages are TypeScript and go into the bundle; everything from npm stays in node_modules. */
const ownPackages = {
  name: 'own-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^@landfall\// }, ({ path }) => {
      const [, name, ...file] = path.split('/');
      const folder = name === 'server' || name === 'cli' ? 'apps' : 'packages';
      return { path: join(root, folder, name, 'src', `${file.join('/')}.ts`) };
    });
  },
};

/** Bundles programs into a folder; what they share goes into files beside them. */
export async function bundle(entryPoints, outdir) {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    plugins: [ownPackages],
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}
