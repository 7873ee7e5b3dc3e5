import { assert, integer, array, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupRows, type KeyColumn, ownersOf, type RowKeys, sharedKey } from './group-rows.ts';

interface Row {
  readonly external_id?: string;
  readonly uuid?: string;
  readonly serial?: string;
  readonly fqdn?: string;
  readonly hostname?: string;
  readonly name?: string;
  readonly ip?: string;
  readonly type?: number;
}

function keyColumn(rows: readonly Row[], read: (row: Row) => string | undefined): KeyColumn {
  const numbers = new Map<string, number>();
  const ids = Int32Array.from(rows, (row) => {
    const value = read(row);
    if (value === undefined) return -1;
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  });
  return { ids, size: numbers.size };
}

function keysOf(rows: readonly Row[]): RowKeys {
  return {
    rows: rows.length,
    strong: [
      keyColumn(rows, (row) => row.external_id),
      keyColumn(rows, (row) => row.uuid),
      keyColumn(rows, (row) => row.serial),
      keyColumn(rows, (row) => row.fqdn),
    ],
    hostname: keyColumn(rows, (row) => row.hostname),
    name: keyColumn(rows, (row) => row.name),
    address: keyColumn(rows, (row) => row.ip),
    typeClass: Int32Array.from(rows, (row) => row.type ?? 0),
    content: keyColumn(rows, (row) => JSON.stringify(row)),
    filled: Uint16Array.from(rows, (row) => Object.keys(row).length),
    eligible: new Uint8Array(rows.length).fill(1),
  };
}

/** Rows by group, each group named by its lead row. */
function groups(rows: readonly Row[]): number[] {
  return [...groupRows(keysOf(rows)).leadOf];
}

describe('rows of one machine', () => {
  test('are joined by any strong key, also through a row between them', () => {
    expect(
      groups([{ uuid: 'u' }, { uuid: 'u', serial: 's' }, { serial: 's', fqdn: 'f' }, { fqdn: 'f' }]),
    ).toEqual([1, 1, 1, 1]);
  });
  test('are joined by the host name when nothing speaks against it', () => {
    expect(
      groups([
        { hostname: 'web1', serial: 's' },
        { hostname: 'web1', ip: '1' },
      ]),
    ).toEqual([0, 0]);
  });
  test('are led by the fullest row, the first of equals', () => {
    expect(
      groups([{ uuid: 'u' }, { uuid: 'u', name: 'a', ip: '1' }, { uuid: 'u', name: 'a', ip: '2' }]),
    ).toEqual([1, 1, 1]);
  });
  test('exact copies are one, whatever identifies them', () => {
    expect(groups([{ name: 'Payroll' }, { name: 'Payroll' }, { name: 'Payroll', ip: '1' }])).toEqual([
      0, 0, 2,
    ]);
  });
});

describe('F81 different machines', () => {
  test('cloned machines share a uuid and differ in serial number: they stay apart', () => {
    expect(groups([{ uuid: 'u', serial: 'a' }, { uuid: 'u', serial: 'b' }, { uuid: 'u' }])).toEqual([
      0, 1, 2,
    ]);
  });
  test('a shared address or name never joins rows', () => {
    expect(
      groups([
        { ip: '1', name: 'a' },
        { ip: '1', name: 'b' },
        { ip: '2', name: 'a' },
      ]),
    ).toEqual([0, 1, 2]);
  });
  test('one host name in two domains is two machines, and a row with the name alone is neither', () => {
    expect(
      groups([
        { hostname: 'web1', fqdn: 'web1.a' },
        { hostname: 'web1', fqdn: 'web1.b' },
        { hostname: 'web1', ip: '1' },
      ]),
    ).toEqual([0, 1, 2]);
  });
  test('a database and its server keep their common host name apart', () => {
    expect(
      groups([
        { hostname: 'db1', type: 1 },
        { hostname: 'db1', type: 2 },
      ]),
    ).toEqual([0, 1]);
  });
  test('a contradiction that shows only while joining stops the join', () => {
    // The middle rows are one machine with two host names; the outer ones cannot both be it.
    const middle = [
      { hostname: 'h1', serial: 's' },
      { hostname: 'h2', serial: 's' },
    ];
    expect(groups([{ hostname: 'h1', uuid: 'a' }, ...middle, { hostname: 'h2', uuid: 'b' }])).toEqual([
      0, 0, 0, 3,
    ]);
  });
});

test('F81 whatever the rows are, no group states two values of one strong key', () => {
  const letter = integer({ min: 0, max: 3 }).map(String);
  const row = record(
    { uuid: letter, serial: letter, fqdn: letter, hostname: letter, ip: letter, name: letter },
    { requiredKeys: [] },
  );
  assert(
    property(array(row, { maxLength: 30 }), (rows) => {
      const keys = keysOf(rows);
      const { leadOf } = groupRows(keys);
      for (const column of keys.strong) {
        const stated = new Map<number, number>();
        for (const [index, value] of column.ids.entries()) {
          if (value < 0) continue;
          const lead = leadOf[index] ?? -1;
          expect(stated.get(lead) ?? value).toBe(value);
          stated.set(lead, value);
        }
      }
      for (const lead of leadOf) expect(leadOf[lead]).toBe(lead);
    }),
    { numRuns: 300 },
  );
});

test('F38 a key that two groups state belongs to neither', () => {
  const keys = keysOf([{ uuid: 'u', serial: 'a' }, { uuid: 'u', serial: 'b' }, { uuid: 'v' }]);
  const found = groupRows(keys);
  expect([...ownersOf(keys.strong[1] ?? keys.hostname, found, keys.eligible)]).toEqual([sharedKey, 2]);
});

test('many rows are grouped in time that grows with the rows', () => {
  const rows = 200_000;
  const ids = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 4));
  const serials: KeyColumn = { ids, size: rows / 4 };
  const none: KeyColumn = { ids: new Int32Array(rows).fill(-1), size: 0 };
  const startedAt = performance.now();
  const { leadOf } = groupRows({
    rows,
    strong: [none, none, serials, none],
    hostname: serials,
    name: none,
    address: none,
    content: none,
    typeClass: new Int32Array(rows),
    filled: new Uint16Array(rows),
    eligible: new Uint8Array(rows).fill(1),
  });
  expect(new Set(leadOf).size).toBe(rows / 4);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
