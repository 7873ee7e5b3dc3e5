import { describe, expect, test } from 'vitest';
import { findTargetField } from '../catalog/target-fields.ts';
import { BlockAmender } from '../cleansing/amend-block.ts';
import { ByteDictionary } from '../cleansing/byte-dictionary.ts';
import { type CleansedBlock, type CleansedColumn, valueAt } from '../cleansing/cleansed-block.ts';
import { noEvidence } from '../cleansing/column-evidence.ts';
import { planColumn } from '../cleansing/column-plan.ts';
import { type ImportPlan, planImport } from '../cleansing/import-plan.ts';
import { findRecommendations, type FoundRecommendation } from './find-recommendations.ts';

type Row = Readonly<Record<string, string | null>>;

/** Cleansed rows in blocks of so many. */
function blocksOf(rows: readonly Row[], perBlock: number): CleansedBlock[] {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Array.from({ length: Math.ceil(rows.length / perBlock) }, (_, block) => {
    const part = rows.slice(block * perBlock, (block + 1) * perBlock);
    // A block may lack the column of a field none of its rows states.
    const stated = fields.filter((field) => part.some((row) => (row[field] ?? null) !== null));
    const columns = stated.map((field) =>
      columnOf(
        field,
        part.map((row) => row[field] ?? null),
      ),
    );
    return {
      firstRow: block * perBlock + 1,
      rowCount: part.length,
      columns,
      faults: new Uint8Array(part.length),
    };
  });
}

function columnOf(field: string, values: readonly (string | null)[]): CleansedColumn {
  const dictionary = new ByteDictionary();
  const ids = Uint16Array.from(values, (value) => (value === null ? 0 : dictionary.internText(value) + 1));
  return { field, bytes: dictionary.bytes.slice(), ends: dictionary.ends.slice(), ids };
}

function planOf(rows: readonly Row[]): ImportPlan {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const found = fields.flatMap((key) => findTargetField(key) ?? []);
  const plans = found.map((field, index) =>
    planColumn({ position: index + 1, key: field.key, header: field.label, evidence: noEvidence }, field),
  );
  return planImport(plans, new Map(found.map((field) => [field.key, field])));
}

