/**
 * Checks the layer table of .dependency-cruiser.cjs over all packages and apps.
 *
 * dependency-cruiser reads TypeScript with the TypeScript 5 compiler of tools/legacy-ts: with the TypeScript 7 of the
 * workspace it would see no module at all and call that a success. For the same reason the check fails unless it has
 * read every source file there is.
 *
 * `--root DIR` checks another tree with the same table, which is how the table itself is tested.
 */
import { existsSync, readdirSync } from 'node:fs';
import Module, { createRequire, register } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root as product } from './prepare.mjs';

const { values } = parseArgs({ options: { root: { type: 'string', default: product } } });
const root = resolve(values.root);

useLegacyTypeScript(join(product, 'tools/legacy-ts/node_modules/typescript'));
const { cruise } = await import('dependency-cruiser');
const table = createRequire(import.meta.url)(join(product, '.dependency-cruiser.cjs'));

process.chdir(root);
const folders = ['packages', 'apps'].filter((folder) => existsSync(folder));
const { output } = await cruise(folders, {
  ...table.options,
  ruleSet: { forbidden: table.forbidden },
  validate: true,
});

const read = new Set(output.modules.map(({ source }) => source));
const unread = sourceFiles(root).filter((file) => !read.has(file));
for (const { rule, from, to } of output.summary.violations)
  process.stdout.write(`${rule.name}: ${from} -> ${to}\n`);
for (const file of unread.slice(0, 10)) process.stdout.write(`not read: ${file}\n`);
process.stdout.write(`${read.size} modules read, ${output.summary.violations.length} violations\n`);
if (output.summary.violations.length > 0 || unread.length > 0 || read.size === 0) process.exitCode = 1;

/** Makes every import of `typescript` in this process find the given package, as ES module and as CommonJS. */
function useLegacyTypeScript(directory) {
  const url = pathToFileURL(join(directory, 'lib/typescript.js')).href;
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === 'typescript' ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(specifier, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
  // oxlint-disable-next-line no-underscore-dangle -- require has no other hook in Node 20
  const resolveFilename = Module._resolveFilename;
  // oxlint-disable-next-line no-underscore-dangle -- as above
  Module._resolveFilename = (request, ...rest) =>
    resolveFilename(request.replace(/^typescript(?=\/|$)/, directory), ...rest);
}

function sourceFiles(directory) {
  return ['packages', 'apps'].flatMap((group) => {
    const members = existsSync(join(directory, group)) ? readdirSync(join(directory, group)) : [];
    return members.flatMap((member) => {
      const source = join(directory, group, member, 'src');
      const files = existsSync(source) ? readdirSync(source, { recursive: true }) : [];
      return files
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => relative(directory, join(source, file)));
    });
  });
}
