import { type CleansedBlock, encodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import { assert, constantFrom, integer, property, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { packHere } from '../../platform/packing.ts';
import { CleansedRows } from './cleansed-rows.ts';
import { packedBody } from './packed-blocks.ts';

/** Blocks of long rows are short. */
const lengths = [20, 1, 700, 3, 20, 1, 1, 20, 7];
const starts = lengths.map((_, at) => lengths.slice(0, at).reduce((sum, length) => sum + length, 0));
const rowCount = lengths.reduce((sum, length) => sum + length, 0);
const fields = ['hostname', 'notes', 'custom:Rack'];

function block(index: number): CleansedBlock {
  const length = lengths[index] ?? 0;
  const own = index === 3 ? fields.slice(0, 1) : fields;
  return {
    firstRow: (starts[index] ?? 0) + 1,
    rowCount: length,
    columns: own.map((field, at) => {
      const texts = Array.from({ length }, (_, row) => Buffer.from(`${field} ${index} ${row} ß`));
      let end = 0;
      return {
        field,
        bytes: Buffer.concat(texts),
        ends: Uint32Array.from(texts, (text) => (end += text.length)),
        ids: Uint16Array.from(texts, (_, row) => ((row + at) % 4 === 0 ? 0 : row + 1)),
      };
    }),
    faults: Uint8Array.from({ length }, (_, row) => (row === 5 ? 2 : 0)),
  };
}

const blocks = lengths.map((_, index) => block(index));
const decoded = new CleansedRows(blocks);

function packed(): CleansedRows {
  return CleansedRows.of({
    kind: 'packed',
    bodies: blocks.map((each) => packedBody(packHere(encodeBlock(each)), each)),
  });
}

const rows = Array.from({ length: rowCount }, (_, row) => row);
const told = (from: CleansedRows, row: number) =>
  fields.map((field) => [from.value(field, row), from.has(field, row)]);

test('packed rows say what decoded ones say, in any order', () => {
  const found = packed();
  expect([found.rowCount, [...found.fields].toSorted()]).toEqual([rowCount, fields.toSorted()]);
  const anywhere = constantFrom(...rows);
  assert(
    property(anywhere, (row) => {
      expect(told(found, row)).toEqual(told(decoded, row));
    }),
  );
  expect(rows.map((row) => found.fault(row))).toEqual(rows.map((row) => decoded.fault(row)));
  expect(found.value('serial_number', 3)).toBeNull();
});

test('rows that were brought near, and those that were not, say the same as before', () => {
  const some = uniqueArray(integer({ min: 0, max: rowCount - 1 }), { maxLength: 60 });
  assert(
    property(some, (near) => {
      const found = packed();
      const steps = [...found.bringNear(Int32Array.from(near.toSorted((left, right) => left - right)))];
      expect(steps.length).toBe(
        new Set(near.map((row) => starts.findLastIndex((start) => start <= row))).size,
      );
      expect(rows.map((row) => told(found, row))).toEqual(rows.map((row) => told(decoded, row)));
      expect(near.every((row) => found.blockOf(row) >= blocks.length)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('decoded rows are near as they are, and another thread is told of all rows', () => {
  expect([...decoded.bringNear(Int32Array.of(1, 100))]).toEqual([]);
  const other = CleansedRows.of(structuredClone(packed().shared));
  expect(rows.map((row) => told(other, row))).toEqual(rows.map((row) => told(decoded, row)));
  expect(CleansedRows.of(decoded.shared).blocks).toBe(decoded.blocks);
});
