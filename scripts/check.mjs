/** `npm run check`: everything that is checked without running the product. Runs all checks and then says which failed. */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, requireNode, root } from './prepare.mjs';

const checks = {
  types: ['npm', ['run', '--silent', 'typecheck']],
  lint: ['npx', ['oxlint', '--type-aware']],
  layers: [process.execPath, ['scripts/layers.mjs']],
  'unused code': ['npx', ['knip']],
  format: ['npx', ['biome', 'format', '.']],
  'generated files': [process.execPath, ['--import', 'tsx', 'scripts/generate.mjs', '--check']],
  'OpenAPI lint': ['npx', ['redocly', 'lint', 'openapi.json', '--config', 'tools/legacy-ts/redocly.yaml']],
};

requireNode();
ensureInstalled();
const failed = Object.entries(checks).filter(([name, [file, args]]) => {
  process.stdout.write(`\n== ${name}\n`);
  const start = Date.now();
  const { status } = spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  process.stdout.write(
    `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`,
  );
  return status !== 0;
});
if (failed.length > 0) {
  process.stdout.write(`\nfailed: ${failed.map(([name]) => name).join(', ')}\n`);
  process.exitCode = 1;
}
