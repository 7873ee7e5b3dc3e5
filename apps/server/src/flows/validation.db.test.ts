import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { expect, test } from 'vitest';
import { usePools } from '../../test/database.ts';
import { importsIn } from '../../test/imports.ts';

const { database, db } = usePools();
const imports = importsIn(database, () => db);

interface CheckedCase {
  readonly category: ImportCategory;
  readonly mapping: Readonly<Record<string, string>>;
  readonly file: string;
  /** A check that has all it needs: what it looks at and says. */
  readonly told: Readonly<Record<string, unknown>>;
}

const cases: readonly CheckedCase[] = [
  {
    category: 'app_discovery',
    mapping: { From: 'source_name', To: 'target_name' },
    file: 'From,To\nweb1,db1\nweb2,db1\nweb2,web2\n',
    told: { check: 'dependencies', status: 'completed', records: 3, verdict: 'warning' },
  },
  {
    category: 'infrastructure',
    mapping: { Host: 'hostname', OS: 'operating_system' },
    file: 'Host,OS\nvm1,Windows Server 2012 R2\nvm2,Debian 12\n',
    told: { check: 'eol', status: 'completed', records: 2, verdict: 'warning' },
  },
  {
    category: 'sensitive_data',
    mapping: { Set: 'name', Level: 'data_classification' },
    file: 'Set,Level\nOrders,restricted\nWiki,public\n',
    told: { check: 'classification', status: 'completed', records: 2, verdict: 'passed' },
  },
];

test.each(cases)(
  'before the mapping is approved the checks of $category look at the rows as the likely mapping reads them',
  async ({ category, mapping, file, told }) => {
    const imported = await imports.upload(await imports.tenant(), file, mapping, category);
    await imported.run('validation');
    const { rows } = await database.admin.query(
      `select step_name as check, status, records_processed::int as records, output ->> 'verdict' as verdict
       from import_processing_steps where flow_id = $1 and step_name = $2`,
      [imported.flowId, told['check']],
    );
    expect(rows).toEqual([told]);
  },
);

test('personal data in a column that feeds no field is an issue of that column', async () => {
  const file = 'Set,Contact\nOrders,ann.smith@example.com\nWiki,bo.lee@example.org\n';
  const imported = await imports.upload(await imports.tenant(), file, { Set: 'name' }, 'sensitive_data');
  await imported.run('validation');
  const { rows } = await database.admin.query(
    `select s.output ->> 'verdict' as verdict, c.header as column, q.target_field as field, q.row_count::int as rows
     from import_processing_steps s, quality_issues q join import_columns c on c.id = q.column_id
     where s.flow_id = $1 and s.step_name = 'pii_detection' and q.data_import_id = $2 and q.rule_code = 'personal_data'`,
    [imported.flowId, imported.importId],
  );
  expect(rows).toEqual([{ verdict: 'info', column: 'Contact', field: null, rows: 2 }]);
});
