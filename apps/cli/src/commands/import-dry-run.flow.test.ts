import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aDataDirectory, finish, landfall, ready } from '../../test/processes.ts';
import { exitCodes } from '../exit-codes.ts';

const context = ['--client', 'sample', '--engagement', 'sample'];
const header = 'Hostname,Serial Number,RAM (GB),Environment';
const rowOf = (machine: number, ram: number) => `web${machine},SER-100${machine}X,${ram},Production`;

const jsonIn = ({ output }: { output: string }) =>
  JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}');

test('a dry run shows what rows would do to fields and leaves nothing; a large change needs its own word', {
  timeout: 600_000,
}, async () => {
  const directory = aDataDirectory();
  const server = landfall('start', '--demo', '--port', '0', '--data', directory);
  await ready(server);
  const fileOf = (name: string, rows: readonly string[]) => {
    const file = join(directory, name);
    writeFileSync(file, `${[header, ...rows].join('\n')}\n`);
    return file;
  };
  const run = (...args: string[]) => finish(landfall(...args, ...context, '--data', directory));
  const first = fileOf(
    'first.csv',
    [1, 2, 3].map((machine) => rowOf(machine, 8)),
  );

  expect(await run('import', first, '--yes')).toMatchObject({ code: exitCodes.completed });
  const changed = fileOf('changed.csv', [rowOf(1, 16), rowOf(2, 32), rowOf(3, 8), rowOf(4, 8), ',,4,Test']);

  const dry = await run('import', changed, '--dry-run');
  expect(dry.code).toBe(exitCodes.completed);
  expect(dry.output).toMatch(/to create\s+1\n/);
  expect(dry.output).toMatch(/to update\s+2\n/);
  expect(dry.output).toContain(
    '! 2 of 3 existing assets would change or be rejected (2 changed, 0 rejected).',
  );
  expect(dry.output).toMatch(/update {3}line 2 {2}web1\n {2}Memory.*: 8 -> 16 {2}\(newer; before: .*row 1\)/);
  expect(dry.output).toMatch(/reject {3}line 6 {2}without a name\n {2}.*\(no_identity\)/);
  expect(dry.output).toContain('nothing of it is kept');
  expect((await run('flow', 'list')).output).not.toContain('changed.csv');

  const rows = jsonIn(await run('import', changed, '--dry-run', '--json'));
  expect(rows).toMatchObject({
    counts: { source_rows: 5, create: 1, update: 2, unchanged: 1, reject: 1 },
    large_change: { existing_assets: 3, affected: 2 },
    kept: false,
  });
  expect(rows.rows.map(({ action }: { action: string }) => action)).toEqual([
    'create',
    'update',
    'update',
    'reject',
  ]);

  const unconfirmed = await run('import', changed, '--yes');
  expect(unconfirmed.code).toBe(exitCodes.needsConfirmation);
  expect(unconfirmed.output).toContain('2 of 3 existing assets would change');
  expect(unconfirmed.output).toContain('add --confirm-large-change 2');
  const { items } = jsonIn(await run('flow', 'list', '--json'));
  const waiting = items.find(({ status }: { status: string }) => status === 'waiting_for_approval');
  expect(await run('flow', 'approve', waiting.flow_id)).toMatchObject({
    code: exitCodes.refused,
    output: expect.stringContaining('409 large_change_needs_confirmation'),
  });
  expect(await run('flow', 'delete', waiting.flow_id, '--yes')).toMatchObject({ code: 0 });

  const kept = await run('import', changed, '--dry-run', '--keep', '--rows', '1');
  expect(kept.output).toContain('Kept; go on at http');
  expect(kept.output.match(/^update /gm)).toHaveLength(1);
  const [{ flow_id: keptId }] = jsonIn(await run('flow', 'list', '--json')).items;
  expect(await run('flow', 'cancel', keptId)).toMatchObject({ code: 0 });

  const confirmed = await run('import', changed, '--yes', '--json', '--confirm-large-change', '2');
  expect(confirmed.code).toBe(exitCodes.completed);
  expect(jsonIn(confirmed)).toMatchObject({ created: 1, updated: 2, unchanged: 1, rejected: 1, assets: 4 });

  const importId: string = jsonIn(confirmed).data_import_id;
  expect(jsonIn(await run('report', importId))).toMatchObject({
    accounting: { created: 1, updated: 2, unchanged: 1, rejected: 1 },
    decisions: expect.arrayContaining([
      expect.objectContaining({
        gate: 'asset_preview',
        shown: expect.objectContaining({ confirmed_large_change: 2 }),
      }),
    ]),
  });
  const workbook = join(directory, 'report.xlsx');
  expect(await run('report', importId, '--format', 'xlsx', '--out', workbook)).toMatchObject({ code: 0 });
  expect(readFileSync(workbook).subarray(0, 2).toString()).toBe('PK');

  const connections = join(directory, 'connections.csv');
  writeFileSync(connections, 'Source Host,Target Host,Port,Protocol\nweb1,db9,5432,tcp\nweb1,web1,80,tcp\n');
  const traffic = ['import', connections, '--category', 'app_discovery'] as const;
  const planned = await run(...traffic, '--dry-run');
  expect(planned.code).toBe(exitCodes.completed);
  expect(planned.output).toMatch(/of connections\s+1\n/);
  expect(planned.output).toMatch(/to create as ends\s+1\n/);
  expect(planned.output).toMatch(/create {3}row 1 {2}db9 {2}\(end of a connection\)\n/);
  expect(planned.output).toMatch(/connect {2}row 1 {2}web1 uses database db9 \(new\) port 5432 tcp\n/);
  expect(planned.output).toContain('nothing of it is kept');
  expect(jsonIn(await run(...traffic, '--dry-run', '--json'))).toMatchObject({
    counts: { source_rows: 2, connect: 1, reject: 1, create: 0, create_ends: 1 },
    rows: [{ action: 'reject', reason_code: 'self_dependency' }],
    created_ends: [{ row_number: 1, name: 'db9' }],
    connections: [{ effect: 'created', row_number: 1, target: { name: 'db9', is_new: true } }],
    kept: false,
  });
  expect((await run('flow', 'list')).output).not.toContain('connections.csv');

  const measured = fileOf(
    'measured.csv',
    [1, 2, 3].map((one) => rowOf(one, 64)),
  );
  const measuring = ['import', measured, '--category', 'infrastructure', '--yes', '--json'] as const;
  expect(await run(...measuring)).toMatchObject({
    code: exitCodes.needsConfirmation,
    output: expect.stringContaining('3 of 4 existing assets would change'),
  });
  const [{ flow_id: measuringId }] = jsonIn(await run('flow', 'list', '--json')).items;
  expect(await run('flow', 'cancel', measuringId)).toMatchObject({ code: 0 });
  expect(jsonIn(await run(...measuring, '--confirm-large-change', '3'))).toMatchObject({ updated: 3 });
  server.process.kill('SIGINT');
  expect((await finish(server)).code).toBe(0);
});
