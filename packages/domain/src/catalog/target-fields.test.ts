import { describe, expect, test } from 'vitest';
import { headerWords, literalKey, squash } from '../schema-matching/header-words.ts';
import { fieldIndexOf } from '../schema-matching/field-index.ts';
import { criticalAttributes } from './critical-attributes.ts';
import { identityAlternatives } from './identity-requirement.ts';
import { importCategories } from './import-category.ts';
import { dutchNames, italianNames } from './italian-dutch-names.ts';
import { findTargetField, targetFields, targetFieldsOf } from './target-fields.ts';

/** The catalog as the specification lists it: key, type, categories, where stored, merge rule. */
const specified = `
  name text CAIS A -
  hostname text CAIS A -
  fqdn text CAIS A -
  asset_type enum CAIS A -
  asset_subtype text CAI A -
  external_id text CAIS A -
  serial_number text CI A -
  asset_tag text CI A -
  uuid uuid CI A -
  ip_address ip_list CAIS A list
  mac_address mac_list CI A list
  description text CAIS A concat
  tags text_list CAIS A union
  notes text CAIS A concat
  operating_system text CAI A -
  os_version text CI A -
  os_family enum CI A -
  cpu_cores integer CI A -
  cpu_sockets integer CI A -
  cpu_model text CI A -
  memory_gb decimal CI A -
  storage_gb decimal CI A -
  storage_used_gb decimal CI A -
  disk_count integer CI A -
  manufacturer text CI A -
  model text CI A -
  hypervisor text CI A -
  cluster text CI A -
  virtual_host text CI A -
  subnet text CI A -
  vlan text CI A -
  domain text CI A -
  port port AI A -
  protocol text AI AD -
  database_type text CAIS A -
  database_version text CAIS A -
  database_name text CAIS A -
  database_size_gb decimal CIS A -
  cloud_provider enum CI A -
  region text CIS A -
  availability_zone text CI A -
  account_id text CI A -
  instance_type text CI A -
  cpu_utilization_percent percent CI A -
  cpu_utilization_peak_percent percent CI A max
  memory_utilization_percent percent CI A -
  memory_utilization_peak_percent percent CI A max
  disk_iops decimal I A sum
  disk_throughput_mbps decimal I A sum
  network_throughput_mbps decimal I A sum
  last_seen timestamp CAI A latest
  environment enum CAIS A -
  business_criticality enum CAIS A -
  status enum CAI A -
  power_state enum CI A -
  location text CIS A -
  datacenter text CI A -
  rack text CI A -
  rack_position text CI A -
  purchase_date date CI A -
  install_date date CI A -
  warranty_end date CI A -
  end_of_life_date date CI A -
  created_at timestamp CAIS A -
  updated_at timestamp CAIS A latest
  application_name text CAIS A list
  application_id text CAS A -
  application_version text CA A -
  application_type enum CA A -
  technology_stack text_list CA A union
  users_count integer CA A -
  rto_hours decimal CAI A -
  rpo_hours decimal CAI A -
  business_owner text CAIS A -
  technical_owner text CAIS A -
  department text CAIS A -
  business_unit text CAIS A -
  cost_center text CAI A -
  support_group text CAI A -
  vendor text CAIS A -
  license text CA A -
  annual_cost money CAI A -
  monthly_cost money CAI A -
  compliance_requirements text_list CAIS A union
  data_classification enum CAIS A most_restrictive
  pii_flag boolean CAS A any_true
  data_store text S A -
  data_owner text S A -
  retention_period text S A longest
  encryption_status enum CS A -
  migration_strategy enum CAI A -
  migration_wave text CAI A -
  migration_priority integer CAI A -
  source_name text AI D -
  source_ip ip AI D -
  source_port port AI D -
  source_process text AI D -
  target_name text AI D -
  target_ip ip AI D -
  target_port port AI D -
  target_process text AI D -
  dependency_type text AI D -
  connection_count integer AI D sum
  bytes integer AI D sum
  availability_requirements text CA A -
  architecture_pattern text CA A -
  data_volume_characteristics text CA A -
  user_load_patterns text CA A -
  business_logic_complexity enum CA A -
  configuration_complexity enum CA A -
  security_compliance_requirements text_list CA A -
  change_tolerance enum CA A -
  compliance_constraints text_list CA A -
  code_quality_metrics text CA A -
  security_vulnerabilities text CA A -
  documentation_quality enum CA A -
`;

const lettersOf = (categories: readonly string[]) =>
  importCategories
    .filter((category) => categories.includes(category))
    .map((category) => category.charAt(0).toUpperCase())
    .join('');

describe('the catalog of target fields', () => {
  test('has the fields, types, categories and merge rules of the specification', () => {
    const listed = targetFields.map(({ key, type, categories, storedOn, mergeRule }) => {
      const stored = storedOn.map((place) => place.charAt(0).toUpperCase()).join('');
      return `${key} ${type} ${lettersOf(categories)} ${stored} ${mergeRule ?? '-'}`;
    });
    const wanted = specified
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(listed.toSorted()).toEqual(wanted.toSorted());
  });

  test('every key is unique and every enum has its vocabulary', () => {
    expect(new Set(targetFields.map(({ key }) => key)).size).toBe(targetFields.length);
    for (const { key, type, vocabulary } of targetFields) {
      expect([key, (vocabulary?.length ?? 0) > 1]).toEqual([key, type === 'enum']);
    }
  });

  test.each(importCategories)('in %s no name belongs to two fields', (category) => {
    const owner = new Map<string, string>();
    const shared: string[] = [];
    for (const { key, label, synonyms } of targetFieldsOf(category)) {
      for (const name of [key, label, ...synonyms]) {
        const letters = literalKey(name);
        const other = owner.get(letters);
        if (other !== undefined && other !== key) shared.push(`${name}: ${other}, ${key}`);
        owner.set(letters, key);
      }
    }
    expect(shared).toEqual([]);
  });

  test('every name leaves something to compare', () => {
    for (const category of importCategories) expect(fieldIndexOf(category).bySpelling.has('')).toBe(false);
  });

  test('speaks eight languages for fields people name themselves', () => {
    const samples = [
      'Betriebssystem',
      "Système d'exploitation",
      'Sistema operativo',
      'Sistema operacional',
      'オペレーティングシステム',
      'Nome sistema operativo',
      'Besturingssysteem',
    ];
    const index = fieldIndexOf('cmdb_export');
    for (const sample of samples) {
      const names = index.bySpelling.get(squash(headerWords(sample))) ?? [];
      expect([sample, names[0]?.field.key]).toEqual([sample, 'operating_system']);
    }
  });
});

describe('lists that name target fields', () => {
  test('the 22 critical attributes name catalog fields', () => {
    expect(criticalAttributes.map(({ number }) => number)).toEqual(
      Array.from({ length: 22 }, (_, at) => at + 1),
    );
    const unknown = criticalAttributes
      .flatMap(({ fields }) => fields)
      .filter((key) => findTargetField(key) === undefined);
    expect(unknown).toEqual([]);
  });

  test('header texts that are kept apart by language are those of catalog fields', () => {
    const keys = [...Object.keys(italianNames), ...Object.keys(dutchNames)];
    expect(keys.filter((key) => findTargetField(key) === undefined)).toEqual([]);
  });

  test.each(importCategories)(
    'the identity requirement of %s names fields the category offers',
    (category) => {
      const offered = new Set(targetFieldsOf(category).map(({ key }) => key));
      const named = identityAlternatives[category].flat(2);
      expect(named.filter((key) => !offered.has(key))).toEqual([]);
    },
  );
});
