import { expect, test } from 'vitest';
import { profileFile } from '../tabular/profile-file.ts';
import { guessCategory, suggestOtherCategory } from './guess-category.ts';

const guess = (header: string) => {
  const profiled = profileFile(Buffer.from(`${header}\n`), { allowNoRows: true });
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  return guessCategory(profiled.columns);
};

test.each([
  ['Name,Serial Number,Asset Tag,Manufacturer,Location,Warranty,Cost Center', 'cmdb_export'],
  ['VM,Powerstate,CPUs,Memory,Cluster,Host,Datastore', 'infrastructure'],
  ['Plugin ID,CVE,Severity,Host,Port', 'infrastructure'],
  ['Source IP,Destination IP,Destination Port,Protocol,Bytes', 'app_discovery'],
  ['Application Name,Business Capability,Lifecycle,Technology,Criticality', 'app_discovery'],
  ['Processing Activity,Legal Basis,Retention Period,Data Subjects,Personal Data', 'sensitive_data'],
  ['Nombre del equipo,Sistema operativo,Nº de serie,Marca,Departamento,Fecha de compra', 'cmdb_export'],
  ['管理番号,ホスト名,IPアドレス,メモリ,シリアル番号,設置場所,購入日', 'cmdb_export'],
  ['VM Name,Job Name,Last Backup,Restore Points,Backup Size,Repository', 'infrastructure'],
  ['name,source,provider,sn,barcode,rack,location', 'cmdb_export'],
  ['Thing,Stuff', 'cmdb_export'],
])('%s is a file of %s', (header, category) => {
  expect(guess(header)).toBe(category);
});

const columns = (text: string) => text.split(',').map((header) => ({ header }));

test('another category is suggested only when it leads clearly', () => {
  const flows = columns('Source IP,Destination IP,Destination Port,Protocol,Bytes');
  expect(suggestOtherCategory(flows, 'cmdb_export')).toBe('app_discovery');
  expect(suggestOtherCategory(flows, 'app_discovery')).toBeUndefined();
  expect(suggestOtherCategory(columns('Name,OS,Owner'), 'infrastructure')).toBeUndefined();
});

test.each([
  ['Server Name,CPU Avg %,CPU Max %,Memory Avg %,Memory Max %,Disk IOPS,Network Mbps', 'infrastructure'],
  ['Quellserver,Zielserver,Zielport,Protokoll,Anzahl Verbindungen', 'app_discovery'],
] as const)('%s taken for a register is said to look like %s', (header, category) => {
  expect(suggestOtherCategory(columns(header), 'cmdb_export')).toBe(category);
  expect(suggestOtherCategory(columns(header), category)).toBeUndefined();
});
