import type { ImportId } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();

interface Issue {
  readonly id: string;
  readonly rule_code: string;
  readonly column: string | null;
  readonly row_count: number;
}

interface Row {
  readonly row_number: number;
  readonly raw_data: Record<string, string | null>;
}

/** All rows of a list, a page of `limit` after the other. */
async function allRows(by: ProductPlace, path: string, limit = 500): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await product.get(by, `${path}limit=${limit}${cursor}`);
    expect(status, JSON.stringify(body)).toBe(200);
    rows.push(...body.items);
    if (body.next_cursor === null) return rows;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

async function issuesOf(by: ProductPlace, importId: ImportId): Promise<Issue[]> {
  return (await product.get(by, `/data-imports/${importId}/quality-issues`)).body.items;
}

const numbers = (rows: readonly Row[]): number[] => rows.map(({ row_number: row }) => row);

const csv = `Hostname,IP Address,Memory,Purchase Date,Environment,Notes,Owner Mail
web1,10.0.0.1,1.024,05/06/2020,Production,https://ann:secret@wiki/x,ann@example.org
web2,10.0.0.1,2.048,07/08/2021,Lab 9,=SUM(A1),bob@example.org
"web3 ""old""",10.0.0.300,64 GB,n/a,Test,,cy@example.org
web4,10.0.0.4
web5,,32 GB,someday,Test,password: hunter2!,eve@example.org
`;

test('each issue names exactly the rows it counted', async () => {
  const manager = await product.place();
  const { flowId, importId } = await product.upload(manager, csv);
  await product.reach(manager, flowId, 'waiting_for_approval');
  const issues = await issuesOf(manager, importId);
  const rules = issues.map(({ rule_code: rule }) => rule);
  for (const rule of ['number_format_ambiguous', 'date_order_ambiguous', 'missing_values', 'short_rows'])
    expect(rules).toContain(rule);
  const ofNotes = await product.get(manager, `/data-imports/${importId}/quality-issues?column=Notes`);
  expect(ofNotes.body.items).toEqual(issues.filter(({ column }) => column === 'Notes'));
  expect(ofNotes.body.total).toBeGreaterThan(2);
  const named: Record<string, number[]> = {};
  for (const issue of issues) {
    const path = `/quality-issues/${issue.id}/rows`;
    const { body } = await product.get(manager, path);
    expect(body).toMatchObject({
      data_import_id: importId,
      column: issue.column,
      total: issue.row_count,
      is_complete: true,
    });
    const rows = await allRows(manager, `${path}?`, 1);
    expect(rows, issue.rule_code).toHaveLength(issue.row_count);
    expect(await allRows(manager, `/data-imports/${importId}/records?issue_id=${issue.id}&`)).toEqual(rows);
    named[`${issue.rule_code} ${issue.column}`] = numbers(rows);
  }
  expect(named).toMatchObject({
    'number_format_ambiguous Memory': [1, 2],
    'date_order_ambiguous Purchase Date': [1, 2],
    'duplicate_ip IP Address': [2],
    'url_credentials Notes': [1],
    'looks_executable Notes': [2],
    'secret_value Notes': [5],
    'placeholder_values Purchase Date': [3],
    'missing_values Purchase Date': [3, 4],
    'missing_values IP Address': [5],
    'short_rows null': [4],
  });
  const [first] = await allRows(manager, `/quality-issues/${issues[0]!.id}/rows?`);
  expect(first!.raw_data['Owner Mail']).toBe('•••');

  const stranger = await product.place();
  expect(await product.get(stranger, `/quality-issues/${issues[0]!.id}/rows`)).toMatchObject({
    status: 404,
    body: { code: 'issue_not_found' },
  });
  const other = await product.upload(stranger, csv);
  expect(
    await product.get(stranger, `/data-imports/${other.importId}/records?issue_id=${issues[0]!.id}`),
  ).toMatchObject({ status: 404 });
});

test('more rows than are kept with an issue are found by reading the import', async () => {
  const manager = await product.place();
  // Every other date cannot be read: 1,200 ranges of one row each.
  const lines = Array.from(
    { length: 2400 },
    (_, row) => `web${row},${row % 2 === 0 ? '2020-01-31' : 'soon'}`,
  );
  const { flowId, importId } = await product.upload(manager, `Hostname,Purchase Date\n${lines.join('\n')}\n`);
  await product.reach(manager, flowId, 'waiting_for_approval');
  const soon = Array.from({ length: 1200 }, (_, at) => 2 * at + 2);
  const found = async (): Promise<number[]> => {
    const issues = await issuesOf(manager, importId);
    const issue = issues.find(({ rule_code: rule }) => rule === 'invalid_value');
    expect(issue).toMatchObject({ column: 'Purchase Date', row_count: 1200 });
    return numbers(await allRows(manager, `/quality-issues/${issue!.id}/rows?`));
  };
  expect(await found()).toEqual(soon);
  await product.post(manager, `/data-imports/${importId}/field-mappings/bulk-decisions`, {
    approve_confidence_at_least: 0.5,
  });
  await product.post(manager, `/discovery/flow/${flowId}/resume`, { approval: true });
  await product.reach(manager, flowId, 'asset_inventory waiting_for_approval');
  expect(await found()).toEqual(soon);
});

test('records are found by a text, a range of rows, and all filters together', async () => {
  const manager = await product.place();
  const { flowId, importId } = await product.upload(manager, csv);
  await product.reach(manager, flowId, 'waiting_for_approval');
  const path = `/data-imports/${importId}/records`;
  const found = async (query: string) => {
    const { status, body } = await product.get(manager, `${path}?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return { rows: numbers(body.items), total: body.total, more: body.next_cursor !== null };
  };
  expect(await found('search=TEST')).toEqual({ rows: [3, 5], total: 2, more: false });
  expect(await found('search=TEST&limit=1')).toEqual({ rows: [3], total: 2, more: true });
  expect(await found('search=%22old%22')).toMatchObject({ rows: [3] });
  expect(await found('search=nowhere')).toEqual({ rows: [], total: 0, more: false });
  // A text of a column that is hidden from the caller finds nothing.
  expect(await found('search=example.org')).toMatchObject({ total: 0 });
  expect(await found('from_row=2&to_row=3')).toEqual({ rows: [2, 3], total: 5, more: false });
  expect(await found('search=web&from_row=2&to_row=3')).toEqual({ rows: [2, 3], total: 5, more: false });
  const issue = (await issuesOf(manager, importId)).find(
    ({ rule_code: rule, column }) => rule === 'missing_values' && column === 'Purchase Date',
  );
  expect(await found(`issue_id=${issue!.id}&search=web4`)).toEqual({ rows: [4], total: 1, more: false });
  expect(await found(`issue_id=${issue!.id}&outcome=rejected`)).toMatchObject({ total: 0 });
});
