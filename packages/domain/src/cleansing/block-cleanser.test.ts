import { expect, test } from 'vitest';
import { findTargetField } from '../catalog/target-fields.ts';
import type { SourceColumn } from '../tabular/file-layout.ts';
import { readChunk } from '../tabular/raw-chunk.ts';
import { RecordReader } from '../tabular/record-reader.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { BlockCleanser } from './block-cleanser.ts';
import { type CleansedBlock, decodeBlock, encodeBlock, valueAt } from './cleansed-block.ts';
import { noEvidence } from './column-evidence.ts';
import { type ColumnOptions, planColumn } from './column-plan.ts';
import { GatheredRows } from './gathered-rows.ts';
import { planImport } from './import-plan.ts';

function cleanse(
  csv: string,
  targets: readonly string[],
  options: ColumnOptions = {},
): { block: CleansedBlock; cleanser: BlockCleanser } {
  const [header = '', ...lines] = csv.split('\n');
  return cleanseRows({ header, targets, options }, (reader) =>
    reader.readAll(encodeUtf8(`${lines.join('\n')}\n`)),
  );
}

/** Cleanses the rows that `read` makes a reader report. */
function cleanseRows(
  { header, targets, options }: { header: string; targets: readonly string[]; options?: ColumnOptions },
  read: (reader: RecordReader) => void,
): { block: CleansedBlock; cleanser: BlockCleanser } {
  const columns = columnsOf(header);
  const fields = new Map(targets.map((key) => [key, findTargetField(key)!]));
  const plans = columns.flatMap((column, index) => {
    const field = fields.get(targets[index] ?? '');
    return field === undefined ? [] : [planColumn({ ...column, evidence: noEvidence }, field, options)];
  });
  const cleanser = new BlockCleanser(planImport(plans, fields));
  const gatherer = cleanser.gatherer();
  read(new RecordReader({ columns, delimiter: ',' }, (row) => void gatherer.add(row)));
  const rows = gatherer.rest();
  if (rows === undefined) throw new Error('no rows');
  const steps = cleanser.cleanse(rows);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { block: step.value, cleanser };
  }
}

function columnsOf(header: string): SourceColumn[] {
  return header.split(',').map((name, index) => ({ position: index + 1, key: name, header: name }));
}

/** Values of each row by field, unknown ones left out. */
function rowsOf(block: CleansedBlock): Record<string, string>[] {
  return Array.from({ length: block.rowCount }, (_, row) =>
    Object.fromEntries(
      block.columns
        .map((column) => [column.field, valueAt(column, row)])
        .filter(([, value]) => value !== null),
    ),
  );
}

test('F69 every mapped column reaches its field in every row', () => {
  const { block } = cleanse('Host,RAM,Env\nweb1,16 GB,PROD\nWEB2,2048 MB,n/a\nweb3,,Test', [
    'hostname',
    'memory_gb',
    'environment',
  ]);
  expect(rowsOf(block)).toEqual([
    { hostname: 'web1', memory_gb: '16', environment: 'production' },
    { hostname: 'WEB2', memory_gb: '2' },
    { hostname: 'web3', environment: 'test' },
  ]);
});

test('several columns of one field are merged by its rule', () => {
  const { block } = cleanse('A,B\n10.0.0.1,10.0.0.2; 10.0.0.1\n,10.0.0.3\n10.0.0.4,', [
    'ip_address',
    'ip_address',
  ]);
  expect(rowsOf(block).map((row) => row['ip_address'])).toEqual([
    '10.0.0.1\n10.0.0.2',
    '10.0.0.3',
    '10.0.0.4',
  ]);
});

test('family and version come from the operating system only when no column states them', () => {
  expect(rowsOf(cleanse('OS\nRHEL 7.9', ['operating_system']).block)).toEqual([
    { operating_system: 'RHEL 7.9', os_family: 'linux', os_version: '7.9' },
  ]);
  expect(rowsOf(cleanse('OS,F\nRHEL 7.9,', ['operating_system', 'os_family']).block)).toEqual([
    { operating_system: 'RHEL 7.9', os_version: '7.9' },
  ]);
});

test('F79 a row that cannot be read keeps its place and its reason', () => {
  const { block } = cleanse('Host,RAM\nweb1,16 GB\nweb2,8 GB,surplus\nweb3,1 GB', ['hostname', 'memory_gb']);
  expect([...block.faults]).toEqual([0, 1, 0]);
  expect(rowsOf(block)).toEqual([
    { hostname: 'web1', memory_gb: '16' },
    {},
    { hostname: 'web3', memory_gb: '1' },
  ]);
});

test('a value that a person set stands in cells that hold nothing, however varied the others are', () => {
  const lines = Array.from({ length: 3000 }, (_, row) =>
    row % 3 === 0 ? `Site ${row},x` : ['n/a,x', ',x'][row % 2],
  );
  const { block, cleanser } = cleanse(['Site,Note', ...lines, 'late,row,surplus'].join('\n'), ['location'], {
    missingAs: 'Berlin',
  });
  const found = rowsOf(block).map(({ location }) => location);
  expect(found.slice(2996)).toEqual(['Berlin', 'Site 2997', 'Berlin', 'Berlin', undefined]);
  expect(cleanser.columns[0]?.outcome).toMatchObject({
    filledBefore: 2000,
    filledAfter: 3000,
    placeholders: 1000,
    converted: 0,
    failed: 0,
  });
});

