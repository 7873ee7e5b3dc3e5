import { ownValue } from '../shared/own-value.ts';
import { headerWords, squash } from './header-words.ts';
import type { RowSubject } from './row-subject.ts';

/** Headers whose meaning depends on what a row is. */
const readings: Readonly<Partial<Record<RowSubject, Readonly<Record<string, string>>>>> = {
  database: {
    'version, product version, release': 'database_version',
    'database, database name': 'database_name 0.99',
    'size, size on disk, allocated size, total size': 'database_size_gb',
    'type, product, platform, technology, software': 'database_type',
    'instance, instance name, sid, schema': 'database_name',
    'host, server, machine': 'hostname',
  },
  data_set: {
    'size, data size, total size': 'database_size_gb 0.92',
    compliance: 'compliance_requirements',
    'business function, function': 'department',
    'hosting provider, cloud provider, provider': 'vendor',
    'business owner of data, responsible person, custodian': 'data_owner',
    'system, systems, source, storage, storage location, location of data, it system, platform, database or file':
      'data_store',
    'application, application name, app': 'application_name',
    'category, classification level, privacy': 'data_classification',
    'tier, tiers': 'business_criticality',
  },
  edge: {
    'type, kind, relation, label, connection, relationship type, connection type': 'dependency_type',
    'count, hits, weight, number of connections, sample count': 'connection_count',
    'service, application protocol': 'protocol',
    'parent, parent name': 'source_name',
    'child, child name': 'target_name',
    'computer, hostname, host, machine, computer name, device name, server name': 'source_name 0.78',
    'process, process name': 'source_process 0.72',
    'port, service port, port number': 'target_port 0.8',
  },
  machine: {
    size: 'instance_type 0.72',
    'vm size name': 'instance_type',
    'system vendor, sys vendor': 'manufacturer',
  },
  application: {
    'system, systems': 'application_name 0.96',
    compliance: 'compliance_requirements',
    'platform, database technology, server platform': 'technology_stack',
    'hersteller, manufacturer, maker': 'vendor',
    'business service, business services': 'business_unit',
    'users, user count': 'users_count',
    'server, servers, host, hosted on': 'hostname',
  },
  finding: {
    'target, target name, target host, scan target': 'hostname 0.92',
  },
  backup: {
    'client, client name, host, vm, server, machine name, protected item': 'hostname',
  },
  software: {
    'product, product name, software, software name, title': 'name',
    version: 'application_version',
  },
};

interface SubjectReading {
  readonly field: string;
  readonly trust: number;
}

/** A field key, or a key with a trust of its own after a blank. */
function toReading(text: string): SubjectReading {
  const [field = '', trust = '0.98'] = text.split(' ');
  return { field, trust: Number(trust) };
}

const bySubject = new Map(
  Object.entries(readings).map(([subject, table]) => [
    subject,
    new Map(
      Object.entries(table).flatMap(([headers, field]) =>
        headers.split(',').map((header) => [squash(headerWords(header)), toReading(field)] as const),
      ),
    ),
  ]),
);

/** Field a whole header means because of the subject of the rows; `undefined` when the subject changes nothing. */
export function subjectReading(subject: RowSubject, keys: readonly string[]): SubjectReading | undefined {
  const table = bySubject.get(subject);
  for (const key of keys) {
    const reading = table?.get(key);
    if (reading !== undefined) return reading;
  }
  return undefined;
}

interface Sibling {
  readonly field: string;
  /** Share of the trust in the first field that carries over. */
  readonly factor: number;
}

/** Fields that headers of another field often turn out to mean; a second choice and an alternative to offer. */
const siblings: Readonly<Record<string, readonly Sibling[]>> = {
  name: pairs('hostname 0.58 application_name 0.5 fqdn 0.3'),
  hostname: pairs('name 0.58 fqdn 0.6 virtual_host 0.4'),
  fqdn: pairs('hostname 0.7 name 0.4'),
  asset_type: pairs('asset_subtype 0.88 application_type 0.4'),
  asset_subtype: pairs('asset_type 0.85'),
  external_id: pairs('uuid 0.5 application_id 0.5 asset_tag 0.3'),
  serial_number: pairs('asset_tag 0.4 license 0.2'),
  asset_tag: pairs('tags 0.5 serial_number 0.4 external_id 0.4'),
  uuid: pairs('external_id 0.8'),
  description: pairs('notes 0.6'),
  notes: pairs('description 0.7'),
  operating_system: pairs('os_family 0.5 os_version 0.25'),
  os_version: pairs('operating_system 0.5'),
  os_family: pairs('operating_system 0.84'),
  cpu_cores: pairs('cpu_sockets 0.6'),
  cpu_sockets: pairs('cpu_cores 0.85'),
  cpu_model: pairs('cpu_cores 0.72'),
  storage_gb: pairs('storage_used_gb 0.4 disk_count 0.3'),
  manufacturer: pairs('vendor 0.8'),
  vendor: pairs('manufacturer 0.7'),
  model: pairs('cpu_model 0.2'),
  location: pairs('datacenter 0.55 region 0.5'),
  datacenter: pairs('location 0.8'),
  region: pairs('location 0.8 availability_zone 0.4'),
  status: pairs('power_state 0.6 environment 0.4'),
  power_state: pairs('status 0.8'),
  department: pairs('business_unit 0.8'),
  business_unit: pairs('department 0.85'),
  business_owner: pairs('technical_owner 0.8 data_owner 0.7'),
  technical_owner: pairs('business_owner 0.6 support_group 0.4'),
  data_owner: pairs('business_owner 0.85'),
  application_name: pairs('name 0.8'),
  application_id: pairs('external_id 0.85'),
  application_type: pairs('asset_subtype 0.7'),
  database_name: pairs('name 0.65'),
  database_type: pairs('database_version 0.3'),
  data_store: pairs('name 0.4 location 0.3'),
  install_date: pairs('created_at 0.5'),
  end_of_life_date: pairs('warranty_end 0.5'),
  warranty_end: pairs('end_of_life_date 0.5'),
  cpu_utilization_percent: pairs('cpu_utilization_peak_percent 0.4'),
  memory_utilization_percent: pairs('memory_utilization_peak_percent 0.4'),
  data_classification: pairs('compliance_requirements 0.3'),
  subnet: pairs('vlan 0.4'),
  vlan: pairs('subnet 0.4'),
};

function pairs(text: string): readonly Sibling[] {
  const parts = text.split(' ');
  return parts
    .filter((_, index) => index % 2 === 0)
    .map((field, index) => ({ field, factor: Number(parts[index * 2 + 1]) }));
}

/** Second choices that hold for one header only. */
const headerSiblings: Readonly<Record<string, readonly Sibling[]>> = {
  machinetype: pairs('asset_type 0.85'),
  tag: pairs('asset_tag 0.7'),
  classification: pairs('environment 0.8'),
  cpu: pairs('cpu_model 0.75 cpu_cores 0.75'),
  processor: pairs('cpu_model 0.75 cpu_cores 0.75'),
  devicename: pairs('hostname 0.8'),
  systemname: pairs('hostname 0.75'),
  computername: pairs('name 0.75'),
  servername: pairs('name 0.7'),
  machinename: pairs('name 0.7'),
  site: pairs('datacenter 0.72'),
  address: pairs('ip_address 0.85 fqdn 0.8'),
  sitename: pairs('datacenter 0.72'),
};

/** Second choices of a field with the share of trust they inherit from a header of these words. */
export function siblingFields(field: string, headerKey: string): readonly Sibling[] {
  return [...(ownValue(headerSiblings, headerKey) ?? []), ...(siblings[field] ?? [])];
}
