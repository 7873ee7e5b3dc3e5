import { describe, expect, test } from 'vitest';
import { usePools } from '../../../test/database.ts';
import { importsIn, type TestImport } from '../../../test/imports.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { decideIssue, decisionsOf } from './decide-issue.service.ts';
import { findIssues, findUndecidedCritical, type StoredIssue } from './quality.repository.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);
const mapping = { Host: 'hostname', RAM: 'memory_gb', Bought: 'purchase_date', Env: 'environment' };

/** The journal of the flow is tested with the flows; here only that it is asked. */
const noted: unknown[] = [];
const flows = { noteDecision: async (_scope: unknown, note: unknown) => void noted.push(note) };

async function validated(csv: string, targets: Record<string, string> = mapping): Promise<TestImport> {
  const file = await imports.upload(await imports.tenant(), csv, targets);
  const client = await database.admin.connect();
  await client.query('set session_replication_role = replica');
  await client.query('update discovery_flows set deleted_at = null where flow_id = $1', [file.flowId]);
  client.release(true);
  return file;
}

function issuesOf({ tenant, importId }: TestImport): Promise<StoredIssue[]> {
  return inTenantScope(db, tenant, (scope) => findIssues(scope, { importId }));
}

async function decide(
  file: TestImport,
  rule: string,
  choice: { action: string; parameters?: Record<string, unknown> },
) {
  const issue = (await issuesOf(file)).find(({ ruleCode }) => ruleCode === rule);
  const actor = { userId: file.userId, kind: 'user' } as const;
  return inTenantScope(db, { ...file.tenant, actor }, (scope) =>
    decideIssue(scope, flows, { issueId: issue?.id ?? '', parameters: {}, note: null, ...choice }),
  );
}

async function memoryOf({ tenant }: TestImport): Promise<unknown[]> {
  return inTenantScope(db, tenant, async ({ client }) =>
    (await client.query('select memory_gb from assets order by lead_row')).rows.map((row) => row.memory_gb),
  );
}

const ambiguous = 'Host,RAM,Bought,Env\nweb1,1.024 GB,05/06/2020,PROD\nweb2,2.048 GB,07/08/2021,Test\n';

describe('values that can be read two ways', () => {
  test('F83 wait for a person, whose decision the cleansing follows', async () => {
    const file = await validated(ambiguous);
    expect(await file.run('data_validation')).toMatchObject({
      kind: 'needs_decision',
      gateKind: 'validation_decision',
      subject: { critical: 2 },
    });
    const issues = await issuesOf(file);
    expect(issues.filter(({ severity }) => severity === 'critical')).toMatchObject([
      { ruleCode: 'number_format_ambiguous', column: 'RAM', rowCount: 2 },
      { ruleCode: 'date_order_ambiguous', column: 'Bought', rowCount: 2 },
    ]);
    await decide(file, 'number_format_ambiguous', {
      action: 'set_value',
      parameters: { number_format: 'comma' },
    });
    expect(
      await decide(file, 'date_order_ambiguous', {
        action: 'set_value',
        parameters: { date_order: 'day_first' },
      }),
    ).toMatchObject({ undecided: 0 });
    expect(await file.runAll()).toMatchObject({ kind: 'succeeded', counts: { created: 2 } });
    expect(await memoryOf(file)).toEqual([1024, 2048]);
  });

  test('F75 a decision survives another analysis', async () => {
    const file = await validated(ambiguous);
    await file.run('data_validation');
    await decide(file, 'number_format_ambiguous', {
      action: 'set_value',
      parameters: { number_format: 'point' },
    });
    await file.run('data_validation');
    const left = await inTenantScope(db, file.tenant, (scope) => findUndecidedCritical(scope, file.importId));
    expect(left.map(({ ruleCode }) => ruleCode)).toEqual(['date_order_ambiguous']);
  });

  test('a decision the rule does not offer is refused', async () => {
    const file = await validated(ambiguous);
    await file.run('data_validation');
    await expect(decide(file, 'number_format_ambiguous', { action: 'truncate' })).rejects.toMatchObject({
      code: 'decision_not_allowed',
    });
    await expect(decide(file, 'number_format_ambiguous', { action: 'set_value' })).rejects.toMatchObject({
      code: 'decision_not_allowed',
    });
    expect(decisionsOf({ ruleCode: 'number_format_ambiguous', detail: {} })[0]).toMatchObject({
      action: 'set_value',
      parameters: { number_format: 'point' },
    });
  });
});

test('F76 a defect in the last row of many is found, counted and named by its row', async () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => `h${row},${(row % 7) + 1} GB,2020-01-01,PROD`);
  const file = await validated(`Host,RAM,Bought,Env\n${rows.join('\n')}\nlast,much,someday,Mars\n`);
  await file.runAll();
  const found = await issuesOf(file);
  for (const rule of ['invalid_value', 'enum_unknown_value']) {
    expect(found.filter(({ ruleCode }) => ruleCode === rule)[0]).toMatchObject({
      rowCount: 1,
      sample: [{ row_number: 20_001 }],
    });
  }
  expect(await memoryOf(file)).toHaveLength(20_001);
});

