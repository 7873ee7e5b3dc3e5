import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useFileStore } from '../../../test/file-store.ts';
import { useFlows } from '../../../test/flows.ts';
import { categoryRoutes } from './categories.routes.ts';
import { defaultLimits, type ImportLimits } from './import-settings.ts';
import { uploadRoutes } from './upload.routes.ts';

const { folder, files } = useFileStore('upload');
const limits: { -readonly [Name in keyof ImportLimits]: ImportLimits[Name] } = {
  ...defaultLimits,
  maxFileBytes: 1_000_000,
  uploadsPerMinute: 1000,
};
const flows = useFlows({
  worker: false,
  routes: ({ db, flows: port }) => [
    uploadRoutes({ db, flows: port, files, limits }),
    categoryRoutes({ db, flows: port, limits }),
  ],
});
type Place = Awaited<ReturnType<typeof flows.place>>;
let place: Place;
let origin: string;

beforeAll(async () => {
  origin = await flows.server.app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(async () => {
  place = await flows.place();
  limits.maxFileBytes = 1_000_000;
  limits.idleMs = 60_000;
  limits.uploadsPerMinute = 1000;
});

const good = 'name,ip\nweb1,10.0.0.1\nweb2,10.0.0.2\n';

interface Upload {
  readonly content: string | Uint8Array;
  readonly fields?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly path?: string;
  readonly fileFirst?: boolean;
}

async function upload({ content, fields, headers, path, fileFirst }: Upload) {
  const form = new FormData();
  const file = new Blob([typeof content === 'string' ? content : new Uint8Array(content)], {
    type: 'text/csv',
  });
  if (fileFirst === true) form.append('file', file, 'servers.csv');
  for (const [name, value] of Object.entries(fields ?? { import_category: 'cmdb_export' }))
    form.append(name, value);
  if (fileFirst !== true) form.append('file', file, 'servers.csv');
  const response = await fetch(`${origin}/api/v1${path ?? '/data-imports'}`, {
    method: 'POST',
    headers: headers ?? place.headers,
    body: form,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** Files on the disk, complete ones and those that came only in part. */
function storedFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

async function rowsOf(table: string): Promise<number> {
  const { rows } = await flows.server.database.admin.query<{ n: number }>(
    `select count(*)::int as n from ${table} where client_account_id = $1`,
    [place.clientAccountId],
  );
  return rows[0]?.n ?? -1;
}

async function expectNothingStored(before: readonly string[]): Promise<void> {
  expect(storedFiles()).toEqual(before);
  for (const table of ['data_imports', 'import_files', 'master_flows', 'phase_runs']) {
    expect(await rowsOf(table), table).toBe(0);
  }
  expect((await upload({ content: good })).status, 'the slot is free').toBe(201);
}

describe('POST /data-imports', () => {
  test('makes a file an import with its flow and tells how it will be read', async () => {
    const { status, body } = await upload({
      content: 'Server inventory\n\nName;IP Address\nweb1;10.0.0.1\n',
      fields: { import_category: 'cmdb', name: 'October', source_system: 'Hand-made' },
    });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      import_category: 'cmdb_export',
      detection: { delimiter: ';', header_row: 3, title_lines: ['Server inventory'] },
      warnings: [],
      flow: { status: 'running', current_phase: 'data_import', data_import_id: body.data_import_id },
    });
    expect(await rowsOf('import_files')).toBe(1);
  });

  test.each([
    ['an empty file', '', 'file_has_no_rows'],
    ['a file with a header only', 'name,ip\n', 'file_has_no_rows'],
    ['a workbook with a .csv name', Buffer.from('PK\u0003\u0004 and more'), 'file_unreadable'],
    ['bytes with NUL', Buffer.from([0, 1, 2, 3, 0, 255]), 'file_unreadable'],
    ['a file without a header', '1,2,3\n4,5,6\n7,8,9\n', 'header_missing'],
    [
      '1,001 columns',
      `${Array.from({ length: 1001 }, (_, i) => `c${i}`).join(',')}\n${','.repeat(1000)}x\n`,
      'too_many_columns',
    ],
    [
      'text of no encoding that can be told',
      Buffer.from('name,ort\nweb1,M\u00fcn\u0081\u00ff\u00fe\u008f\n', 'latin1'),
      'encoding_undecidable',
    ],
  ])('refuses %s with 422, a code and a sentence, and stores nothing', async (_name, content, code) => {
    const before = storedFiles();
    const { status, body } = await upload({ content });
    expect([status, body.code]).toEqual([422, code]);
    expect(body.detail).toMatch(/^[A-Z].{20,}\.$/s);
    await expectNothingStored(before);
  });

  test('F65 refuses a bad byte far behind the first 256 kB and names its place', async () => {
    const head = Buffer.from(`name,ip\n${'web1,10.0.0.1\n'.repeat(30_000)}`);
    const { status, body } = await upload({ content: Buffer.concat([head, Buffer.from([0xff, 0x0a])]) });
    expect([status, body.code, body.byte_offset]).toEqual([422, 'encoding_undecidable', head.length]);
  });

  test('accepts a character that two pieces of the upload share', async () => {
    const { status } = await upload({ content: `name,ort\n${'web1,Zürich\n'.repeat(60_000)}` });
    expect(status).toBe(201);
  });

  test.each([
    ['an unknown category', { import_category: 'spreadsheet' }, 422, 'unknown_import_category'],
    ['no category', {}, 400, 'category_must_precede_file'],
    ['an unknown field', { import_category: 'cmdb_export', tenant_id: 'x' }, 422, 'validation_failed'],
    ['options that are not JSON', { import_category: 'cmdb_export', options: '{' }, 422, 'validation_failed'],
  ])('refuses %s before the file', async (_name, fields, status, code) => {
    const before = storedFiles();
    const answer = await upload({ content: good, fields });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    await expectNothingStored(before);
  });

  test('refuses a category that comes after the file', async () => {
    const { status, body } = await upload({ content: good, fileFirst: true });
    expect([status, body.code]).toEqual([400, 'category_must_precede_file']);
  });

  test('takes the category from the query as well', async () => {
    const { status } = await upload({
      content: good,
      fields: {},
      path: '/data-imports?import_category=cmdb_export',
    });
    expect(status).toBe(201);
  });

  test('refuses a file that is too large with 413', async () => {
    limits.maxFileBytes = 1000;
    const before = storedFiles();
    const { status, body } = await upload({ content: `name,ip\n${'web1,10.0.0.1\n'.repeat(500)}` });
    expect([status, body.code]).toEqual([413, 'file_too_large']);
    limits.maxFileBytes = 1_000_000;
    await expectNothingStored(before);
  });

  test('lets an account upload only so many files a minute', async () => {
    await upload({ content: good });
    limits.uploadsPerMinute = 1;
    const { status, body } = await upload({ content: good, headers: (await sibling(place)).headers });
    expect([status, body.code]).toEqual([429, 'rate_limited']);
  });

  test('refuses a caller without a token, a viewer and a foreign context', async () => {
    const other = await flows.place();
    const userId = await flows.server.tenants.user();
    await flows.server.tenants.grant(userId, 'viewer', place);
    const viewer = flows.server.headersOf(userId, place);
    const foreign = { ...place.headers, 'x-engagement-id': other.engagementId };
    expect((await upload({ content: good, headers: {} })).status).toBe(401);
    expect((await upload({ content: good, headers: { authorization: 'Bearer x' } })).status).toBe(401);
    expect((await upload({ content: good, headers: viewer })).body.code).toBe('permission_denied');
    expect((await upload({ content: good, headers: foreign })).body.code).toBe('context_forbidden');
  });

  test('F22 S14 tells before the file is stored which flow holds the slot', async () => {
    const first = await upload({ content: good });
    const before = storedFiles();
    const { status, body } = await upload({ content: good });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'incomplete_discovery_flow_exists',
      error: 'incomplete_discovery_flow_exists',
      existing_flow: { flow_id: first.body.flow_id, current_phase: 'data_import', status: 'running' },
    });
    expect(body.recommendations.length).toBeGreaterThan(0);
    expect(storedFiles()).toEqual(before);
  });

  test('F20 makes exactly one flow of fifty uploads at once', async () => {
    const before = storedFiles().length;
    const answers = await Promise.all(Array.from({ length: 50 }, () => upload({ content: good })));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array.from({ length: 49 }, () => 409)]);
    expect(storedFiles()).toHaveLength(before + 1);
    expect(await rowsOf('master_flows')).toBe(1);
  });

  test.each([1, 50, 99])('leaves nothing of an upload that breaks off at %s percent', async (percent) => {
    const before = storedFiles();
    await breakOff(percent / 100);
    await expect.poll(storedFiles).toEqual(before);
    await expectNothingStored(before);
  });

  test('ends an upload without a byte for too long with 408', async () => {
    limits.idleMs = 150;
    const before = storedFiles();
    const { status, code } = await stall();
    expect([status, code]).toEqual([408, 'upload_stalled']);
    limits.idleMs = 60_000;
    await expectNothingStored(before);
  });
});

