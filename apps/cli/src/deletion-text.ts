import type { DataToDelete, DeletionImpact, DeletionProgress } from '@landfall/contract/deletion';

const labels: readonly (readonly [keyof DataToDelete, string])[] = [
  ['raw_records', 'raw records'],
  ['field_mappings', 'field mappings'],
  ['quality_issues', 'quality issues'],
  ['row_results', 'row results'],
  ['assets', 'assets'],
  ['asset_values_rolled_back', 'values rolled back'],
  ['dependencies', 'dependencies'],
  ['applications', 'applications'],
  ['files', 'files'],
];

/** What deleting a flow would remove and keep, for a person to read. */
export function impactText(impact: DeletionImpact): string {
  const { flow_name, flow_id, status, current_phase, data_to_delete, data_kept } = impact;
  const lines = [
    `${flow_name}  (${flow_id})`,
    `${status} in ${current_phase}`,
    'Goes:',
    ...countLines(data_to_delete),
    'Stays:',
    countLine('assets shared with others', data_kept.assets_shared),
    countLine('learned mappings', data_kept.learned_mappings),
    countLine('audit entries', data_kept.audit_entries),
    ...impact.warnings.map((warning) => `! ${warning}`),
    ...impact.recommendations.map((advice) => `- ${advice}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** How a deletion ended. */
export function deletionText({ status, removed, error }: DeletionProgress): string {
  const end =
    status === 'done' ? 'Deleted. Removed:' : `Not removed completely: ${error ?? status}. Removed:`;
  return `${[end, ...countLines(removed)].join('\n')}\n`;
}

function countLines(counts: DataToDelete): string[] {
  return labels.map(([kind, label]) => countLine(label, counts[kind]));
}

function countLine(label: string, count: number): string {
  return `  ${label.padEnd(26)}${count.toLocaleString('en').padStart(12)}`;
}
