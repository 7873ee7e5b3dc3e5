import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

/** The Debian package where there is one (npm test installs it as root); Playwright's own Chromium otherwise. */
const debianChromium = '/usr/bin/chromium';
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  // The journeys share one server and its database, so they run one after another.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    trace: 'retain-on-failure',
    launchOptions: {
      ...(existsSync(debianChromium) ? { executablePath: debianChromium } : {}),
      // Chromium's sandbox does not start as root.
      args: isRoot ? ['--no-sandbox'] : [],
    },
  },
});
