import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDataDirectory, finish, landfall, ready } from '../../test/processes.ts';
import { exitCodes } from '../exit-codes.ts';

const context = ['--client', 'sample', '--engagement', 'sample'];
const file =
  'Hostname,Serial Number,Manufacturer\napp1,SER-1002X,Dell Inc.\napp2,SER-1003X,dell-inc\napp3,SER-1004X,Dell Inc.\n';

test('recommendations are listed, applied and undone by command line', async () => {
  const directory = aDataDirectory();
  const server = landfall('start', '--demo', '--port', '0', '--data', directory);
  await ready(server);
  const path = join(directory, 'servers.csv');
  writeFileSync(path, file);
  const run = (...args: string[]) => finish(landfall(...args, ...context, '--data', directory));
  const json = async (...args: string[]) => {
    const { output } = await run(...args, '--json');
    return JSON.parse(output.split('\n').find((each) => each.startsWith('{')) ?? '{}');
  };

  await run('import', path);
  const { items } = await json('flow', 'list');
  const [{ flow_id: flowId, data_import_id: importId }] = items;
  await run('flow', 'approve', flowId, '--min-confidence', '0.5', '--remaining', 'custom_attribute');
  await expect
    .poll(async () => (await json('flow', 'show', flowId)).waiting_reason, { timeout: 60_000 })
    .toBe('asset_preview');

  const listed = await run('recommendations', 'list', importId);
  expect(listed).toMatchObject({ code: exitCodes.completed });
  expect(listed.output).toContain('row 2  manufacturer: “dell-inc” -> “Dell Inc.”');
  const id = /^\S+/.exec(listed.output)?.[0] ?? '';
  const applied = await run('recommendations', 'apply', id);
  expect(applied.output).toMatch(/: applied, 1 row changed\./);
  await expect
    .poll(async () => (await run('recommendations', 'undo', id)).code, { timeout: 60_000 })
    .toBe(exitCodes.completed);
  expect((await run('recommendations', 'list', 'x')).output).toContain('not the id of an import');
  server.process.kill('SIGINT');
  expect((await finish(server)).code).toBe(0);
});
