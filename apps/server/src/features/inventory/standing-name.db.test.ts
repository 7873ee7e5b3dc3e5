import { expect, test } from 'vitest';
import { useDeletions } from '../../../test/deletion.ts';

const { imports } = useDeletions();
const mapping = { Host: 'hostname', Serial: 'serial_number', IP: 'ip_address', Env: 'environment' };
const withHost = 'Host,Serial,IP,Env\nweb1,SN0001A,10.0.0.9,PROD\n';
const withoutHost = 'Serial,IP,Env\nSN0001A,10.0.0.1,Test\n';

async function outcomesOf(...files: readonly string[]): Promise<string[][]> {
  const tenant = await imports.tenant();
  const outcomes: string[][] = [];
  for (const text of files) {
    const file = await imports.upload(tenant, text, mapping);
    expect(await file.runAll()).toMatchObject({ kind: 'succeeded' });
    outcomes.push(await file.outcomes());
  }
  return outcomes;
}

test('a file without host names and one with them say the same of a machine with one serial number', async () => {
  expect(await outcomesOf(withoutHost, withHost)).toEqual([['created'], ['updated']]);
  expect(await outcomesOf(withHost, withoutHost)).toEqual([['created'], ['updated']]);
});
