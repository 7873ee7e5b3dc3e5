/**
 * `npm run test:guards`: removes each guard of guards.mjs in a copy of the product and requires that the test named
 * for it, which is green with the guard, turns red without it. Prints guard and red test; a guard nobody misses fails.
 *
 *   node scripts/test-guards.mjs [--guard PART-OF-NAME,...]
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { guards } from './guards.mjs';
import { ensureInstalled, root } from './prepare.mjs';

const { values: options } = parseArgs({ options: { guard: { type: 'string', default: '' } } });
const chosen = guards.filter(({ guard }) => options.guard.split(',').some((part) => guard.includes(part)));
const copied = [
  'package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  'openapi.json',
  'apps',
  'db',
  'packages',
  'scripts',
  'tools',
  'ops',
  'samples',
];

ensureInstalled();
const copy = makeCopy();
const unnoticed = [];
try {
  const green = testsThatPass();
  for (const entry of chosen) {
    const { isNoticed, line } = tryWithout(entry, green);
    if (!isNoticed) unnoticed.push(entry.guard);
    process.stdout.write(`${line}\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(
  `${JSON.stringify({ guards: chosen.length, red: chosen.length - unnoticed.length, unnoticed })}\n`,
);
process.exitCode = unnoticed.length === 0 && chosen.length > 0 ? 0 : 1;

/** The tests of all guards, with every guard in place: in one run for each project. */
function testsThatPass() {
  const passed = ['unit', 'db'].flatMap((project) => {
    const tests = chosen.map(({ test }) => test).filter(([of]) => of === project);
    if (tests.length === 0) return [];
    const parts = tests.map(([, , part]) => part);
    return runTests(
      project,
      [...new Set(tests.map(([, file]) => file))],
      parts.includes('') ? '' : parts.join('|'),
    ).passed;
  });
  return new Set(passed);
}

/** Runs the test of a guard without it; its absence is noticed when a test that passes with it fails. */
function tryWithout({ guard, edits, test: [project, file, part] }, green) {
  const name = guard.padEnd(40);
  const originals = edits.map(([of]) => [of, readFileSync(join(copy, of), 'utf8')]);
  for (const edit of edits) remove(edit);
  const { failed } = runTests(project, [file], part);
  for (const [of, text] of originals.toReversed()) writeFileSync(join(copy, of), text);
  const red = failed.filter((test) => green.has(test));
  if (red.length === 0) {
    const why = failed.length === 0 ? 'nothing turned red' : 'red with the guard too';
    return { isNoticed: false, line: `FAILED ${name} ${why}: ${file} ${part}` };
  }
  const more = red.length > 1 ? ` and ${red.length - 1} more` : '';
  return { isNoticed: true, line: `red    ${name} ${file}: ${red[0]}${more}` };
}

function remove([file, from, to]) {
  const path = join(copy, file);
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times: ${from}`);
  writeFileSync(path, parts.join(to));
}

/** Names of the tests that passed and failed; without a report nothing has been said about a guard. */
function runTests(project, files, part) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const named = part === '' ? [] : ['-t', part];
  const args = ['vitest', 'run', '--project', project, ...files, ...named, '--silent', '--reporter=json'];
  const { stderr } = spawnSync('npx', [...args, `--outputFile=${report}`], { cwd: copy, encoding: 'utf8' });
  if (!existsSync(report)) throw new Error(`The tests did not run:\n${stderr}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const namesOf = (wanted) => all.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  return { passed: namesOf('passed'), failed: namesOf('failed') };
}

function isSource(path) {
  return !/\/(node_modules|dist)$/.test(path);
}

/** The sources and tests in a directory of their own, beside the installed packages. */
function makeCopy() {
  const directory = mkdtempSync('/tmp/landfall-guards-');
  // PostgreSQL runs as another user and reads its files below.
  chmodSync(directory, 0o755);
  for (const name of copied) {
    const from = join(root, name);
    if (existsSync(from)) cpSync(from, join(directory, name), { recursive: true, filter: isSource });
  }
  const modules = join(directory, 'node_modules');
  mkdirSync(join(modules, '@landfall'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@landfall') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  // Our own packages are those of the copy: their links are relative.
  for (const name of readdirSync(join(root, 'node_modules/@landfall'))) {
    const link = readlinkSync(join(root, 'node_modules/@landfall', name));
    symlinkSync(link, join(modules, '@landfall', name));
  }
  return directory;
}