function recommended(rows: readonly Row[], perBlock = 3): FoundRecommendation[] {
  const steps = findRecommendations(blocksOf(rows, perBlock), planOf(rows));
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Rule, and for each change its rows with the value before and after. */
function changesOf(found: readonly FoundRecommendation[]) {
  return found.map(({ rule, changes }) => [
    rule,
    changes.map(({ before, after, rows }) => [rows, before, after]),
  ]);
}

const named = (values: readonly string[], field: string): Row[] =>
  values.map((value) => ({ [field]: value }));

describe('one spelling', () => {
  test('values that differ in case, accents and punctuation are written as most rows write them', () => {
    const rows = named(['Dell Inc.', 'DELL INC', 'Dell Inc.', 'HPE', 'dell-inc'], 'manufacturer');
    expect(changesOf(recommended(rows))).toEqual([
      [
        'one_spelling',
        [
          [[2], 'DELL INC', 'Dell Inc.'],
          [[5], 'dell-inc', 'Dell Inc.'],
        ],
      ],
    ]);
  });

  test('of equally frequent spellings that in upper and lower case is taken', () => {
    const rows = named(['BERLIN', 'Berlin', 'berlin'], 'location');
    expect(recommended(rows).flatMap(({ changes }) => changes.map(({ after }) => after))).toEqual([
      'Berlin',
      'Berlin',
    ]);
  });

  test('digits that punctuation parts are different numbers', () => {
    expect(recommended(named(['R 7 40', 'R 74 0', 'R-740'], 'model'))).toEqual([]);
    expect(recommended(named(['R 740', 'R740', 'R740'], 'model'))).toHaveLength(1);
  });

  test.each(['serial_number', 'external_id', 'os_version', 'description', 'application_name'])(
    'values of %s are left as they are',
    (field) => {
      expect(recommended(named(['A-1b', 'a1B', 'A1B'], field))).toEqual([]);
    },
  );

  test('nothing depends on how rows are cut into blocks', () => {
    const rows = named(['Dell', 'DELL', 'Dell', 'HPE', 'hpe', 'HPE', 'Dell'], 'manufacturer');
    const whole = recommended(rows, 100);
    for (const perBlock of [1, 2, 3, 7]) expect(recommended(rows, perBlock)).toEqual(whole);
  });
});

describe('filling from another field', () => {
  const sites = ['Berlin', 'Bremen', 'Hamburg', 'Kiel', 'Berlin', 'Bremen'];
  const agreeing = sites.map((site) => ({ location: site, 'custom:Site': site }));

  test('a field is filled from a custom attribute that says the same wherever both have a value', () => {
    const rows = [
      ...agreeing,
      { location: null, 'custom:Site': 'Jena' },
      { location: null, 'custom:Site': null },
    ];
    expect(changesOf(recommended(rows, 100))).toEqual([['fill_from_field', [[[7], null, 'Jena']]]]);
  });

  test('it is read as the field is: units and words become the same', () => {
    const sizes = ['4', '8', '16', '32', '64', '128'];
    const rows = [
      ...sizes.map((size) => ({ memory_gb: size, 'custom:RAM': `${size} GB` })),
      { memory_gb: null, 'custom:RAM': '2048 MB' },
      { memory_gb: null, 'custom:RAM': 'much' },
    ];
    expect(changesOf(recommended(rows, 100))).toEqual([['fill_from_field', [[[7], null, '2']]]]);
  });

  test('nothing is recommended for fields that disagree, agree in one value only, or in few rows', () => {
    const gap = { location: null, 'custom:Site': 'Jena' };
    const disagreeing = agreeing.map((row, at) => (at === 2 ? { ...row, location: 'Ulm' } : row));
    const constant = agreeing.map(() => ({ location: 'Berlin', 'custom:Site': 'Berlin' }));
    for (const rows of [disagreeing, constant, agreeing.slice(0, 4)])
      expect(recommended([...rows, gap], 100)).toEqual([]);
  });

  test('a host name is filled from the first label of the domain name', () => {
    const hosts = ['a1', 'b2', 'c3', 'd4', 'e5'];
    const rows = [
      ...hosts.map((host) => ({ hostname: host, fqdn: `${host}.corp.example` })),
      { hostname: null, fqdn: 'f6.corp.example' },
    ];
    expect(changesOf(recommended(rows, 100))).toEqual([['fill_from_field', [[[6], null, 'f6']]]]);
  });

  test('what identifies a machine is never filled', () => {
    const serials = ['AX100', 'AX200', 'AX300', 'AX400', 'AX500'];
    const rows = [
      ...serials.map((serial) => ({ serial_number: serial, 'custom:SN': serial })),
      { serial_number: null, 'custom:SN': 'AX600' },
    ];
    expect(recommended(rows, 100)).toEqual([]);
  });
});

describe('one name for one machine', () => {
  const web = { name: 'web-01', ip_address: '10.0.0.1' };

  test('rows whose names differ in punctuation and that share an address get the name most have', () => {
    const rows = [
      web,
      { name: 'WEB_01', ip_address: '10.0.0.1\n10.0.0.9' },
      web,
      { name: 'db1', ip_address: '10.0.0.2' },
    ];
    expect(changesOf(recommended(rows))).toEqual([['one_name', [[[2], 'WEB_01', 'web-01']]]]);
  });

  test('no name is touched without a shared address, or where a key speaks against it', () => {
    expect(recommended([web, { name: 'web01', ip_address: '10.0.0.2' }])).toEqual([]);
    expect(
      recommended([
        { ...web, serial_number: 'AX100' },
        { name: 'web01', ip_address: '10.0.0.1', serial_number: 'AX200' },
      ]),
    ).toEqual([]);
  });

  test('names that matching takes for the same already need none', () => {
    expect(recommended([web, { ...web, name: 'WEB-01' }])).toEqual([]);
  });

  test('umlauts and other letters are compared as well', () => {
    const rows = [
      { name: 'büro-01', ip_address: '10.0.0.1' },
      { name: 'büro_01', ip_address: '10.0.0.1' },
    ];
    expect(recommended(rows)).toHaveLength(1);
  });
});

/** The values of a field once everything that is recommended was applied, in blocks of six rows. */
function applied(rows: readonly Row[], field: string): (string | null)[] {
  const amender = new BlockAmender({
    ...planOf(rows),
    amendments: recommended(rows, 100).map(({ amendment }) => amendment),
  });
  return blocksOf(rows, 6)
    .map((block) => amender.amend(block))
    .flatMap(({ columns, rowCount }) => {
      const column = columns.find((one) => one.field === field);
      return Array.from({ length: rowCount }, (_, row) =>
        column === undefined ? null : valueAt(column, row),
      );
    });
}

describe('what is recommended is what an applied one does, row by row', () => {
  test('of spellings', () => {
    const rows = named(['Dell', 'DELL', 'Dell', 'HPE', 'hpe', 'HPE', 'hpe', 'Sun'], 'manufacturer');
    const after = ['Dell', 'Dell', 'Dell', 'HPE', 'HPE', 'HPE', 'HPE', 'Sun'];
    expect(applied(rows, 'manufacturer')).toEqual(after);
  });

  test('of fills, in blocks with and without values of the field', () => {
    const sites = ['Berlin', 'Bremen', 'Hamburg', 'Kiel', 'Berlin', 'Bremen'];
    const rows = [
      ...sites.map((site) => ({ location: site, 'custom:Site': site })),
      { location: null, 'custom:Site': 'Jena' },
      { location: null, 'custom:Site': null },
      { location: null, 'custom:Site': 'Kiel' },
    ];
    expect(applied(rows, 'location')).toEqual([...sites, 'Jena', null, 'Kiel']);
  });
});
