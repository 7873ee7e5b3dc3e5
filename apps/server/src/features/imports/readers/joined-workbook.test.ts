import { describe, expect, test } from 'vitest';
import {
  defaultReadingLimits,
  type ReadingChoices,
  TabularRefusal,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { estateWorkbook } from '../../../../test/estate-workbook.ts';
import { openTable } from './open-table.ts';
import { sizedBytes } from './sized-file.ts';

const workbook = estateWorkbook();
const all = ['vInfo', 'vCPU', 'vMemory', 'vDisk', 'vNetwork', 'vHost'];
const open = (choices: ReadingChoices): Promise<TableSource> =>
  openTable({ bytes: sizedBytes(workbook), name: 'estate.xlsx' }, { choices, limits: defaultReadingLimits });

async function textOf(source: TableSource): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.read()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('several sheets of a workbook', () => {
  test('are joined by the machine they name, with the sheet of machines in the lead', async () => {
    const source = await open({ sheets: all });
    const { join, sheet } = source.facts;
    expect(sheet).toBe('vInfo');
    expect(join?.leadRows).toBe(12);
    expect(
      join?.sheets.map((side) => [
        side.sheet,
        side.key.map(({ own }) => own).join(),
        side.relation,
        side.unmatched.count,
      ]),
    ).toEqual([
      ['vCPU', 'VM UUID', 'one_to_one', 0],
      ['vMemory', 'VM UUID', 'one_to_one', 1],
      ['vDisk', 'VM UUID', 'one_to_many', 0],
      ['vNetwork', 'VM UUID', 'one_to_one', 0],
      ['vHost', 'Host', 'many_to_one', 1],
    ]);
    const [header, , second] = (await textOf(source)).split('\n');
    expect(header?.split(',').slice(11)).toEqual([
      'vCPU.Sockets',
      'vMemory.Size MiB',
      'vMemory.Consumed',
      'vDisk.Disk',
      'vDisk.Capacity MiB',
      'vNetwork.NIC label',
      'vNetwork.Mac Address',
      'vHost.Cluster',
      'vHost.CPU Model',
      'vHost.# VMs',
    ]);
    expect(second).toContain('Hard disk 1;Hard disk 2,40960;81920,Network adapter 1,00:50:56:aa:00:01');
  });

  test('are read again in the same way from the plan that was kept', async () => {
    const source = await open({ sheets: all });
    const joinPlan = source.facts.join?.plan;
    if (joinPlan === undefined) throw new Error('A joined table says how.');
    const again = await open({ joinPlan: JSON.parse(JSON.stringify(joinPlan)) });
    expect(await textOf(again)).toBe(await textOf(source));
  });

  test('may be led by another one, and one alone is no join', async () => {
    expect((await open({ sheets: ['vInfo', 'vCPU'], sheet: 'vCPU' })).facts.join?.plan.lead).toBe('vCPU');
    const alone = await open({ sheets: ['vCPU'] });
    expect(alone.facts).toMatchObject({ sheet: 'vCPU' });
    expect(alone.facts.join).toBeUndefined();
  });

  test('that do not exist are refused with the names there are', async () => {
    await expect(open({ sheets: ['vInfo', 'vGhost'] })).rejects.toThrow(TabularRefusal);
    await expect(open({ sheets: ['vInfo', 'vGhost'] })).rejects.toThrow('no sheet named “vGhost”');
  });
});
