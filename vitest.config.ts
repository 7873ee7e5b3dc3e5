import { defineConfig } from 'vitest/config';

/** Programs of the command line start as processes of their own, as users start them. */
const commandLine = 'apps/cli/src/**/*.flow.test.ts';

/** Limits are for what hangs, not for what is slow: many times what a test takes on a machine that does nothing else. */
const patience = { expect: { poll: { timeout: 120_000 } }, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: ['**/*.{db,api,flow}.test.ts', '**/node_modules/**'],
          ...patience,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'db',
          include: ['apps/*/src/**/*.{db,api,flow}.test.ts'],
          exclude: [commandLine, '**/node_modules/**'],
          globalSetup: ['apps/server/test/global-setup.ts'],
          ...patience,
          testTimeout: 300_000,
          maxWorkers: 2,
          // After the units: two groups with their own number of workers cannot run side by side.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'command line',
          include: [commandLine],
          globalSetup: ['apps/cli/test/global-setup.mjs'],
          ...patience,
          testTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