const texts = `Host,Notes,Address,Site
web1,https://admin:secret@wiki/x,10.0.0.1,${'x'.repeat(600)}
web2,"=HYPERLINK(""x"")",10.0.0.1,${'y'.repeat(300)}
web3,ask jane@example.com today
`;

test('what texts, lengths and rows give away is counted over all rows; a password is left out when told so', async () => {
  const file = await validated(texts, {
    Host: 'hostname',
    Notes: 'notes',
    Address: 'ip_address',
    Site: 'location',
  });
  await file.run('data_validation');
  const found = (await issuesOf(file)).map(({ ruleCode, severity, column, rowCount }) => [
    ruleCode,
    severity,
    column,
    rowCount,
  ]);
  for (const issue of [
    ['url_credentials', 'critical', 'Notes', 1],
    ['too_long', 'critical', 'Site', 2],
    ['looks_executable', 'info', 'Notes', 1],
    ['pii_in_free_text', 'info', 'Notes', 1],
    ['duplicate_ip', 'info', 'Address', 1],
    ['short_rows', 'info', null, 1],
  ])
    expect(found).toContainEqual(issue);
  await decide(file, 'url_credentials', { action: 'skip' });
  await decide(file, 'too_long', { action: 'keep' });
  expect(await file.runAll()).toMatchObject({ kind: 'succeeded', counts: { created: 3 } });
  const notes = await inTenantScope(
    db,
    file.tenant,
    async ({ client }) => (await client.query('select notes from assets order by lead_row')).rows,
  );
  expect(notes.map((row) => row.notes)).toEqual([null, '=HYPERLINK("x")', 'ask jane@example.com today']);
});

test('F48 issues of another tenant are not found', async () => {
  const file = await validated(ambiguous);
  await file.run('data_validation');
  const stranger = { ...file, tenant: await imports.tenant() };
  expect(await issuesOf(stranger)).toEqual([]);
});

async function attributesOf({ tenant }: TestImport): Promise<unknown[]> {
  return inTenantScope(
    db,
    tenant,
    async ({ client }) =>
      (await client.query('select notes, custom_attributes from assets order by lead_row')).rows,
  );
}

describe('secrets in cells', () => {
  const csv = 'Host,Notes,Password\nweb1,"key AKIAIOSFODNN7EXAMPLE",hunter2\nweb2,rack 4,correct horse\n';
  const targets = { Host: 'hostname', Notes: 'notes', Password: 'custom:login' };

  test('wait for a person, and are left out cell by cell or as a whole column', async () => {
    const file = await validated(csv, targets);
    await file.run('data_validation');
    const found = (await issuesOf(file)).filter(({ ruleCode }) => ruleCode === 'secret_value');
    expect(found).toMatchObject([
      { severity: 'critical', column: 'Notes', rowCount: 1, sensitiveKind: 'secret' },
      { severity: 'critical', column: 'Password', rowCount: 2, sensitiveKind: 'secret', sample: [] },
    ]);
    const actor = { userId: file.userId, kind: 'user' } as const;
    for (const issue of found) {
      const [{ action, parameters } = { action: '', parameters: {} }] = decisionsOf(issue);
      expect(action).toBe('skip');
      await inTenantScope(db, { ...file.tenant, actor }, (scope) =>
        decideIssue(scope, flows, { issueId: issue.id, action, parameters, note: null }),
      );
    }
    await file.runAll();
    expect(await attributesOf(file)).toEqual([
      { notes: null, custom_attributes: {} },
      { notes: 'rack 4', custom_attributes: {} },
    ]);
  });

  test('are kept when a person says so', async () => {
    const file = await validated(csv, targets);
    await file.run('data_validation');
    const actor = { userId: file.userId, kind: 'user' } as const;
    for (const { id: issueId } of (await issuesOf(file)).filter(({ severity }) => severity === 'critical'))
      await inTenantScope(db, { ...file.tenant, actor }, (scope) =>
        decideIssue(scope, flows, { issueId, action: 'keep', parameters: {}, note: null }),
      );
    await file.runAll();
    expect(await attributesOf(file)).toMatchObject([
      { notes: 'key AKIAIOSFODNN7EXAMPLE', custom_attributes: { login: 'hunter2' } },
      {},
    ]);
  });
});

