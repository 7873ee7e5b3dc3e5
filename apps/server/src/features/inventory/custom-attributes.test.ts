import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import { expect, test } from 'vitest';
import { CopyBinary } from './copy-binary.ts';
import { CustomAttributes } from './custom-attributes.ts';
import { PreviewedGroups } from './group-plan.ts';
import { CleansedRows } from './cleansed-rows.ts';
import { stagedGroup } from './staged-group.ts';

const words = ['Blue', 'R"ed'];
const names = ['Team', 'Tag', 'Floor'];
/** Each row has each attribute as one of the words or not at all, in every order of both. */
const rows = Array.from({ length: 3 ** names.length * 2 }, (_, row) =>
  names.map((_name, place) => words[Math.floor((row * 7) / 3 ** place) % 3] ?? null),
);

function column(place: number): CleansedColumn {
  const bytes = Buffer.from(words.join(''));
  const ends = Uint32Array.from([words[0]!.length, bytes.length]);
  const ids = Uint16Array.from(rows, (row) => words.indexOf(row[place] ?? '') + 1);
  return { field: `custom:${names[place]}`, bytes, ends, ids };
}

test('a group has the attributes of its row, whichever of them were written for the rows before', () => {
  const columns = names.map((_, place) => column(place));
  const faults = new Uint8Array(rows.length);
  const cleansed = new CleansedRows([{ firstRow: 1, rowCount: rows.length, columns, faults }]);
  const leads = Int32Array.from(rows.keys());
  const groups = { leadOf: leads, eligible: faults.slice().fill(1), ownKeys: faults, created: leads };
  const plan = new PreviewedGroups(cleansed, groups);
  const attributes = new CustomAttributes(
    plan,
    columns.map(({ field }, place) => ({ field, name: names[place]! })),
  );
  const out = new CopyBinary();
  for (const [lead, row] of rows.entries()) {
    const begin = out.length;
    attributes.add(out, stagedGroup(plan, lead));
    // Behind the length and the version of the form.
    const json = out.bytes.subarray(begin + 5).toString();
    const told = names.map((name, place) => [name, row[place]] as const).filter(([, word]) => word !== null);
    expect(JSON.parse(json)).toEqual(Object.fromEntries(told));
    expect(out.lengthAt(begin)).toBe(json.length + 1);
  }
});
