import { describe, expect, test } from 'vitest';
import { isRefused, sampleBytes } from './file-layout.ts';
import { type ProfiledFile, profileFile } from './profile-file.ts';
import { encodeUtf8 } from './utf8.ts';

function profiled(text: string): ProfiledFile {
  const result = profileFile(encodeUtf8(text));
  if (isRefused(result)) throw new Error(result.refused.detail);
  return result;
}

describe('F62 columns are exactly the header', () => {
  test('a blank header with data gets a key, one without data is dropped', () => {
    const { columns } = profiled('name,ip,,\nweb-1,10.0.0.1,x,\nweb-2,10.0.0.2,,\n');
    expect(columns.map(({ key, position }) => [key, position])).toEqual([
      ['name', 1],
      ['ip', 2],
      ['__EMPTY_3', 3],
    ]);
  });

  test('a header without data stays when it has a name', () => {
    expect(profiled('name,unused\nweb-1,\n').columns.map(({ key }) => key)).toEqual(['name', 'unused']);
  });

  test('surplus cells make no column', () => {
    const { columns, counts } = profiled('a,b\n1,2,3\n4,5\n');
    expect(columns).toHaveLength(2);
    expect(counts.faults).toEqual({ too_many_cells: 1 });
  });
});

test('every row is counted once, in each column', () => {
  const { columns, rowCount } = profiled('a,b\n1\n\n2,"x ""y"""\na,b\n3,"x ""y"""\nTotal,\n6 rows\n');
  expect(rowCount).toBe(4);
  expect(columns.map(({ rows, nullCount, emptyCount }) => [rows, nullCount, emptyCount])).toEqual([
    [4, 0, 0],
    [4, 1, 1],
  ]);
  expect(columns[1]?.topValues).toEqual([{ value: 'x "y"', count: 2 }]);
});

test('a header without rows is refused unless it is asked for', () => {
  const bytes = encodeUtf8('a,b\n');
  expect(profileFile(bytes)).toMatchObject({ refused: { code: 'file_has_no_rows' } });
  expect(profileFile(bytes, { allowNoRows: true })).toMatchObject({
    rowCount: 0,
    columns: [{ key: 'a' }, { key: 'b' }],
  });
});

test('F65 a bad byte behind the sample is refused with its place', () => {
  const head = encodeUtf8(`name\n${'web-server\n'.repeat(30_000)}`);
  expect(head.length).toBeGreaterThan(sampleBytes);
  const bytes = new Uint8Array([...head, 0x4d, 0xfc, 0x0a]);
  expect(profileFile(bytes)).toMatchObject({
    refused: { code: 'encoding_undecidable', byteOffset: head.length + 1 },
  });
});
