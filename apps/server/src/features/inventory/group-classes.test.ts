import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import { classifyAsset } from '@landfall/domain/inventory/classify-asset';
import { expect, test } from 'vitest';
import { CopyBinary } from './copy-binary.ts';
import { GroupClasses } from './group-classes.ts';
import { PreviewedGroups } from './group-plan.ts';
import { CleansedRows } from './cleansed-rows.ts';
import { stagedGroup } from './staged-group.ts';

const rowsPerBlock = 600;

function column(field: string, values: readonly (string | null)[]): CleansedColumn {
  const distinct = [...new Set(values.filter((value) => value !== null))];
  const bytes = Buffer.from(distinct.join(''));
  let end = 0;
  const ends = Uint32Array.from(distinct, (text) => (end += Buffer.byteLength(text)));
  const ids = Uint16Array.from(values, (value) => (value === null ? 0 : distinct.indexOf(value) + 1));
  return { field, bytes, ends, ids };
}

const models = ['PowerEdge R740', 'Nexus 9300', 'VMware Virtual Platform', 'box', null];
const systems = ['AIX 7.2', 'Ubuntu', 'ESXi 8', null];

/** Groups of one row and, every tenth, of two; with `spread` the deciding values are nearly all different. */
function plan(spread: number): PreviewedGroups {
  const told = (words: readonly (string | null)[], row: number, seed: number): string | null => {
    const word = words[(row * seed) % words.length] ?? null;
    return word === null || spread === 1 ? word : `${word} ${row % spread}`;
  };
  const block = (index: number) => {
    const rows = Array.from({ length: rowsPerBlock }, (_, at) => index * rowsPerBlock + at);
    const columns = [
      column(
        'name',
        rows.map((row) => (row % 7 === 0 ? null : row % 5 === 0 ? `switch ${row}` : `web${row}`)),
      ),
      column(
        'model',
        rows.map((row) => told(models, row, 7)),
      ),
      column(
        'manufacturer',
        rows.map((row) => told(['Dell', 'Xen', null], row, 11)),
      ),
      column(
        'asset_subtype',
        rows.map((row) => told([null, 'firewall', 'thing'], row, 5)),
      ),
      column(
        'operating_system',
        rows.map((row) => told(systems, row, 3)),
      ),
      column(
        'hypervisor',
        rows.map((row) => (row % 3 === 0 ? 'vc1' : null)),
      ),
      column(
        'cpu_cores',
        rows.map((row) => (row % 4 === 0 ? null : '8')),
      ),
    ];
    return {
      firstRow: index * rowsPerBlock + 1,
      rowCount: rowsPerBlock,
      columns,
      faults: new Uint8Array(rowsPerBlock),
    };
  };
  const count = rowsPerBlock * 2;
  const leadOf = Int32Array.from({ length: count }, (_, row) => (row % 10 === 9 ? row - 1 : row));
  return new PreviewedGroups(new CleansedRows([block(0), block(1)]), {
    leadOf,
    eligible: new Uint8Array(count).fill(1),
    ownKeys: new Uint8Array(count),
    created: Int32Array.from(leadOf.keys()).filter((row) => leadOf[row] === row),
  });
}

function written(groups: PreviewedGroups, lead: number): string {
  const { type, source, rule, confidence } = classifyAsset((field) => groups.value(field, lead));
  const out = new CopyBinary();
  for (const word of [type, source, rule]) out.addText(word);
  out.addFloat(confidence);
  return out.bytes.toString('latin1');
}

test.each([1, 599])('each group gets the type its own values give it, of %i different values', (spread) => {
  const groups = plan(spread);
  const classes = new GroupClasses(groups);
  const out = new CopyBinary();
  const found = new Set<string>();
  for (const lead of groups.created) {
    const begin = out.length;
    classes.add(out, stagedGroup(groups, lead));
    const text = out.bytes.subarray(begin).toString('latin1');
    expect({ lead, text }).toEqual({ lead, text: written(groups, lead) });
    found.add(text);
  }
  expect(found.size).toBeGreaterThan(8);
});
