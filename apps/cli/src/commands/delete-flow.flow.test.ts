import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDataDirectory, finish, landfall, ready } from '../../test/processes.ts';
import { exitCodes } from '../exit-codes.ts';

const sample = join(import.meta.dirname, '../../../../samples/cmdb-export.csv');
const context = ['--client', 'sample', '--engagement', 'sample'];

// Each command is a process of its own, and a busy machine takes seconds to start one.
test('a flow is deleted by command line: first shown, then meant, and followed until its data is gone', async () => {
  const directory = aDataDirectory();
  const server = landfall('start', '--demo', '--port', '0', '--data', directory);
  await ready(server);
  const flow = (command: string, ...args: string[]) =>
    finish(landfall('flow', command, ...args, ...context, '--data', directory));
  const json = async (command: string, ...args: string[]) => {
    const { code, output } = await flow(command, ...args, '--json');
    return { code, body: JSON.parse(output.split('\n').find((each) => each.startsWith('{')) ?? '{}') };
  };
  const importSample = async (): Promise<string> => {
    await finish(landfall('import', sample, ...context, '--data', directory));
    return (await json('list')).body.items[0].flow_id;
  };

  const id = await importSample();
  const shown = await flow('delete', id);
  expect(shown).toMatchObject({
    code: exitCodes.waitsForPerson,
    output: expect.stringContaining('Nothing has been deleted; --yes deletes it.'),
  });
  expect(shown.output).toMatch(/Goes:\n {2}raw records +\d/);
  expect(shown.output).toContain('Stays:');
  expect((await json('list')).body.total).toBe(1);

  const deleted = await flow('delete', id, '--yes', '--reason', 'a trial');
  expect(deleted.code, deleted.output).toBe(0);
  expect(deleted.output).toMatch(/Deleted\. Removed:\n {2}raw records +[1-9]/);
  expect((await flow('show', id)).output).toContain('410 flow_deleted');
  expect(await flow('delete', id, '--yes')).toMatchObject({
    code: exitCodes.refused,
    output: expect.stringContaining('410 flow_deleted'),
  });

  const second = await importSample();
  const again = await json('delete', second, '--yes');
  expect(again.code).toBe(0);
  expect(again.body.deletion).toMatchObject({
    status: 'done',
    removed: again.body.impact.data_to_delete,
  });
  expect((await json('list')).body.total).toBe(0);

  server.process.kill('SIGTERM');
  await server.ended;
}, 600_000);