test('a value table is refused when it is empty or names what the field does not have', async () => {
  const file = await validated('Host,Env\nweb1,Mars\n', { Host: 'hostname', Env: 'environment' });
  await file.run('data_validation');
  await file.run('data_cleansing');
  const table = (values: unknown) =>
    decide(file, 'enum_unknown_value', { action: 'map_values', parameters: { values } });
  for (const values of [undefined, {}, { Mars: 'the moon' }])
    await expect(table(values)).rejects.toMatchObject({ code: 'validation_failed' });
  expect(await table({ Mars: 'sandbox' })).toMatchObject({ issue: { action: 'map_values' } });
});

async function environmentsOf({ tenant }: TestImport): Promise<unknown[]> {
  return inTenantScope(db, tenant, async ({ client }) =>
    (await client.query('select environment from assets order by lead_row')).rows.map(
      (row) => row.environment,
    ),
  );
}

async function warningsOf(file: TestImport): Promise<StoredIssue[]> {
  return (await issuesOf(file)).filter(({ severity }) => severity === 'warning');
}

describe('cells that their likely field cannot take', () => {
  const csv = 'Host,Bought,Env\nweb1,2024-05-06,Mars\nweb2,someday,Moon\nweb3,2024-05-07,Mars\n';
  const targets = { Host: 'hostname', Bought: 'purchase_date', Env: 'environment' };
  test('are told with their rows while a person can say what they mean, and follow what was said', async () => {
    const file = await validated(csv, targets);
    expect(await file.run('data_validation')).toMatchObject({ kind: 'succeeded' });
    expect(await warningsOf(file)).toMatchObject([
      { ruleCode: 'invalid_value', column: 'Bought', rowCount: 1, sample: [{ row_number: 2 }] },
      { ruleCode: 'enum_unknown_value', column: 'Env', rowCount: 3, severity: 'warning' },
    ]);
    await decide(file, 'enum_unknown_value', {
      action: 'map_values',
      parameters: { values: { Mars: 'test', Moon: 'staging' } },
    });
    await file.runAll();
    expect(await environmentsOf(file)).toEqual(['test', 'staging', 'test']);
  });

  test('F75 keep their decision when the rows are analysed again', async () => {
    const file = await validated(csv, targets);
    await file.run('data_validation');
    await decide(file, 'enum_unknown_value', {
      action: 'map_values',
      parameters: { values: { Mars: 'test', Moon: 'qa' } },
    });
    await file.run('data_validation');
    expect((await issuesOf(file)).find(({ ruleCode }) => ruleCode === 'enum_unknown_value')).toMatchObject({
      rowCount: 3,
      action: 'map_values',
    });
  });

  test('are no issues any more when the column feeds another field after all', async () => {
    const file = await validated(csv, targets);
    await file.run('data_validation');
    const client = await database.admin.connect();
    await client.query(
      `update import_field_mappings set target_field = 'notes' where data_import_id = $1 and target_field = 'environment'`,
      [file.importId],
    );
    client.release();
    await file.run('data_cleansing');
    expect((await warningsOf(file)).map(({ ruleCode }) => ruleCode)).toEqual(['invalid_value']);
  });
});

async function applicationsOf({ tenant }: TestImport): Promise<unknown[]> {
  return inTenantScope(db, tenant, async ({ client }) =>
    (await client.query('select application_name from assets order by lead_row')).rows.map(
      (row) => row.application_name,
    ),
  );
}

describe('F41 a cell that names several applications', () => {
  const names = Array.from({ length: 40 }, (_, at) => `Application ${at}`);
  const csv = `Host,App\nweb1,CRM\nweb2,"${names.join('; ')}"\nweb3,"Mail; Chat; Voice"\n`;

  test('becomes a link to each of them when a person says so; the other rows are imported too', async () => {
    const file = await validated(csv, { Host: 'hostname', App: 'application_name' });
    expect(await file.run('data_validation')).toMatchObject({ kind: 'needs_decision' });
    const found = (await issuesOf(file)).filter(({ severity }) => severity === 'critical');
    expect(found.map(({ ruleCode, rowCount }) => [ruleCode, rowCount])).toEqual([
      ['multi_value', 2],
      ['too_long', 1],
    ]);
    for (const issue of found) {
      const [{ action, parameters } = { action: '', parameters: {} }] = decisionsOf(issue);
      expect([action, parameters]).toEqual(['split', { separator: ';' }]);
      await decide(file, issue.ruleCode, { action, parameters: { ...parameters } });
    }
    expect(await file.runAll()).toMatchObject({ kind: 'succeeded', counts: { created: 3 } });
    expect(await applicationsOf(file)).toEqual([['CRM'], names, ['Mail', 'Chat', 'Voice']]);
  });

  test('is kept whole when a person says so', async () => {
    const file = await validated(csv, { Host: 'hostname', App: 'application_name' });
    await file.run('data_validation');
    await decide(file, 'multi_value', { action: 'keep' });
    await decide(file, 'too_long', { action: 'keep' });
    await file.runAll();
    expect(await applicationsOf(file)).toEqual([['CRM'], [names.join('; ')], ['Mail; Chat; Voice']]);
  });
});
