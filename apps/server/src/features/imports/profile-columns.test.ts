import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import { RecordReader } from '@landfall/domain/tabular/record-reader';
import { expect, test } from 'vitest';
import { packApart, packNearby } from '../../platform/pack-apart.ts';
import { unpack } from '../../platform/packing.ts';
import { openProfiler } from './profile-columns.ts';

const headers = ['Host', 'RAM', 'Owner', ''];
const columns = headers.map((header, index) => ({ position: index + 1, key: header, header }));

async function profiles(isLarge: boolean, pieces: readonly Buffer[]): Promise<ColumnProfile[]> {
  const profiler = openProfiler(columns, isLarge);
  const reader = new RecordReader({ columns, delimiter: ',' }, (row) => profiler.addRow(row));
  try {
    for (const piece of pieces) {
      reader.push(piece);
      await profiler.relieve();
    }
    reader.end();
    return await profiler.finish();
  } finally {
    profiler.close();
  }
}

test('a thread makes the same profiles, over more blocks than are gathered at once', async () => {
  const rows = Array.from(
    { length: 70_000 },
    (_, row) => `web-${row},${row % 97} GB,${row % 3 === 0 ? '' : 'Ann'}`,
  );
  const text = Buffer.from(`${rows.join('\n')}\n`);
  // One small piece, and one that fills several blocks by itself.
  const pieces = [text.subarray(0, 100_001), text.subarray(100_001)];
  const found = await profiles(true, pieces);
  expect(found).toEqual(await profiles(false, pieces));
  expect(found).toMatchObject([
    { key: 'Host', rows: 70_000, distinctExact: false },
    { key: 'RAM', distinctCount: 97, evidence: { units: { GB: 70_000 } } },
    { key: 'Owner', emptyCount: 23_334 },
  ]);
});

function bytes(length: number): Uint8Array {
  return new Uint8Array(300_000).map((_, at) => at % 251).subarray(0, length);
}

test('chunks are packed apart as they are nearby, and their memory comes back', async () => {
  const packer = packApart();
  const lengths = [262_144, 100, 300_000];
  const apart = await Promise.all(lengths.map((length) => packer.pack(bytes(length))));
  packer.close();
  for (const [index, { body, emptied }] of apart.entries()) {
    const length = lengths[index] ?? 0;
    expect(emptied.buffer.byteLength).toBe(300_000);
    expect(Buffer.from(await unpack(body, length)).equals(bytes(length))).toBe(true);
    expect(Buffer.from(body).equals((await packNearby.pack(bytes(length))).body)).toBe(true);
  }
});
