import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDataDirectory, finish, landfall, ready } from '../../test/processes.ts';
import { exitCodes } from '../exit-codes.ts';

const sample = join(import.meta.dirname, '../../../../samples/cmdb-export.csv');
const context = ['--client', 'sample', '--engagement', 'sample'];

test('a flow is listed, shown, paused, resumed, restarted, rejected, approved and cancelled by command line', async () => {
  const directory = aDataDirectory();
  const server = landfall('start', '--demo', '--port', '0', '--data', directory);
  await ready(server);
  const flow = (command: string, ...args: string[]) =>
    finish(landfall('flow', command, ...args, ...context, '--data', directory));
  const json = async (command: string, ...args: string[]) => {
    const { code, output } = await flow(command, ...args, '--json');
    const line = output.split('\n').find((each) => each.startsWith('{')) ?? '{}';
    return { code, body: JSON.parse(line) };
  };

  expect((await flow('list')).output).toBe('No flows.\n');
  await finish(landfall('import', sample, ...context, '--data', directory));
  const { body: listed } = await json('list');
  expect(listed.total).toBe(1);
  const id: string = listed.items[0].flow_id;
  const waiting = await flow('show', id);
  expect(waiting.output).toMatch(/waiting_for_approval in data_validation/);
  expect(waiting.output).toMatch(/Commands: approve, reject, restart, pause, cancel/);

  // At a gate a resume asks for the person, and says so in its exit code too.
  const asked = await flow('resume', id);
  expect(asked.code).toBe(exitCodes.waitsForPerson);
  expect(asked.output).toMatch(/requires user action: waiting_for_approval in data_validation/);
  expect(await flow('approve', id)).toMatchObject({
    code: exitCodes.refused,
    output: expect.stringContaining('409 gate_not_satisfied'),
  });

  expect((await json('pause', id, '--reason', 'lunch')).body).toMatchObject({
    outcome: 'paused',
    changed: true,
  });
  expect((await flow('pause', id)).output).toMatch(/^already paused, nothing changed/);
  const { body: paused } = await json('show', id);
  const old = await flow('resume', id, '--expected-version', String(paused.version - 1));
  expect(old).toMatchObject({
    code: exitCodes.refused,
    output: expect.stringContaining('409 version_conflict'),
  });
  const resumed = await json('resume', id, '--context', 'back from lunch');
  expect(resumed).toMatchObject({
    code: exitCodes.waitsForPerson,
    body: { outcome: 'resumed', requires_user_action: { kind: 'validation_decision' } },
  });

  expect(await flow('retry', id)).toMatchObject({
    code: exitCodes.refused,
    output: expect.stringContaining('409 nothing_to_retry'),
  });
  expect((await flow('restart', id, '--phase', 'tech_debt')).output).toContain('422 unknown_phase');
  expect((await json('restart', id, '--phase', 'upload')).body).toMatchObject({
    outcome: 'restarted',
    flow: { current_phase: 'data_import' },
  });
  await expect
    .poll(async () => (await json('show', id)).body.status, { timeout: 120_000, interval: 500 })
    .toBe('waiting_for_approval');
  expect((await json('reject', id, '--reason', 'the owners are missing')).body.outcome).toBe('gate_rejected');
  expect((await flow('reject', id, '--reason', 'no')).code).toBe(exitCodes.refused);

  const mappings = join(directory, 'mappings.json');
  writeFileSync(mappings, JSON.stringify({ nothing: null }));
  const early = await flow('resume', id, '--mappings', mappings);
  expect(early).toMatchObject({
    code: exitCodes.refused,
    output: expect.stringContaining('409 phase_not_reached'),
  });
  expect((await flow('resume', id, '--approve', '--regenerate')).code).toBe(exitCodes.usage);

  expect((await json('cancel', id)).body).toMatchObject({ outcome: 'cancelled' });
  expect((await flow('resume', id)).output).toContain('409 flow_cancelled');
  expect((await json('list')).body.total).toBe(0);
  expect((await json('list', '--status', 'cancelled')).body.total).toBe(1);

  server.process.kill('SIGTERM');
  await server.ended;
}, 600_000);
