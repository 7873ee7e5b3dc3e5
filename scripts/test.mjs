/**
 * `npm test`: sets up what is missing and runs every test: units, database, API, flows, then the journeys in a real
 * Chromium. Ends with one line, `N passed, N failed`, and fails when anything failed, was missing or did not run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, fail, requireNode, root, run, say } from './prepare.mjs';

const chromium = '/usr/bin/chromium';

requireNode();
ensureInstalled();
ensureBuilt();
ensureChromium();

const reports = mkdtempSync(join(tmpdir(), 'landfall-reports-'));
const vitest = runVitest(join(reports, 'vitest.json'));
const playwright = runPlaywright(join(reports, 'playwright.json'));
rmSync(reports, { recursive: true });

const passed = vitest.passed + playwright.passed;
const failed = vitest.failed + playwright.failed;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && vitest.passed > 0 && playwright.passed > 0 ? 0 : 1);

/** Debian's package as root, because it brings its libraries; Playwright's own build otherwise. */
function ensureChromium() {
  if (existsSync(chromium)) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing Chromium');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      quiet,
    );
    if (existsSync(chromium)) return;
  }
  say('Downloading Chromium for Playwright');
  run('npx', ['playwright', 'install', 'chromium']);
  const path = spawnSync(
    process.execPath,
    ['-e', "process.stdout.write(require('@playwright/test').chromium.executablePath())"],
    { cwd: root, encoding: 'utf8' },
  ).stdout;
  if (!existsSync(path)) fail('Chromium is missing and could not be installed; the journeys cannot run.');
}

/** Runs a tool with its own output shown and a report beside it; a tool that leaves no report counts as one failure. */
function runVitest(report) {
  const { status } = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      '--silent=passed-only',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that does not load fails the run without a failed test.
  return { passed: numPassedTests, failed: status === 0 ? numFailedTests : Math.max(1, numFailedTests) };
}

function runPlaywright(report) {
  const { status } = spawnSync('npx', ['playwright', 'test', '--reporter=list,json'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = JSON.parse(readFileSync(report, 'utf8')).stats;
  return { passed: expected + flaky, failed: status === 0 ? unexpected : Math.max(1, unexpected) };
}
