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
