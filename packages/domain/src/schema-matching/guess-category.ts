import type { ImportCategory } from '../catalog/import-category.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import { type EdgeEnd, namesBothEnds } from './edge-header.ts';
import { fieldIndexOf } from './field-index.ts';
import { withoutUnits } from './header-units.ts';
import { squash } from './header-words.ts';
import { readHeader } from './read-header.ts';
import { setOf } from './set-of.ts';

/** Words that speak for a category, one point for each that a header has. */
const markers: Readonly<Record<ImportCategory, ReadonlySet<string>>> = {
  cmdb_export: setOf(
    'serial warranty purchase manufacturer cost department company install support assignment barcode supplier ci sys class location garantie',
  ),
  infrastructure: setOf(
    'vm powerstate cluster datastore esx vmhost vcpu hypervisor utilization usage iop throughput instance subscription region zone subnet cve cvss plugin vulnerability severity guest host ip mac netbios core disk memory ram machine resource vpc agent sensor scan wave probe interface backup restore snapshot average maximum peak mbp',
  ),
  app_discovery: setOf(
    'application source destination target dependency process dstport srcport business criticality lifecycle capability technology framework repository relation relationship consumer provider caller callee protocol byte packet vendor product',
  ),
  sensitive_data: setOf(
    'personal classification retention sensitivity steward legal lawful dataset subject privacy processing pii gdpr glossary lineage confidentiality governance recipient fides schema column dpia traitement conservation verarbeitung loschfrist tratamiento',
  ),
};

/** Fields that speak for a category in whatever language a header names them, one point each. */
const tellingFields: Readonly<Record<ImportCategory, ReadonlySet<string>>> = {
  cmdb_export: setOf(
    'serial_number asset_tag manufacturer warranty_end purchase_date install_date location department business_unit cost_center support_group',
  ),
  infrastructure: setOf(
    'power_state cluster virtual_host hypervisor subnet vlan instance_type region availability_zone account_id uuid ip_address mac_address operating_system os_version cpu_cores cpu_utilization_percent cpu_utilization_peak_percent memory_utilization_percent memory_utilization_peak_percent memory_gb storage_gb storage_used_gb disk_iops disk_throughput_mbps network_throughput_mbps last_seen',
  ),
  app_discovery: setOf(
    'application_name technology_stack users_count business_criticality application_type rto_hours rpo_hours migration_strategy dependency_type source_name source_ip target_name target_ip target_port',
  ),
  sensitive_data: setOf(
    'data_classification pii_flag retention_period data_owner data_store compliance_requirements',
  ),
};
const endFileBonus = 6;

/** Facts every list of machines has, a register of assets as well as an export of an inventory tool: half a point each. */
const machineFacts = setOf(
  'ip_address mac_address uuid operating_system os_version cpu_cores memory_gb storage_gb storage_used_gb last_seen ip mac core disk memory ram machine host netbios',
);

type Headed = Pick<ColumnProfile, 'header'>;

/** How much the headers of a file speak for each category. */
function scoresOf(columns: readonly Headed[]): Record<ImportCategory, number> {
  const headers = columns.map(({ header }) => readHeader(header).words);
  const points = (category: ImportCategory) => pointsOf(headers, category);
  return {
    cmdb_export: points('cmdb_export'),
    infrastructure: points('infrastructure'),
    app_discovery: points('app_discovery') + (hasBothEnds(headers) ? endFileBonus : 0),
    sensitive_data: 1.5 * points('sensitive_data'),
  };
}

/** True where the words of the headers, or in other languages the fields they spell, are the two ends of a connection. */
function hasBothEnds(headers: readonly (readonly string[])[]): boolean {
  const { bySpelling } = fieldIndexOf('app_discovery');
  const spelt = headers.flatMap((words) => bySpelling.get(squash(words)) ?? []).map(({ field }) => field.key);
  const has = (end: EdgeEnd) => spelt.includes(`${end}_name`) || spelt.includes(`${end}_ip`);
  return namesBothEnds(headers) || (has('source') && has('target'));
}

/** Fields and words of the category that the headers have; a header that names a field counts by it alone. */
function pointsOf(headers: readonly (readonly string[])[], category: ImportCategory): number {
  const { bySpelling } = fieldIndexOf(category);
  const found = headers.flatMap((words) => {
    const names = bySpelling.get(squash(words)) ?? bySpelling.get(squash(withoutUnits(words))) ?? [];
    const keys = names.map(({ field }) => field.key).filter((key) => tellingFields[category].has(key));
    return keys.length > 0 ? keys : words.filter((word) => markers[category].has(word));
  });
  return [...new Set(found)].reduce((sum, fact) => sum + (machineFacts.has(fact) ? 0.5 : 1), 0);
}

const order: readonly ImportCategory[] = ['cmdb_export', 'infrastructure', 'app_discovery', 'sensitive_data'];

/** Category a file most likely belongs to, from its headers alone; without any sign it is a CMDB export. */
export function guessCategory(columns: readonly Headed[]): ImportCategory {
  const scores = scoresOf(columns);
  return order.reduce((best, category) => (scores[category] > scores[best] ? category : best));
}

/** Points by which another category must lead before a person is asked whether it was meant. */
const clearLead = 4;

/** Another category that the headers speak for clearly more than for the chosen one. */
export function suggestOtherCategory(
  columns: readonly Headed[],
  chosen: ImportCategory,
): ImportCategory | undefined {
  const scores = scoresOf(columns);
  const guess = guessCategory(columns);
  return guess !== chosen && scores[guess] >= scores[chosen] + clearLead ? guess : undefined;
}