test('a document whose records are one row is taken, and the person is told', async () => {
  const { body } = await upload({ content: '{"meta":{"v":1},"hosts":[{"name":"a"},{"name":"b"}]}' });
  expect(body.warnings).toMatchObject([
    { code: 'records_in_one_row', message: expect.stringContaining('“hosts” with 2 records') },
  ]);
});

describe('GET /import-categories', () => {
  test('tells limits, formats and the flow that holds a slot', async () => {
    const { body } = await upload({ content: good });
    const answer = await flows.get(place, '/import-categories');
    expect(answer.body.items[0]).toMatchObject({
      category: 'cmdb_export',
      available: true,
      limits: {
        max_file_bytes: 1_000_000,
        max_nesting: 32,
        max_unpacked_bytes: 4 * 2 ** 30,
        max_unpacked_ratio: 100,
        uploads_per_minute: 1000,
        idle_seconds: 60,
      },
      slot: { free: false, blocking_flow: { flow_id: body.flow_id } },
    });
    expect(answer.body.items[1]).toMatchObject({ available: true, slot: { free: true } });
  });
});

async function sibling(of: Place): Promise<{ headers: Record<string, string> }> {
  const engagementId = await flows.server.tenants.engagement(of.clientAccountId);
  const tenant = { clientAccountId: of.clientAccountId, engagementId };
  await flows.server.tenants.grant(of.userId, 'analyst', tenant);
  return { headers: flows.server.headersOf(of.userId, tenant) };
}

