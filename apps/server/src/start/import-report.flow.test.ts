import { importReport } from '@landfall/contract/import-report';
import { inspectAnswer } from '@landfall/contract/imports';
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();

const file = [
  'Hostname,Serial Number,RAM (GB),Frobnication',
  'web1,SER-1001X,4,a',
  '',
  'web1,SER-1001X,,b',
  'web2,SER-1002X,8,c',
  ',,8,d',
  ',,16,e',
  'Total,,36,',
  '',
].join('\n');

interface Imported {
  readonly place: ProductPlace;
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

let done: Imported;
beforeAll(async () => {
  const place = await product.place();
  const ids = await product.upload(place, file);
  await product.reach(place, ids.flowId, 'field_mapping waiting_for_approval');
  const approve = async (parts: object) => {
    const { gate } = await product.details(place, ids.flowId);
    const body = { gate_id: gate?.id, gate_revision: gate?.revision, ...parts };
    expect(await product.post(place, `/flows/${ids.flowId}/approve`, body)).toMatchObject({ status: 200 });
  };
  await approve({ approve_confidence_at_least: 0.5, remaining: 'ignore', note: 'as agreed' });
  await product.reach(place, ids.flowId, 'asset_inventory waiting_for_approval');
  await approve({});
  await product.reach(place, ids.flowId, 'completed');
  done = { place, ...ids };
});

const formPart = (head: string, text: string) =>
  `--b\r\nContent-Disposition: form-data; name=${head}\r\n\r\n${text}\r\n`;

const reportOf = async ({ place, importId }: Imported) => {
  const answer = await product.get(place, `/data-imports/${importId}/report`);
  expect(answer.status).toBe(200);
  return importReport.parse(answer.body);
};

describe('the report of an import', () => {
  test('states the numbers that the other routes state', async () => {
    const report = await reportOf(done);
    const path = `/data-imports/${done.importId}`;
    const { body: details } = await product.get(done.place, path);
    expect(report.accounting).toEqual(details.accounting);
    expect(report.accounting).toMatchObject({
      source_rows: 5,
      created: 2,
      merged_duplicates: 1,
      rejected: 2,
      reconciles: true,
    });
    expect(report.files).toEqual(details.files);
    expect(report.detection).toEqual(details.detection);
    const { body: columns } = await product.get(done.place, `${path}/columns`);
    expect(report.profile).toEqual(columns.items);
    const { body: quality } = await product.get(done.place, `${path}/quality`);
    expect(report.quality).toEqual(quality);
    const { body: issues } = await product.get(done.place, `${path}/quality-issues`);
    expect(report.quality_issues).toHaveLength(issues.total);
    const { body: rejected } = await product.get(done.place, `${path}/records?outcome=rejected`);
    expect(report.rejected_rows.total).toBe(rejected.total);
    expect(
      report.rejected_rows.items.map(({ line_number: line, reason_code: code }) => [line, code]),
    ).toEqual([
      [6, 'no_identity'],
      [7, 'no_identity'],
    ]);
    expect(details.skipped_lines).toEqual(report.skipped_lines);
    expect(details.accounting.skipped).toEqual({ blank: 1, repeated_header: 0, totals: 1, remark: 0 });
    expect(report.skipped_lines).toContainEqual({ kind: 'totals', count: 1, lines: [[8, 8]] });
    expect(report.skipped_lines).toContainEqual({ kind: 'blank', count: 1, lines: [[3, 3]] });
    expect(report.llm_use).toEqual({ calls: 0, mappings: 0 });
  });

  test('names who decided what, and why a column was not taken', async () => {
    const report = await reportOf(done);
    expect(report.decisions).toMatchObject([
      { about: 'gate', gate: 'mapping_approval', decision: 'approve', note: 'as agreed' },
      { about: 'gate', gate: 'asset_preview', decision: 'approve', shown: { source_rows: 5, create: 2 } },
    ]);
    expect(report.columns_not_taken).toMatchObject([{ column: 'Frobnication', status: 'ignored' }]);
    const hostname = report.mapping.find(({ column }) => column === 'Hostname');
    expect(hostname).toMatchObject({ target_field: 'hostname', status: 'approved', band: 'high' });
    expect(hostname?.decided_by).toBe(report.decisions[0]?.by);
    expect(report.checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['format', 'duplicates', 'quality', 'schema']),
    );
    expect(report.phases.map(({ phase }) => phase)).toEqual([
      'data_import',
      'data_validation',
      'field_mapping',
      'data_cleansing',
      'asset_inventory',
    ]);
    for (const { working_ms: ms, runs } of report.phases) expect(ms >= 0 && runs >= 1).toBe(true);
  });

  test('says how the uploader had the file read, where that was not left to be detected', async () => {
    const place = await product.place();
    const sent = await product.server.send({
      method: 'POST',
      url: '/api/v1/data-imports?import_category=cmdb_export',
      headers: { ...place.headers, 'content-type': 'multipart/form-data; boundary=b' },
      payload: `${formPart('"options"', '{"header_row":2}')}${formPart('"file"; filename="f.csv"', 'x,y\nHostname,RAM\nweb1,4\n')}--b--\r\n`,
    });
    expect(sent.statusCode).toBe(201);
    const { data_import_id: importId, flow_id: flowId } = JSON.parse(sent.body);
    await product.reach(place, flowId, 'field_mapping waiting_for_approval');
    const report = await reportOf({ place, importId, flowId });
    expect(report.decisions).toMatchObject([{ about: 'reading', chosen: { header_row: 2 } }]);
    expect(report.decisions[0]?.by).toBe(report.import.imported_by);
  });

  test('is a workbook with a sheet for each section, which the product itself can read', async () => {
    const workbook = await product.server.send({
      method: 'GET',
      url: `/api/v1/data-imports/${done.importId}/report?format=xlsx`,
      headers: done.place.headers,
    });
    expect(workbook.headers['content-disposition']).toContain('.xlsx"');
    const rejected = await sheetOf(workbook.rawPayload, 'Rejected rows');
    expect(rejected.detection.sheets.map(({ name }) => name)).toEqual([
      'Import',
      'Files',
      'Detection',
      'Skipped lines',
      'Profile',
      'Quality',
      'Quality issues',
      'Decisions',
      'Mapping',
      'Checks',
      'Accounting',
      'Rejected rows',
      'Columns not taken',
      'Phases',
      'Steps',
      'LLM use',
    ]);
    expect(rejected.rows.map(({ cells }) => [cells['line_number'], cells['reason_code']])).toEqual([
      ['6', 'no_identity'],
      ['7', 'no_identity'],
    ]);
    const mapping = await sheetOf(workbook.rawPayload, 'Mapping');
    expect(mapping.rows.find(({ cells }) => cells['column'] === 'RAM (GB)')?.cells['target_field']).toBe(
      'memory_gb',
    );
  });

  test('is audited, made of any state, and of no other engagement', async () => {
    const audited = await product.server.database.admin.query(
      `select details from audit_log where action = 'import.report' and resource_id = $1`,
      [done.importId],
    );
    expect(audited.rowCount).toBeGreaterThan(0);
    const stranger = await product.place();
    expect(await product.get(stranger, `/data-imports/${done.importId}/report`)).toMatchObject({
      status: 404,
      body: { code: 'import_not_found' },
    });
    const waiting = await product.upload(done.place, file);
    const early = await reportOf({ place: done.place, ...waiting });
    expect(early.import.flow_id).toBe(waiting.flowId);
    expect(early.rejected_rows.items.length).toBe(early.rejected_rows.total);
    await product.reach(done.place, waiting.flowId, 'field_mapping waiting_for_approval');
  });
});

async function sheetOf(workbook: Buffer, sheet: string) {
  const boundary = 'landfall-report-boundary';
  const part = (head: string) => `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n`;
  const payload = Buffer.concat([
    Buffer.from(`${part('name="import_category"')}\r\ncmdb_export\r\n`),
    Buffer.from(`${part('name="options"')}\r\n${JSON.stringify({ sheet })}\r\n`),
    Buffer.from(
      `${part('name="file"; filename="report.xlsx"')}content-type: application/octet-stream\r\n\r\n`,
    ),
    workbook,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const answer = await product.server.send({
    method: 'POST',
    url: '/api/v1/data-imports/inspect',
    headers: { ...done.place.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  });
  expect(answer.statusCode).toBe(200);
  return inspectAnswer.parse(answer.json());
}
