import { expect, test } from 'vitest';
import { headerWords, squash } from '../schema-matching/header-words.ts';
import { findTargetField } from './target-fields.ts';

/** Names the specification gives each field at least. */
const specifiedNames = `
  name: ci name, asset name, display name, resource name, vm, device name
  hostname: host name, server name, machine, computer name, netbios name, node
  fqdn: dns name, full computer name, host fqdn
  asset_type: ci type, class, category, resource type, type
  asset_subtype: sub type, item, model category, server type
  external_id: sys_id, ci id, resource id, instance id, arn, moref, object id
  serial_number: serial, service tag, s/n
  asset_tag: inventory number, barcode
  uuid: bios uuid, smbios uuid, instance uuid, vm uuid
  ip_address: ip, ipv4, primary ip, network address
  mac_address: mac, physical address
  description: comments on the item, summary, short description
  tags: labels, keywords
  notes: remarks, comments
  operating_system: os, os name, platform, guest os
  os_version: os build, os release, kernel version
  os_family: os type
  cpu_cores: vcpu, cpus, num cpu, total cores
  cpu_sockets: processors, sockets
  cpu_model: processor, cpu type
  memory_gb: ram, memory, mem size, total memory
  storage_gb: disk, capacity, provisioned, total disk
  storage_used_gb: disk used, in use, consumed
  disk_count: number of disks, disks
  manufacturer: make, hardware vendor, oem
  model: product model, hardware model
  hypervisor: virtualization platform, virtualization, host type
  cluster: cluster name
  virtual_host: esx host, host, parent host
  subnet: subnet id, network segment, cidr
  vlan: vlan id
  domain: ad domain, workgroup, dns domain
  port: listening port, service port
  protocol: transport, l4 protocol
  database_type: db engine, dbms, database platform
  database_version: engine version, db version
  database_name: db, schema, database instance
  database_size_gb: db size, data size
  cloud_provider: provider, cloud
  region: cloud region
  availability_zone: az, zone
  account_id: subscription id, project id, account
  instance_type: vm size, machine type, flavor
  cpu_utilization_percent: cpu avg, cpu usage, average cpu
  cpu_utilization_peak_percent: cpu max, cpu p95, peak cpu
  memory_utilization_percent: mem avg, memory usage
  memory_utilization_peak_percent: mem max, memory p95
  disk_iops: iops, disk read ops, disk write ops
  disk_throughput_mbps: disk read mb/s, disk write mb/s
  network_throughput_mbps: net in, net out, bandwidth
  last_seen: last discovered, last scan, last contact
  environment: env, stage, used for
  business_criticality: criticality, importance, priority, tier
  status: state, lifecycle status, install status, operational status
  power_state: powerstate, running state
  location: site, city, building, office
  datacenter: data center, dc, facility
  rack: cabinet
  rack_position: u position, rack unit, slot
  purchase_date: bought on, acquisition date
  install_date: deployed on, commissioned
  warranty_end: warranty expiration, support expires
  end_of_life_date: eol, end of support, eos
  created_at: created on, first discovered
  updated_at: modified, last updated
  application_name: application, app, business service, service
  application_id: app id, application code
  application_version: version, app version, release
  application_type: package type
  technology_stack: framework, runtime, language, stack
  users_count: active users, number of users
  rto_hours: recovery time objective
  rpo_hours: recovery point objective
  business_owner: owned by, app owner, owner
  technical_owner: managed by, administrator, it owner
  department: dept, division
  business_unit: bu, company, organization
  cost_center: cost centre, kostenstelle
  support_group: assignment group, support team
  vendor: supplier, publisher, software vendor
  license: license type, licence
  annual_cost: yearly cost, annual run cost
  monthly_cost: monthly charge, run cost per month
  compliance_requirements: regulation, compliance scope, standard
  data_classification: classification, sensitivity, confidentiality
  pii_flag: contains pii, personal data
  data_store: repository, system of record, dataset location
  data_owner: data steward, information owner
  retention_period: retention, keep until
  encryption_status: encrypted, encryption
  migration_strategy: 6r, r type, disposition, treatment
  migration_wave: wave, move group
  migration_priority: move priority
  source_name: client, from, consumer, caller, source server
  source_ip: src ip, client ip, local address
  source_port: src port, local port
  source_process: client process, source application
  target_name: server, to, provider, downstream component, dependency target
  target_ip: dst ip, destination ip, remote address
  target_port: dst port, destination port, remote port
  target_process: server process, destination application
  dependency_type: relation type, relationship, link type
  connection_count: calls, connections, hits
  bytes: total bytes, traffic, bytes sent, bytes received
  availability_requirements: sla, uptime target, availability
  architecture_pattern: architecture, tiering
  data_volume_characteristics: data volume
  user_load_patterns: concurrent users, load pattern
  business_logic_complexity: business complexity
  configuration_complexity: configuration complexity
  security_compliance_requirements: security standard, hardening baseline
  change_tolerance: change window, maintenance window
  compliance_constraints: regulatory constraint
  code_quality_metrics: technical debt score, code coverage
  security_vulnerabilities: open vulnerabilities, cve count
  documentation_quality: documentation, runbook
`;

/** Names that mean another field unless the other columns of the file say otherwise; the matcher decides by context. */
const decidedByContext = [
  'asset_subtype: server type',
  'operating_system: platform',
  'virtual_host: host',
  'target_name: server',
  'target_name: provider',
  'architecture_pattern: architecture',
];

test('knows every core name of the specification', () => {
  const missing = specifiedNames
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [key = '', names = ''] = line.split(':');
      const field = findTargetField(key.trim());
      const known = new Set(
        [...(field?.synonyms ?? []), field?.label ?? ''].map((name) => squash(headerWords(name))),
      );
      return names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => !known.has(squash(headerWords(name))))
        .map((name) => `${key.trim()}: ${name}`);
    });
  expect(missing).toEqual(decidedByContext);
});
