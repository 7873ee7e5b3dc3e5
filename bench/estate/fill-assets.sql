-- Fills the engagement of the session with $1 assets of about 45 known fields each, in an order unlike that of any field.
insert into assets (client_account_id, engagement_id, name, hostname, fqdn, asset_type, type_source, external_id, serial_number,
  uuid, ip_address, mac_address, operating_system, os_version, os_family, cpu_cores, memory_gb, storage_gb, manufacturer, model,
  cluster, environment, business_criticality, status, power_state, location, datacenter, rack, purchase_date, warranty_end,
  last_seen, application_name, business_owner, technical_owner, department, cost_center, annual_cost, name_normalized,
  key_hostname, key_fqdn, key_uuid, key_serial, key_external_id, discovery_method, lead_row)
select current_client(), current_engagement(), host, host, host || '.corp.example.com',
  (array['server', 'virtual_machine', 'virtual_machine', 'database', 'application', 'storage', 'network'])[1 + r % 7], 'declared',
  'ci' || md5(n::text), upper(substr(md5('s' || n), 1, 16)), md5('u' || n)::uuid::text,
  array['10.' || (n >> 16) || '.' || ((n >> 8) & 255) || '.' || (n & 255)], array[substr(md5('m' || n), 1, 12)],
  (array['Red Hat Enterprise Linux', 'Windows Server 2019', 'Windows Server 2022', 'Ubuntu', 'SUSE Linux Enterprise Server', 'AIX',
    'Solaris', 'VMware ESXi'])[1 + (r / 7) % 8],
  (1 + r % 20)::text, 'linux', 1 + r % 64, (array[4, 8, 16, 32, 64, 128, 256])[1 + (r / 11) % 7], 50 + r % 4000,
  'Dell', 'R' || (600 + r % 40), 'cl-' || r % 300,
  (array['production', 'production', 'production', 'staging', 'qa', 'test', 'development', 'disaster_recovery', null])[1 + (r / 3) % 9],
  (array['critical', 'high', 'medium', 'low', null])[1 + (r / 5) % 5], 'active', 'on',
  'Site ' || r % 50, 'DC' || r % 12, 'R' || r % 900, date '2012-01-01' + r % 4000, date '2020-01-01' + r % 3000,
  timestamptz '2026-01-01' + r * interval '1 second', array['App ' || r % 5000], 'Owner ' || r % 2000, 'Tech ' || r % 3000,
  'Dept ' || r % 40, 'CC' || r % 500, r % 90000, host, host, host || '.corp.example.com', md5('u' || n),
  upper(substr(md5('s' || n), 1, 16)), 'source' || chr(31) || 'ci' || md5(n::text), 'import', n
from (
  select n, (hashint4(n) & 2147483647) % 1000003 as r,
    (array['web', 'app', 'db', 'srv', 'fs', 'esx', 'mq', 'k8s'])[1 + (hashint4(n) & 7)] || '-' || substr(md5('h' || n), 1, 3)
      || '-' || lpad(n::text, 7, '0') as host
  from generate_series(1, $1::int) n
) numbered
