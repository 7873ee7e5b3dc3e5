import type { ImportCategory } from '../catalog/import-category.ts';
import { appDiscoveryChecks } from './app-discovery-checks.ts';
import { capacityCheck } from './capacity-check.ts';
import type { Check } from './check.ts';
import { eolCheck } from './eol-check.ts';
import { networkCheck } from './network-check.ts';
import { performanceCheck } from './performance-check.ts';
import { sensitiveDataChecks } from './sensitive-data-checks.ts';
import { topologyCheck } from './topology-check.ts';

const checks: Readonly<Record<ImportCategory, readonly Check[]>> = {
  // Its checks are made while the rows are read, beside the profile of the columns.
  cmdb_export: [],
  app_discovery: appDiscoveryChecks,
  infrastructure: [performanceCheck, topologyCheck, capacityCheck, networkCheck, eolCheck],
  sensitive_data: sensitiveDataChecks,
};

/** The named checks of a category, in the order they are run and shown. */
export function checksOf(category: ImportCategory): readonly Check[] {
  return checks[category];
}
