import { expect, test } from 'vitest';
import { acceptRecommended } from '../../test/accept-recommended.ts';
import { usePools } from '../../test/database.ts';
import { importsIn, type TestImport } from '../../test/imports.ts';
import { findIssues, type StoredIssue } from '../features/cleansing/quality.repository.ts';
import { inTenantScope } from '../platform/tenant-scope.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

function issuesOf({ tenant, importId }: TestImport): Promise<StoredIssue[]> {
  return inTenantScope(db, tenant, (scope) => findIssues(scope, { importId }));
}

/** A person maps columns by the keys given. */
async function approve({ importId }: TestImport, targets: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, field] of Object.entries(targets))
    await database.admin.query(
      `update import_field_mappings m set target_field = $3, status = 'approved', confidence = 1 from import_columns c
       where c.id = m.column_id and m.data_import_id = $1 and c.key = $2`,
      [importId, key, field],
    );
}

const csv = `Host,Foo,Bar\n${Array.from({ length: 12 }, (_, at) => `web${at},0${1 + (at % 9)}/0${1 + (at % 7)}/2024,${1 + at}.${100 + at}`).join('\n')}\n`;

test('values that can be read in two ways are asked about when it is a person who maps them', async () => {
  const file = await imports.upload(await imports.tenant(), csv, { Host: 'hostname' });
  expect(await file.run('data_validation')).toMatchObject({ kind: 'succeeded' });
  await approve(file, { Host: 'hostname', Foo: 'purchase_date', Bar: 'annual_cost' });
  expect(await file.run('data_cleansing')).toMatchObject({
    kind: 'needs_decision',
    gateKind: 'validation_decision',
    subject: { critical: 2 },
  });
  const open = (await issuesOf(file)).filter(({ severity }) => severity === 'critical');
  expect(open).toMatchObject([
    { ruleCode: 'date_order_ambiguous', column: 'Foo', targetField: 'purchase_date', rowCount: 5 },
    { ruleCode: 'number_format_ambiguous', column: 'Bar', targetField: 'annual_cost', rowCount: 12 },
  ]);

  await acceptRecommended(db, file);
  expect(await file.run('data_cleansing')).toMatchObject({ kind: 'succeeded', counts: { rows: 12 } });
  expect(await issuesOf(file)).toMatchObject([
    { ruleCode: 'date_order_ambiguous', rowCount: 5 },
    { ruleCode: 'number_format_ambiguous', rowCount: 12 },
  ]);
});
