import { expect, test } from 'vitest';
import { columnTexts, textColumn } from '../cleansing/text-column.ts';
import { prepareInfrastructureBlock } from './prepare-infrastructure.ts';

const rows = [
  { operating_system: 'Windows Server 2012 R2' },
  { database_type: 'PostgreSQL', database_version: '12' },
  { operating_system: 'Windows Server 2022', database_type: 'PostgreSQL', database_version: '12' },
  { database_type: 'PostgreSQL', database_version: '12', end_of_life_date: '2030-01-01' },
  { database_type: 'Nobody knows' },
  {},
];
const fields = ['operating_system', 'database_type', 'database_version', 'end_of_life_date'];

test('what a row is ends with its system, that of a database alone with its release; what is stated stays', () => {
  const textsOf = (field: string) => rows.map((row) => new Map(Object.entries(row)).get(field) ?? null);
  const block = {
    firstRow: 1,
    rowCount: rows.length,
    faults: new Uint8Array(rows.length),
    columns: fields.map((field) => textColumn(field, textsOf(field))),
  };
  expect(columnTexts(prepareInfrastructureBlock(block), 'end_of_life_date')).toEqual([
    '2023-10-10',
    '2024-11-21',
    '2031-10-14',
    '2030-01-01',
    null,
    null,
  ]);
});
