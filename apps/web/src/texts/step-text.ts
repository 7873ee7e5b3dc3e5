import type { ProcessingStep } from '../api/entities.ts';
import { countOf, formatBytes, formatCount, formatValue } from './format.ts';
import { sentenceOf } from './vocabulary.ts';

/** Words for counts whose key does not say enough; those of one check begin with its name. */
const countLabels: Readonly<Record<string, string>> = {
  addressed: 'With an address',
  ambiguous_endpoints: 'Ends that fit several assets',
  'classification.unclassified': 'Without a classification',
  'classification.unknown': 'Words not known',
  'compliance.other': 'Another framework',
  'compliance.without': 'No framework stated',
  cross_classification: 'Between classifications',
  cross_environment: 'Between environments',
  contradictory_duplicate: 'Rows that contradict each other',
  cross_region: 'Between regions',
  date_order_ambiguous: 'Dates that can be read two ways',
  duplicate_ip: 'Rows with an address of others',
  duplicate_rows: 'Rows led by another row',
  enum_unknown_value: 'Words not known',
  'encryption.none': 'Not encrypted',
  'encryption.unknown': 'Not stated',
  hits: 'Personal values',
  hosts_unresolved: 'Hosts not found',
  identity_unreachable: 'Rows that nothing names',
  implausible_value: 'Numbers no machine has',
  impossible: 'Impossible values',
  in_subnet: 'Inside their subnet',
  invalid_value: 'Values that cannot be read',
  judged: 'Assets judged',
  mapped: 'Columns that feed a field',
  member_of: 'Members of a cluster',
  merged_duplicate: 'Merged duplicates',
  mixed_types: 'Values of other kinds than most',
  multi_value: 'Cells with several values',
  number_format_ambiguous: 'Numbers that can be read two ways',
  missing_endpoints: 'Ends that are missing',
  'network.public': 'Public addresses',
  'network.reserved': 'Reserved addresses',
  noise: 'Left out as noise',
  outside_subnet: 'Outside their subnet',
  parents_unresolved: 'Parents not found',
  pii_in_free_text: 'Texts that name people',
  placeholder_values: 'Placeholder words',
  recommended_unmapped: 'Facts without a column',
  required_together: 'Values that lack another field',
  rows_with_pii: 'Rows with personal values',
  rows_with_several_hosts: 'Rows that name several hosts',
  secret_value: 'Cells with a secret',
  self_hosted: 'Machines that host themselves',
  self_dependencies: 'Links to itself',
  too_long: 'Values over the usual length',
  unencrypted_guarded: 'Confidential and not encrypted',
  unit_unknown: 'Numbers without a unit',
  unknown_classification: 'Classifications not known',
  unreadable: 'Cells the field cannot take',
  unresolved: 'Systems not found',
  url_credentials: 'Passwords in addresses',
  url_invalid: 'Addresses nobody can call',
  values: 'Values looked at',
  vlan_named: 'VLANs without a number',
  with_path: 'With a path',
  with_time: 'With a time of measurement',
  without_total: 'Without a total',
};

type Told = Pick<ProcessingStep, 'step_name' | 'output'>;

/** What a check looked at and found, or the fields it lacks. */
export function checkText({ step_name: check, output }: Told): string {
  const missing = output['missing'];
  if (Array.isArray(missing) && missing.length > 0)
    return `Needs one of these fields: ${missing.map(sentenceOf).join(', ')}.`;
  const counts = Object.entries(output['counts'] ?? {}).filter(([, count]) => Number(count) > 0);
  const findings = Number(output['findings'] ?? 0);
  const words = counts.map(([key, count]) => countText(check, key, Number(count)));
  const { recommended } = output;
  const lacking =
    Array.isArray(recommended) && recommended.length > 0 ? [`No column for: ${recommended.join(', ')}`] : [];
  return [...words, ...(findings > 0 ? [countOf(findings, 'finding')] : []), ...lacking].join(' · ');
}

function countText(check: string, key: string, count: number): string {
  const label = countLabels[`${check}.${key}`] ?? countLabels[key] ?? sentenceOf(key.replace(/^kind_/, ''));
  return `${label}: ${key === 'bytes' ? formatBytes(count) : formatCount(count)}`;
}

/** Verdicts that the state of a step says already. */
const plainVerdicts: ReadonlySet<unknown> = new Set([undefined, 'done', 'not_available']);

/** What came of any processing step, in one line. */
export function stepText(step: Told & Pick<ProcessingStep, 'error_detail'>): string {
  const { step_name: name, output, error_detail: error } = step;
  if (error !== null) return error;
  if (!('counts' in output)) {
    const counts = Object.entries(output).filter(([, value]) => typeof value === 'number');
    return counts.map(([key, count]) => countText(name, key, Number(count))).join(' · ');
  }
  const { verdict, basis } = output;
  const parts = [
    plainVerdicts.has(verdict) ? '' : sentenceOf(String(verdict)),
    checkText(step),
    basis === 'suggested' ? 'by the likely mapping' : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Words for what a finding rests on. */
const factLabels: Readonly<Record<string, string>> = {
  text: 'As written',
  ending_within_months: 'Months of warning',
  extended_end: 'Extended support end',
  hits: 'Personal values',
};
const countedFacts: ReadonlySet<string> = new Set(['connections', 'callers', 'hits', 'applications']);

/** One thing a finding rests on: `Support end: 2024-06-30`. */
export function factText(key: string, value: unknown): string {
  const label = factLabels[key] ?? sentenceOf(key);
  if (typeof value !== 'number') return `${label}: ${formatValue(value)}`;
  if (key === 'bytes') return `${label}: ${formatBytes(value)}`;
  return `${label}: ${countedFacts.has(key) ? formatCount(value) : formatValue(value)}`;
}
