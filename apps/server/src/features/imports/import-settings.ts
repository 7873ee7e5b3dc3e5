import { type ImportCategory, importCategories } from '@landfall/domain/catalog/import-category';
import { maxCellBytes, maxColumns } from '@landfall/domain/tabular/file-layout';

/** Limits of an upload; reported by the API, so the page promises what the reader keeps. */
export interface ImportLimits {
  readonly maxFileBytes: number;
  /** Bytes of a workbook or archive as it is sent. */
  readonly maxPackedBytes: number;
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxCellBytes: number;
  /** Longest pause between two pieces of an upload, in milliseconds. */
  readonly idleMs: number;
  /** Files one client account may upload in a minute. */
  readonly uploadsPerMinute: number;
}

export const defaultLimits: ImportLimits = {
  maxFileBytes: 2 ** 30,
  maxPackedBytes: 200 * 2 ** 20,
  maxRows: 1_000_000,
  maxColumns,
  maxCellBytes,
  idleMs: 60_000,
  uploadsPerMinute: 10,
};

export interface CategoryFacts {
  readonly category: ImportCategory;
  readonly label: string;
  readonly description: string;
  readonly isAvailable: boolean;
  readonly dataHandling: 'standard' | 'elevated' | 'high' | 'maximum';
  readonly identityRequirement: string;
  readonly checks: readonly string[];
}

const facts: Readonly<Record<ImportCategory, Omit<CategoryFacts, 'category'>>> = {
  cmdb_export: {
    label: 'CMDB export',
    description: 'Configuration items: one row is one server, application, database or device.',
    isAvailable: true,
    dataHandling: 'standard',
    identityRequirement: 'One column of name, host name, FQDN, serial number or external id.',
    checks: ['format', 'duplicates', 'quality', 'schema'],
  },
  app_discovery: {
    label: 'Application discovery',
    description: 'Applications and what depends on what: one row is one application or one connection.',
    isAvailable: true,
    dataHandling: 'elevated',
    identityRequirement: 'Both ends of a connection, or the name of an application.',
    checks: ['dependencies', 'app_to_server', 'integrations', 'api', 'data_flow'],
  },
  infrastructure: {
    label: 'Infrastructure',
    description:
      'Machines with their specification or measurements: one row is one machine, disk or adapter.',
    isAvailable: true,
    dataHandling: 'high',
    identityRequirement:
      'One column of name, host name, FQDN, IP address, serial number, UUID or external id.',
    checks: ['performance', 'topology', 'capacity', 'network', 'eol'],
  },
  sensitive_data: {
    label: 'Sensitive data',
    description: 'Registers of personal or confidential data: one row is one data set or store.',
    isAvailable: true,
    dataHandling: 'maximum',
    identityRequirement: 'One column of name, data store, database, application, host name or external id.',
    checks: ['classification', 'pii_detection', 'compliance', 'encryption', 'access', 'lineage'],
  },
};

/** What the product says about each category, in the order of the page. */
export const categoryFacts: readonly CategoryFacts[] = importCategories.map((category) => ({
  category,
  ...facts[category],
}));

export function factsOf(category: ImportCategory): CategoryFacts {
  return { category, ...facts[category] };
}