const boundary = 'x'.repeat(20);

function rawUpload(): { body: Buffer; options: object } {
  const part = (head: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
  const text = `${part('name="import_category"', 'cmdb_export')}${part('name="file"; filename="a.csv"', `name,ip\n${'web1,10.0.0.1\n'.repeat(20_000)}`)}--${boundary}--\r\n`;
  const body = Buffer.from(text);
  const headers = {
    ...place.headers,
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': String(body.length),
  };
  return { body, options: { method: 'POST', headers } };
}

function breakOff(share: number): Promise<void> {
  return new Promise((resolve) => {
    const { body, options } = rawUpload();
    const sent = httpRequest(`${origin}/api/v1/data-imports`, options);
    sent.on('error', () => resolve());
    sent.write(body.subarray(0, Math.floor(body.length * share)), () => {
      setTimeout(() => sent.destroy(), 50);
    });
  });
}

function stall(): Promise<{ status: number | undefined; code: string }> {
  return new Promise((resolve, reject) => {
    const { body, options } = rawUpload();
    const sent = httpRequest(`${origin}/api/v1/data-imports`, options, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        sent.destroy();
        resolve({ status: response.statusCode, code: JSON.parse(Buffer.concat(pieces).toString()).code });
      });
    });
    sent.on('error', reject);
    sent.write(body.subarray(0, 5000));
  });
}
