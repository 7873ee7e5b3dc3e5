import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const debianChromium = '/usr/bin/chromium';

/** Journeys through the real product: a server of its own on an empty database, a real browser, nothing stubbed. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  // The journeys share one server; what they do is kept apart by engagements.
  workers: 1,
  // Ten times what a journey takes where nothing else runs.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 60_000,
    // What is judged is what stays: a colour half way between two others passes no rule about contrast.
    contextOptions: { reducedMotion: 'reduce' },
    // What a page held at each step stays; pictures of each frame would cost as much processor time as the journeys.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      ...(existsSync(debianChromium) && { executablePath: debianChromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'first sign-in', testMatch: 'first-sign-in.e2e.ts' },
    { name: 'journeys', testIgnore: 'first-sign-in.e2e.ts', dependencies: ['first sign-in'] },
  ],
  webServer: {
    command: 'node e2e/start-product.mjs',
    // Address, one-time password and data directory reach the tests as LANDFALL_URL, _PASSWORD and _DATA.
    wait: {
      stdout:
        /ready at\s+(?<landfall_url>http\S+)[\s\S]*One-time password\s+(?<landfall_password>\S+)[\s\S]*Data directory\s+(?<landfall_data>\S+)/,
    },
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGINT', timeout: 20_000 },
  },
});