test('where several columns feed a field, a value that a person set stands in rows in which none of them says anything', () => {
  const csv = 'Kept,Until,Note\n7 years,,x\n,2 years,x\nn/a,,x\n,,x\nlate,row,x,surplus';
  const { block, cleanser } = cleanse(csv, ['retention_period', 'retention_period'], { missingAs: '1 year' });
  expect(rowsOf(block).map(({ retention_period: period }) => period)).toEqual([
    '7 years',
    '2 years',
    '1 year',
    '1 year',
    undefined,
  ]);
  expect(cleanser.columns[0]?.outcome).toMatchObject({ filledBefore: 2, filledAfter: 3, placeholders: 1 });
  expect(cleanser.columns[1]?.outcome).toMatchObject({ filledBefore: 1, filledAfter: 1 });
});

test('a cell that cannot be read is not taken for a missing one because another column is empty', () => {
  const { block } = cleanse('A,B,Note\nmany,,x\n,,x\n,8,x', ['disk_iops', 'disk_iops'], { missingAs: '4' });
  expect(rowsOf(block).map(({ disk_iops: iops }) => iops)).toEqual([undefined, '4', '8']);
});

test('a value that a person set for unreadable cells leaves none of them failed', () => {
  const { block, cleanser } = cleanse('Host,Cores\na1,4\nb2,many\nc3,', ['', 'cpu_cores'], {
    invalidAs: '2',
  });
  expect(rowsOf(block).map(({ cpu_cores: cores }) => cores)).toEqual(['4', '2', undefined]);
  expect(cleanser.columns[0]?.outcome).toMatchObject({ filledBefore: 2, filledAfter: 2, failed: 0 });
});

test('what happened to the cells of a column is counted over all rows', () => {
  const { cleanser } = cleanse('Host,Cores\na1,4\nb2,n/a\nc3,many\nd4, 8 vCPU\ne5,', [
    'hostname',
    'cpu_cores',
  ]);
  const cores = cleanser.columns[1]?.outcome;
  expect(cores).toMatchObject({ filledBefore: 4, filledAfter: 2, converted: 1, placeholders: 1, failed: 1 });
  expect(cores?.issues.get('invalid_value')).toMatchObject({
    count: 1,
    ranges: [[3, 3]],
    samples: [{ row: 3, value: 'many' }],
  });
});

test('F69 every row of a file that ends without a line break is the row of the file', () => {
  const hosts = Array.from({ length: 700 }, (_, row) => `host-${row}`);
  const bytes = encodeUtf8(hosts.map((host, row) => `${host},${row} GB`).join('\n'));
  const layout = { columns: columnsOf('Host,RAM'), delimiter: ',' } as const;
  const rows = new GatheredRows([1, 2]);
  readChunk(layout, { bytes, firstRow: 1, rowCount: hosts.length, firstLine: 2 }, (row) => rows.add(row));
  const { bytes: values, ends } = rows.column(0);
  expect(Array.from(ends, (end, row) => decodeUtf8(values, ends[row - 1] ?? 0, end))).toEqual(hosts);
});

test('F69 rows stay what they were when the reader moves its bytes to read a last one without a line break', () => {
  const hosts = Array.from({ length: 300 }, (_, row) => `host-${row}`);
  // Longer than all before it together: moved to the front, it lies over every row that was read before.
  const lastHost = `last-${'x'.repeat(8000)}`;
  const csv = encodeUtf8([...hosts.map((host) => `${host},16 GB`), `${lastHost},32 GB`].join('\n'));
  const { block } = cleanseRows({ header: 'Host,RAM', targets: ['hostname', 'memory_gb'] }, (reader) => {
    reader.push(csv);
    reader.end();
  });
  expect(rowsOf(block)).toEqual([
    ...hosts.map((hostname) => ({ hostname, memory_gb: '16' })),
    { hostname: lastHost, memory_gb: '32' },
  ]);
});

test('a packed block reads back equal, also from an odd place of a larger buffer', () => {
  const { block } = cleanse('Host,RAM\nweb1,16 GB\nMünchen 2,8 GB\nweb3,1 GB', ['hostname', 'memory_gb']);
  const packed = encodeBlock(block);
  const shifted = new Uint8Array(packed.length + 3);
  shifted.set(packed, 3);
  for (const decoded of [decodeBlock(packed), decodeBlock(shifted.subarray(3))]) {
    expect(rowsOf(decoded)).toEqual(rowsOf(block));
    expect({ ...decoded, columns: [] }).toEqual({ ...block, columns: [] });
  }
});

test('a long text that cannot be read, and a long one that was changed, are noted by their beginning', () => {
  const long = `no number ${'x'.repeat(100_000)}`;
  const { cleanser } = cleanse(`Host,CPU\n  ${long},${long}\nweb2,4`, ['hostname', 'cpu_cores']);
  const noted = JSON.stringify(
    cleanser.columns.map(({ outcome: { examples, issues } }) => [
      examples.map(({ before, after }) => [before, after]),
      [...issues.values()].map(({ samples, texts }) => [
        samples.map(({ value }) => value),
        [...texts.keys()],
      ]),
    ]),
  );
  expect(noted.match(/no number x+…"/g)).toHaveLength(4);
  expect(noted.length).toBeLessThan(4 * 350);
});
