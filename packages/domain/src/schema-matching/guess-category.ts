import type { ImportCategory } from '../catalog/import-category.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import { namesBothEnds } from './edge-header.ts';
import { readHeader } from './read-header.ts';

/** Words that speak for a category, one point for each that a header has. */
const markers: Readonly<Record<ImportCategory, ReadonlySet<string>>> = {
  cmdb_export: setOf(
    'tag serial warranty purchase manufacturer cost department company owner install support assignment barcode supplier ci sys class location inventory seriennummer inventarnummer garantie abteilung kostenstelle fabricant',
  ),
  infrastructure: setOf(
    'vm powerstate cluster datastore esx vmhost vcpu hypervisor utilization usage iop throughput instance subscription region zone subnet cve cvss plugin vulnerability severity guest host ip mac netbios core disk memory ram machine resource vpc agent sensor scan wave',
  ),
  app_discovery: setOf(
    'application source destination target dependency process dstport srcport business criticality lifecycle capability technology framework repository relation relationship consumer provider caller callee protocol byte packet',
  ),
  sensitive_data: setOf(
    'personal classification retention sensitivity steward legal lawful dataset subject privacy processing pii gdpr glossary lineage confidentiality governance recipient fides schema column dpia traitement conservation verarbeitung loschfrist tratamiento',
  ),
};
const endFileBonus = 6;

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

type Headed = Pick<ColumnProfile, 'header'>;

/** How much the headers of a file speak for each category. */
function scoresOf(columns: readonly Headed[]): Record<ImportCategory, number> {
  const headers = columns.map(({ header }) => readHeader(header).words);
  const present = new Set(headers.flat());
  const points = (category: ImportCategory) =>
    [...markers[category]].filter((word) => present.has(word)).length;
  return {
    cmdb_export: points('cmdb_export'),
    infrastructure: points('infrastructure'),
    app_discovery: points('app_discovery') + (namesBothEnds(headers) ? endFileBonus : 0),
    sensitive_data: 1.5 * points('sensitive_data'),
  };
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
