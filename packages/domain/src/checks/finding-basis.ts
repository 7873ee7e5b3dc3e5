/** Fields of an asset that findings rest on: when a later import or a person has given another value, they are past. */
export interface FindingBasis {
  readonly check: string;
  /** Null for every status of the check. */
  readonly status: string | null;
  /** What the evidence names as its kind; null for any. */
  readonly kind: string | null;
  readonly fields: readonly string[];
}

const basis = (check: string, status: string | null, ...fields: string[]): FindingBasis => ({
  check,
  status,
  kind: null,
  fields,
});

/** What findings rest on, of those that say something of values an asset has once. */
export const findingBases: readonly FindingBasis[] = [
  basis('capacity', 'hot', 'cpu_utilization_peak_percent', 'memory_utilization_peak_percent'),
  basis('capacity', 'idle', 'cpu_utilization_percent', 'memory_utilization_percent'),
  basis('capacity', 'storage_pressure', 'storage_gb', 'storage_used_gb'),
  basis('network', 'in_subnet', 'subnet'),
  basis('network', 'outside_subnet', 'subnet'),
  { ...basis('eol', null, 'operating_system', 'os_version'), kind: 'os' },
  { ...basis('eol', null, 'database_type', 'database_version'), kind: 'database' },
  basis('classification', 'classified', 'data_classification'),
  basis('compliance', 'compliance_gap', 'compliance_requirements'),
  basis('encryption', 'unencrypted', 'data_classification', 'encryption_status'),
  basis('access', 'open_access', 'data_classification'),
];
