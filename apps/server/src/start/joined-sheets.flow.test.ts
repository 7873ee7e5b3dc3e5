import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { estateWorkbook } from '../../test/estate-workbook.ts';
import { type ProductPlace, useProduct } from '../../test/product.ts';

/** Numbers of the batches of any flow that end with the connection when all but their commit is done. */
const cuts = new Set<number>();
let batches = 0;
const product = useProduct({
  batches: { rows: 3 },
  around: (phase) => ({
    ...phase,
    run: (context) =>
      phase.run({
        ...context,
        batch: (planned, work, ahead) =>
          context.batch(
            planned,
            async (scope) => {
              const done = await work(scope);
              if (cuts.delete(++batches))
                await sql`select pg_terminate_backend(pg_backend_pid())`.execute(scope.tx);
              return done;
            },
            ahead,
          ),
      }),
  }),
});

const part = (head: string): string => `--landfall\r\ncontent-disposition: form-data; ${head}\r\n\r\n`;

async function upload(place: ProductPlace, options: object) {
  const answer = await product.server.send({
    method: 'POST',
    url: '/api/v1/data-imports',
    headers: { ...place.headers, 'content-type': 'multipart/form-data; boundary=landfall' },
    payload: Buffer.concat([
      Buffer.from(`${part('name="import_category"')}cmdb_export\r\n`),
      Buffer.from(`${part('name="options"')}${JSON.stringify(options)}\r\n`),
      Buffer.from(part('name="file"; filename="estate.xlsx"')),
      estateWorkbook(),
      Buffer.from('\r\n--landfall--\r\n'),
    ]),
  });
  return { status: answer.statusCode, body: answer.json() };
}

describe('several sheets of one uploaded workbook', { timeout: 600_000 }, () => {
  test('feed one import: a row for each machine, and every row of every sheet is accounted for', async () => {
    const place = await product.place();
    cuts.add(1).add(3);
    const sheets = ['vInfo', 'vCPU', 'vMemory', 'vDisk', 'vNetwork'];
    const { status, body } = await upload(place, { sheets });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.detection).toMatchObject({ sheet: 'vInfo', join: { lead: 'vInfo', lead_rows: 12 } });
    await product.reach(place, body.flow_id, 'field_mapping waiting_for_approval');
    const mapped = await product.post(place, `/discovery/flow/${body.flow_id}/resume`, {
      field_mappings: {
        VM: 'hostname',
        'VM UUID': 'uuid',
        'vMemory.Size MiB': 'memory_gb',
        'vCPU.Sockets': 'cpu_sockets',
      },
      approval: true,
      remaining: 'custom_attribute',
    });
    expect(mapped.status, JSON.stringify(mapped.body)).toBe(200);
    const { gate } = await product.reach(place, body.flow_id, 'asset_inventory waiting_for_approval');
    await product.post(place, `/flows/${body.flow_id}/approve`, {
      gate_id: gate?.id,
      gate_revision: gate?.revision,
    });
    const flow = await product.reach(place, body.flow_id, 'completed');

    // Twelve machines, and one that only the sheet of memory knows.
    expect(flow.accounting).toMatchObject({ source_rows: 13, created: 13, rejected: 0 });
    const { rows } = await product.server.database.admin.query(
      'select hostname, memory_gb::float8 as memory, cpu_sockets as sockets from assets where engagement_id = $1 order by hostname',
      [place.engagementId],
    );
    expect(rows).toHaveLength(13);
    expect(rows[0]).toEqual({ hostname: 'ghost-01', memory: 1, sockets: null });
    expect(rows[2]).toEqual({ hostname: 'srv-01', memory: 8, sockets: 2 });

    const records = await product.get(place, `/data-imports/${body.data_import_id}/records?limit=50`);
    expect(records.body.items[1].raw_data).toMatchObject({
      VM: 'srv-01',
      'vDisk.Disk': 'Hard disk 1;Hard disk 2',
      'vDisk.Capacity MiB': '40960;81920',
    });
    expect(records.body.items.at(-1)).toMatchObject({
      line_number: 14,
      raw_data: { VM: 'ghost-01', 'vDisk.Disk': null },
    });
    const details = await product.get(place, `/data-imports/${body.data_import_id}`);
    expect(details.body.detection.join.sheets[1]).toMatchObject({
      sheet: 'vMemory',
      unmatched: { count: 1 },
      own_lines: [14, 14],
    });
    expect(cuts.size).toBe(0);
    expect(await product.violations()).toEqual([]);
  });

  test('that cannot be joined are refused before anything is stored, with what to do', async () => {
    const place = await product.place();
    const unknown = await upload(place, { sheets: ['vInfo', 'vNothing'] });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'file_unreadable' } });
    const column = await upload(place, { sheets: ['vInfo', 'vDisk'], join_columns: { vDisk: ['Machine'] } });
    expect(column).toMatchObject({
      status: 422,
      body: { code: 'join_key_missing', detail: expect.stringContaining('“VM”') },
    });
    const many = await upload(place, { sheets: Array.from({ length: 33 }, (_, index) => `S${index}`) });
    expect(many).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
  });
});
