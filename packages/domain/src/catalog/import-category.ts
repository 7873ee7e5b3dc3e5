import { ownValue } from '../shared/own-value.ts';

/** What kind of file an import is. The category decides the flow type and the identity requirement. */
export const importCategories = ['cmdb_export', 'app_discovery', 'infrastructure', 'sensitive_data'] as const;
export type ImportCategory = (typeof importCategories)[number];

const aliases: Readonly<Record<string, ImportCategory>> = {
  cmdb: 'cmdb_export',
  'cmdb-export': 'cmdb_export',
  cmdbexport: 'cmdb_export',
  application: 'app_discovery',
  application_discovery: 'app_discovery',
  'app-discovery': 'app_discovery',
  infra: 'infrastructure',
  infrastructure_assessment: 'infrastructure',
  sensitive: 'sensitive_data',
  'sensitive-data': 'sensitive_data',
  sensitive_data_assets: 'sensitive_data',
};

/** The category a caller meant, aliases of older tools included; `undefined` when there is none. */
export function parseImportCategory(text: string): ImportCategory | undefined {
  const word = text.trim().toLowerCase();
  return importCategories.find((category) => category === word) ?? ownValue(aliases, word);
}
