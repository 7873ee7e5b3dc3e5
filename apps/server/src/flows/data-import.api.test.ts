import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { beforeAll, describe, expect, test } from 'vitest';
import { useFileStore } from '../../test/file-store.ts';
import { useFlows } from '../../test/flows.ts';
import { downloadRoutes } from '../features/imports/download.routes.ts';
import { defaultLimits } from '../features/imports/import-settings.ts';
import { importRoutes } from '../features/imports/imports.routes.ts';
import { uploadRoutes } from '../features/imports/upload.routes.ts';
import { proposeMappings } from '../features/mappings/propose-mappings.service.ts';
import { dataImportPhase } from './data-import.phase.ts';

const { folder, files } = useFileStore('import');
const flows = useFlows({
  routes: ({ db, flows: port }) => [
    downloadRoutes({ db, files, cleansedRows: async () => undefined }),
    uploadRoutes({ db, flows: port, files, limits: { ...defaultLimits, uploadsPerMinute: 1000 } }),
    importRoutes({
      db,
      flows: port,
      accounting: async () => null,
      cleansedRecord: async () => ({ cleansed: null, notes: [] }),
      assetOf: async () => undefined,
      issueRows: () => Promise.reject(new Error('No issue is looked at')),
    }),
  ],
});

let origin: string;
beforeAll(async () => {
  origin = await flows.server.app.listen({ host: '127.0.0.1', port: 0 });
});

type Place = Awaited<ReturnType<typeof flows.place>>;

interface UploadOptions {
  readonly maxRows?: number;
  readonly name?: string;
  readonly fileName?: string;
  /** Runs between the upload and its first phase. */
  readonly beforeRun?: (flowId: FlowId) => Promise<void>;
}

/** Uploads a text and lets the real first phase read it; the flow then stops at the mapping gate. */
async function anImport(text: string | Buffer, options: UploadOptions = {}) {
  const place = await flows.place();
  return { place, ...(await uploadTo(place, text, options)) };
}

async function uploadTo(place: Place, text: string | Buffer, options: UploadOptions) {
  const phase = dataImportPhase({ files, maxRows: options.maxRows ?? 1000, proposeMappings });
  flows.bodies.data_import = async (context) => {
    await options.beforeRun?.(context.flowId);
    return phase.run(context);
  };
  const form = new FormData();
  form.append('import_category', 'cmdb_export');
  if (options.name !== undefined) form.append('name', options.name);
  form.append('file', new Blob([new Uint8Array(Buffer.from(text))]), options.fileName ?? 'servers.csv');
  const request = { method: 'POST', headers: place.headers, body: form };
  const response = await fetch(`${origin}/api/v1/data-imports`, request);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape of the contract
  const body = (await response.json()) as { data_import_id: string; flow_id: string };
  expect(response.status, JSON.stringify(body)).toBe(201);
  return {
    importId: body.data_import_id,
    flowId: asId<'Flow'>(body.flow_id),
    path: `/data-imports/${body.data_import_id}`,
  };
}

const servers = 'Host,RAM,Notes,\nweb-1,16 GB,"a, b",\n\nweb-2,32 GB,n/a,\ndb-1,64 GB\nodd,1,2,3,4\n';

