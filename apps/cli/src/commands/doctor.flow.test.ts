import { expect, test } from 'vitest';
import { aDataDirectory, finish, landfall } from '../../test/processes.ts';
import { exitCodes } from '../exit-codes.ts';

test('a fresh installation is consistent, healing it changes nothing, and a doubt can only be settled by its code', async () => {
  const directory = aDataDirectory();
  const doctor = (...args: string[]) => finish(landfall('doctor', ...args, '--data', directory));

  const report = await doctor();
  expect(report.code).toBe(exitCodes.completed);
  expect(report.output).toMatch(/^0 flows in 0 engagements: 0 consistent, 0 curable, 0 refused\./m);
  expect(report.output).toMatch(/\d+ constraints held against the stored rows, 0 broken\./);

  const healed = await doctor('--heal', '--json');
  expect(healed.code).toBe(exitCodes.completed);
  const line = healed.output.split('\n').find((each) => each.startsWith('{')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ mode: 'heal', findings: [], constraints: { broken: [] } });

  const wrong = await doctor('--heal', '--confirm', 'D01');
  expect(wrong.code).toBe(exitCodes.usage);
  expect(wrong.output).toMatch(/Choose D12, D17 or D18/);
});
