import type { AssetType } from './asset-types.ts';

export type CriticalAttributeGroup = 'infrastructure' | 'application' | 'business' | 'technical_debt';

/** One of the 22 facts migration strategies need. */
export interface CriticalAttribute {
  /** 1 to 22. */
  readonly number: number;
  readonly id: string;
  readonly label: string;
  readonly group: CriticalAttributeGroup;
  /** Required for readiness. */
  readonly isRequired: boolean;
  /** Target fields that cover the attribute; empty when only edges or findings do. */
  readonly fields: readonly string[];
  /** Every field is needed instead of one. */
  readonly needsAll?: true;
}

type Row = readonly [id: string, label: string, isRequired: boolean, fields: string, needsAll?: true];

function group(name: CriticalAttributeGroup, first: number, rows: readonly Row[]): CriticalAttribute[] {
  return rows.map(([id, label, isRequired, fields, needsAll], index) => ({
    number: first + index,
    id,
    label,
    group: name,
    isRequired,
    fields: fields.split(' ').filter((field) => field !== ''),
    ...(needsAll === true ? { needsAll } : {}),
  }));
}

/** The 22 critical attributes; coverage, questions and readiness use this one list. */
export const criticalAttributes: readonly CriticalAttribute[] = [
  ...group('infrastructure', 1, [
    ['operating_system_version', 'Operating system and version', true, 'operating_system os_version'],
    ['cpu_memory_storage_specs', 'CPU, memory and storage', true, 'cpu_cores memory_gb storage_gb', true],
    ['network_configuration', 'Network configuration', false, 'ip_address fqdn mac_address subnet vlan'],
    ['virtualization_platform', 'Virtualisation platform', false, 'hypervisor virtual_host instance_type'],
    [
      'performance_baseline',
      'Performance baseline',
      false,
      'cpu_utilization_percent cpu_utilization_peak_percent memory_utilization_percent memory_utilization_peak_percent disk_iops network_throughput_mbps',
    ],
    [
      'availability_requirements',
      'Availability requirements',
      true,
      'availability_requirements rto_hours rpo_hours',
    ],
  ]),
  ...group('application', 7, [
    ['technology_stack', 'Technology stack', true, 'technology_stack'],
    ['architecture_pattern', 'Architecture pattern', true, 'architecture_pattern'],
    ['integration_dependencies', 'Integration dependencies', true, ''],
    [
      'data_volume_characteristics',
      'Data volume',
      false,
      'data_volume_characteristics database_size_gb storage_used_gb',
    ],
    ['user_load_patterns', 'User load', false, 'user_load_patterns users_count'],
    ['business_logic_complexity', 'Business logic complexity', true, 'business_logic_complexity'],
    ['configuration_complexity', 'Configuration complexity', false, 'configuration_complexity'],
    ['security_compliance_requirements', 'Security standards', false, 'security_compliance_requirements'],
  ]),
  ...group('business', 15, [
    ['business_criticality_score', 'Business criticality', true, 'business_criticality'],
    ['change_tolerance', 'Change tolerance', false, 'change_tolerance'],
    [
      'compliance_constraints',
      'Compliance constraints',
      true,
      'compliance_constraints compliance_requirements',
    ],
    ['stakeholder_impact', 'Stakeholders', true, 'business_owner technical_owner department'],
  ]),
  ...group('technical_debt', 19, [
    ['code_quality_metrics', 'Code quality', false, 'code_quality_metrics'],
    ['security_vulnerabilities', 'Security vulnerabilities', true, 'security_vulnerabilities'],
    ['eol_technology_assessment', 'End-of-life technology', true, 'end_of_life_date'],
    ['documentation_quality', 'Documentation quality', false, 'documentation_quality'],
  ]),
];

const machineAttributes = [1, 2, 3, 4, 5, 6, 7, 9, 14, 15, 17, 18, 20, 21];
const databaseAttributes = [1, 2, 5, 6, 7, 9, 10, 14, 15, 17, 18, 20, 21];
const applicationAttributes = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];
const deviceAttributes = [2, 3, 6, 9, 15, 18, 20, 21];

const applicable: Readonly<Record<AssetType, readonly number[]>> = {
  application: applicationAttributes,
  component: applicationAttributes,
  server: machineAttributes,
  virtual_machine: machineAttributes,
  container: machineAttributes,
  database: databaseAttributes,
  data_store: databaseAttributes,
  network: deviceAttributes,
  load_balancer: deviceAttributes,
  storage: deviceAttributes,
  security_group: deviceAttributes,
  other: [15, 18],
};

/** Critical attributes that apply to assets of the type. */
export function applicableAttributes(type: AssetType): readonly CriticalAttribute[] {
  const numbers = applicable[type];
  return criticalAttributes.filter(({ number }) => numbers.includes(number));
}
