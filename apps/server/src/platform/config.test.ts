import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

test('defaults to the loopback address and an embedded database beside the program', () => {
  const config = loadConfig({}, {});
  expect(config).toMatchObject({ host: '127.0.0.1', port: 4870, databaseUrl: undefined, logLevel: 'info' });
  expect(config.dataDirectory).toMatch(/\/\.landfall$/);
});

test('what the caller gives wins over the environment, which wins over the defaults', () => {
  const environment = { LANDFALL_PORT: '5000', LANDFALL_DATA_DIR: '/srv/a', LANDFALL_HOST: '' };
  const config = loadConfig({ dataDirectory: '/srv/b', host: undefined }, environment);
  expect(config).toMatchObject({ port: 5000, dataDirectory: '/srv/b', host: '127.0.0.1' });
});

test('an installation sets the limits of its uploads itself', () => {
  const set = loadConfig({}, { LANDFALL_MAX_ROWS: '5000000', LANDFALL_MAX_FILE_MEGABYTES: '4096' });
  expect(set).toMatchObject({ maxRows: 5_000_000, maxFileBytes: 4 * 2 ** 30 });
  expect(loadConfig({}, {})).toMatchObject({ maxRows: 1_000_000, maxFileBytes: 2 ** 30 });
});

test('names every setting that is wrong in one sentence', () => {
  const environment = { LANDFALL_PORT: '99999', LANDFALL_LOG_LEVEL: 'loud' };
  expect(() => loadConfig({}, environment)).toThrow(/LANDFALL_PORT .*LANDFALL_LOG_LEVEL/);
});
