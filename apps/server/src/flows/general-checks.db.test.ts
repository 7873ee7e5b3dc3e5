import { describe, expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport } from '../../test/imports.ts';
import { findIssues, type StoredIssue } from '../features/cleansing/quality.repository.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

async function upload(csv: string, targets: Record<string, string>): Promise<TestImport> {
  return imports.upload(await imports.tenant(), csv, targets);
}

function issuesOf({ tenant, importId }: TestImport): Promise<StoredIssue[]> {
  return inTenantScope(db, tenant, (scope) => findIssues(scope, { importId }));
}

async function stepsOf({ tenant, importId }: TestImport): Promise<Record<string, unknown>> {
  return inTenantScope(db, tenant, async ({ client }) => {
    const found = await client.query(
      `select step_name, s.status, output from import_processing_steps s join data_imports i using (flow_id)
       where i.id = $1 and step_name in ('format', 'duplicates', 'quality', 'schema') order by step_order`,
      [importId],
    );
    return Object.fromEntries(
      found.rows.map(({ step_name: name, status, output }) => [name, { status, ...output }]),
    );
  });
}

describe('the checks of a register of machines', () => {
  test('say what they looked at and found, with a verdict each', async () => {
    const csv =
      'Host,Cores,Version,Env\nweb1,4,12,PROD\nweb1,4,12,PROD\nweb2,5000,,Mars\nweb3,2,9.6,\nweb4,2,,PROD\n';
    const file = await upload(csv, {
      Host: 'hostname',
      Cores: 'cpu_cores',
      Version: 'database_version',
      Env: 'environment',
    });
    await file.run('data_validation');
    expect(await stepsOf(file)).toMatchObject({
      format: { verdict: 'passed', counts: { rows: 5, columns: 4, filled: 17, unreadable: 1 } },
      duplicates: { verdict: 'info', duplicate_rows: 1, counts: { duplicate_rows: 1 } },
      quality: {
        verdict: 'warning',
        counts: { enum_unknown_value: 1, missing_values: 3 },
        fields: expect.arrayContaining([
          { column: 'Env', field: 'environment', completeness: 80, validity: 75 },
        ]),
        thresholds: { missing_share: 0.05, many_missing_share: 0.25, multi_value_share: 0.01 },
      },
      schema: {
        verdict: 'warning',
        basis: 'suggested',
        counts: { columns: 4, mapped: 4, implausible_value: 1, required_together: 3 },
        recommended: expect.arrayContaining(['Operating system and version']),
        thresholds: { least_cores: 1, most_cores: 1024, least_memory_gb: 0.1, most_memory_gb: 65536 },
      },
    });
    expect(await issuesOf(file)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ruleCode: 'implausible_value', column: 'Cores', rowCount: 1 }),
        expect.objectContaining({ ruleCode: 'required_together', column: 'Version', rowCount: 3 }),
      ]),
    );
  });

  test('F60 do not pass what they did not compute', async () => {
    const file = await upload('Cores,Env\n4,PROD\n', { Cores: 'cpu_cores', Env: 'environment' });
    await file.run('data_validation');
    expect(await stepsOf(file)).toMatchObject({
      duplicates: { status: 'not_available', verdict: 'not_available' },
      schema: { verdict: 'warning', counts: { identity_unreachable: 1 } },
    });
  });
});

test('what is implausible is told by the approved mapping in the end', async () => {
  const file = await upload('Host,Sockets,Cores\nweb1,2,8\nweb2,9000,8\n', {
    Host: 'hostname',
    Sockets: 'cpu_cores',
    Cores: 'cpu_sockets',
  });
  await file.run('data_validation');
  const implausible = async () =>
    (await issuesOf(file)).filter(({ ruleCode }) => ruleCode === 'implausible_value');
  expect(await implausible()).toMatchObject([{ column: 'Sockets', sample: [{ row_number: 2 }] }]);
  await database.admin.query(
    `update import_field_mappings set target_field = case target_field when 'cpu_cores' then 'cpu_sockets'
       else 'cpu_cores' end where data_import_id = $1 and target_field like 'cpu_%'`,
    [file.importId],
  );
  await file.run('data_cleansing');
  expect(await implausible()).toEqual([]);
});
