/** `npm run suite -- FOLDER`: drives the test suites of others through the product's readers and tells each difference. */
import { resolve } from 'node:path';
import { register } from 'tsx/esm/api';

register();
const { runSuites } = await import('./suite/run-suites.ts');
const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the suites are: npm run suite -- ../shared/suites [names]\n');
  process.exit(2);
}
process.exitCode = (await runSuites(resolve(folder), names)) ? 0 : 1;