describe('an import that was read', () => {
  test('F70 has every column with its profile, and a mapping for each', async () => {
    const { place, flowId, path } = await anImport(servers);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { status, body } = await flows.get(place, `${path}/columns`);
    expect(status).toBe(200);
    expect(body.items.map(({ key, position }: { key: string; position: number }) => [position, key])).toEqual(
      [
        [1, 'Host'],
        [2, 'RAM'],
        [3, 'Notes'],
        [4, '__EMPTY_4'],
      ],
    );
    expect(body.items[1]).toMatchObject({
      detected_unit: 'GB',
      profile: { rows: 4, distinct_count: 4, distinct_exact: true, unit_hints: [{ value: 'GB', count: 3 }] },
    });
    expect(body.items[2].profile).toMatchObject({ null_count: 1, placeholder_count: 1, filled_share: 0.5 });
    const { rows } = await flows.server.database.admin.query(
      'select c.key from import_field_mappings m join import_columns c on c.id = m.column_id where m.flow_id = $1 order by 1',
      [flowId],
    );
    expect(rows.map(({ key }: { key: string }) => key)).toEqual(['Host', 'Notes', 'RAM', '__EMPTY_4']);
  });

  test('shows its rows with their lines, page by page', async () => {
    const { place, flowId, path } = await anImport(servers);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const first = await flows.get(place, `${path}/records?limit=3`);
    expect(first.body).toMatchObject({
      total: 4,
      items: [
        {
          row_number: 1,
          line_number: 2,
          raw_data: { Host: 'web-1', Notes: 'a, b', __EMPTY_4: '' },
          outcome: null,
        },
        { row_number: 2, line_number: 4 },
        {
          row_number: 3,
          line_number: 5,
          raw_data: { Host: 'db-1', RAM: '64 GB', Notes: null, __EMPTY_4: null },
        },
      ],
    });
    const second = await flows.get(place, `${path}/records?limit=3&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({
      items: [{ row_number: 4, raw_data: { Host: 'odd', __EMPTY_4: '3', __EXTRA_5: '4' } }],
      next_cursor: null,
    });
    expect((await flows.get(place, `${path}/records?from_row=4`)).body.items).toHaveLength(1);
    expect((await flows.get(place, `${path}/records?outcome=rejected`)).body).toMatchObject({
      items: [],
      total: 0,
    });
    expect((await flows.get(place, `${path}/records/2`)).body).toMatchObject({
      row_number: 2,
      cleansed: null,
      notes: [],
    });
  });

  test('tells its file, how it was read, and the steps it went through', async () => {
    const { place, flowId, path, importId } = await anImport(servers, { name: 'October' });
    await flows.reach(place, flowId, 'waiting_for_approval');
    const details = (await flows.get(place, path)).body;
    expect(details).toMatchObject({
      id: importId,
      import_name: 'October',
      flow: { flow_id: flowId },
      files: [{ file_name: 'servers.csv', row_count: 4, header_row: 1 }],
      detection: { delimiter: ',', line_ending: 'lf' },
    });
    const steps = (await flows.get(place, `${path}/processing-steps`)).body.items;
    expect(steps).toMatchObject([
      { step_name: 'store_rows', phase: 'data_import', status: 'completed', records_processed: 4 },
      { step_name: 'profile_columns', output: { columns: 4 } },
    ]);
    const events = (await flows.get(place, `/flows/${flowId}/events`)).body.items;
    const stored = events.find(({ type }: { type: string }) => type === 'rows_stored');
    expect(stored.payload.detail).toMatchObject({
      rows: 4,
      columns: 4,
      sample: [{ Host: 'web-1' }, { Host: 'web-2' }],
    });
  });

  test('F103 gives back the uploaded file byte for byte, and the download is in the audit trail', async () => {
    const { place, path, importId } = await anImport(servers);
    const answer = await fetch(`${origin}/api/v1${path}/download`, { headers: place.headers });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(servers);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="servers.csv"; filename*=UTF-8''servers.csv`,
    );
    const { rows } = await flows.server.database.admin.query(
      `select details from audit_log where action = 'import.download' and resource_id = $1`,
      [importId],
    );
    expect(rows).toMatchObject([{ details: { size_bytes: servers.length } }]);
  });

  test.each([
    ['windows-1252', 'ort.csv', Buffer.from('Name;Ort\nweb-1;M\u00fcnchen\nweb-2;K\u00f6ln\n', 'latin1')],
    ['utf-16le', 'ort.csv', Buffer.from('\uFEFFName;Ort\nweb-1;M\u00fcnchen\nweb-2;K\u00f6ln\n', 'utf16le')],
    [
      'utf-8',
      'ort.json',
      Buffer.from('[{"Name":"web-1","Ort":"M\u00fcnchen"},{"Name":"web-2","Ort":"K\u00f6ln"}]'),
    ],
    [
      'utf-8',
      'ort.xml',
      Buffer.from(
        '<s><h><Name>web-1</Name><Ort>M\u00fcnchen</Ort></h><h><Name>web-2</Name><Ort>K\u00f6ln</Ort></h></s>',
      ),
    ],
  ])('F65 a file in %s named %s is read to its rows', async (encoding, fileName, bytes) => {
    const { place, flowId, path } = await anImport(bytes, { fileName });
    await flows.reach(place, flowId, 'waiting_for_approval');
    const { body } = await flows.get(place, `${path}/records`);
    expect(body.items.map(({ raw_data }: { raw_data: unknown }) => raw_data)).toEqual([
      { Name: 'web-1', Ort: 'M\u00fcnchen' },
      { Name: 'web-2', Ort: 'K\u00f6ln' },
    ]);
    expect((await flows.get(place, path)).body.detection.encoding).toBe(encoding);
    const original = await fetch(`${origin}/api/v1${path}/download`, { headers: place.headers });
    expect(Buffer.from(await original.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('is listed, newest first, by page', async () => {
    const place = await flows.place();
    const ids: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      const { importId, flowId } = await uploadTo(place, servers, { name });
      await flows.reach(place, flowId, 'waiting_for_approval');
      await flows.post(place, `/flows/${flowId}/cancel`, {});
      ids.unshift(importId);
    }
    const first = (await flows.get(place, '/data-imports?limit=2')).body;
    expect(first).toMatchObject({ total: 3, items: [{ id: ids[0] }, { id: ids[1] }] });
    const second = (await flows.get(place, `/data-imports?limit=2&cursor=${first.next_cursor}`)).body;
    expect(second).toMatchObject({
      total: 3,
      items: [{ id: ids[2], import_name: 'first' }],
      next_cursor: null,
    });
    expect((await flows.get(place, '/data-imports?status=completed')).body.total).toBe(0);
  });
});

describe('F48 an import of another tenant', () => {
  test('is not there, on any of its addresses', async () => {
    const { place, flowId, path } = await anImport(servers);
    await flows.reach(place, flowId, 'waiting_for_approval');
    const stranger = await flows.place();
    for (const end of ['', '/columns', '/records', '/records/1', '/processing-steps']) {
      const answer = await flows.get(stranger, `${path}${end}`);
      expect([end, answer.status, answer.body.code]).toEqual([end, 404, 'import_not_found']);
    }
    expect((await flows.get(stranger, '/data-imports')).body.total).toBe(0);
  });
});

describe('bad requests', () => {
  test.each([
    ['/records/5', 404, 'record_not_found'],
    ['/records/0', 422, 'validation_failed'],
    ['/records?cursor=nonsense', 422, 'validation_failed'],
    ['/records?limit=501', 422, 'validation_failed'],
    ['/records?colour=red', 422, 'validation_failed'],
  ])('%s', async (end, status, code) => {
    const { place, flowId, path } = await anImport(servers);
    await flows.reach(place, flowId, 'waiting_for_approval');
    expect(await flows.get(place, `${path}${end}`)).toMatchObject({ status, body: { code } });
  });
});

describe('a file that cannot be read to its end', () => {
  test('with too many rows fails the flow and says so', async () => {
    const { place, flowId } = await anImport(servers, { maxRows: 3 });
    const flow = await flows.reach(place, flowId, 'failed');
    expect(flow.failure).toMatchObject({ code: 'too_many_rows', retryable: false });
  });

  test('whose bytes changed on the disk fails the flow and says so', async () => {
    const { place, flowId } = await anImport(servers, { beforeRun: damage });
    expect((await flows.reach(place, flowId, 'failed')).failure).toMatchObject({ code: 'file_damaged' });
  });
});

/** Changes one byte of the stored file of a flow. */
async function damage(flowId: FlowId): Promise<void> {
  const { rows } = await flows.server.database.admin.query<{ key: string }>(
    'select f.storage_key as key from import_files f join data_imports i on i.id = f.data_import_id where i.flow_id = $1',
    [flowId],
  );
  writeFileSync(join(folder, rows[0]?.key ?? ''), servers.replace('web-1', 'web-9'));
}
