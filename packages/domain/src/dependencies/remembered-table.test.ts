import { expect, test } from 'vitest';
import { topology } from '../infrastructure/read-topology.ts';
import { lineage } from '../sensitive/read-lineage.ts';
import type { ReadableRows } from './dependency-rows.ts';

const rowCount = 5000;

function rowsOf(fields: Readonly<Record<string, (row: number) => string>>): ReadableRows {
  return {
    rowCount,
    fields: new Set(Object.keys(fields)),
    value: (field, row) => fields[field]?.(row) ?? null,
    fault: () => 0,
  };
}

test.each([
  ['topology', topology, rowsOf({ name: (row) => `vm-${row}`, virtual_host: (row) => `esx-${row % 40}` })],
  ['lineage', lineage, rowsOf({ name: (row) => `table-${row}`, data_store: (row) => `store-${row % 40}` })],
])(
  '%s of many rows is read in turns, and once',
  (_, reading, rows) => {
    const steps = reading.inTurns(rows);
    let turns = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) turns++;
    expect(turns).toBeGreaterThanOrEqual((3 * rowCount) / 2048);
    expect(step.value.edges).toHaveLength(rowCount);
    expect(reading.of(rows)).toBe(step.value);
  },
  60_000,
);
