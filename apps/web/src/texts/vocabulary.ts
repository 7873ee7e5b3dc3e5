import type { TargetFieldType } from '@landfall/domain/catalog/target-field';
import type { CellIssue } from '@landfall/domain/cleansing/cleansed-cell';
import type {
  ConfidenceBand,
  ConflictResolution,
  FlowCommand,
  FlowStatus,
  ImportCategory,
  MappingStatus,
  PreviewAction,
} from '../api/entities.ts';

/** Words people see for the words of the contract. */
export const flowStatusLabel: Readonly<Record<FlowStatus, string>> = {
  running: 'Running',
  waiting_for_approval: 'Waiting for a decision',
  paused: 'Paused',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const flowCommandLabel: Readonly<Record<FlowCommand, string>> = {
  approve: 'Approve',
  reject: 'Request changes',
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Try again',
  restart: 'Restart from a step',
  cancel: 'Cancel flow',
  delete: 'Delete',
};

export const categoryLabel: Readonly<Record<ImportCategory, string>> = {
  cmdb_export: 'CMDB export',
  app_discovery: 'Application discovery',
  infrastructure: 'Infrastructure',
  sensitive_data: 'Sensitive data',
};

export const mappingStatusLabel: Readonly<Record<MappingStatus, string>> = {
  unmapped: 'Unmapped',
  suggested: 'Suggested',
  approved: 'Accepted',
  rejected: 'Rejected',
  ignored: 'Ignored',
  custom_attribute: 'Custom',
};

export const bandLabel: Readonly<Record<ConfidenceBand, string>> = {
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  none: 'None',
};

export const previewActionLabel: Readonly<Record<PreviewAction, string>> = {
  create: 'Create',
  update: 'Update',
  merge: 'Merge',
  unchanged: 'Unchanged',
  connect: 'Connect',
  conflict: 'Conflict',
  reject: 'Reject',
};

export const resolutionLabel: Readonly<Record<ConflictResolution, string>> = {
  keep_existing: 'Keep the existing asset',
  replace_with_new: 'Replace with the new values',
  merge: 'Merge both',
  create_both_with_dependency: 'Keep both, linked',
};

const phaseLabels: Readonly<Record<string, string>> = {
  data_import: 'Data import',
  upload: 'Upload',
  data_validation: 'Data validation',
  validation: 'Validation',
  field_mapping: 'Attribute mapping',
  data_cleansing: 'Data cleansing',
  enrichment: 'Enrichment',
  asset_inventory: 'Asset inventory',
};

export function phaseLabel(phase: string): string {
  return phaseLabels[phase] ?? sentenceOf(phase);
}

const gateLabels: Readonly<Record<string, string>> = {
  validation_decision: 'a decision on data issues',
  mapping_approval: 'approval of the mapping',
  asset_preview: 'approval of the preview',
  asset_conflict: 'settled conflicts',
};

/** What a waiting flow waits for, as the end of "waiting for …". */
export function gateLabel(kind: string): string {
  return gateLabels[kind] ?? sentenceOf(kind).toLowerCase();
}

/** `memory_gb` as `Memory (GB)`: a readable form of a key that has no label of its own. */
export function sentenceOf(key: string): string {
  const words = key
    .replace(/_(gb|mb|mbps)$/, (_, unit: string) => ` (${unit.toUpperCase()})`)
    .replaceAll('_', ' ');
  const known = /^(ip|mac|os|cpu|fqdn|id|uuid|rto|rpo|api|eol|pii)\b/.exec(words)?.[0] ?? words.slice(0, 1);
  return known.toUpperCase() + words.slice(known.length);
}

/** Detected value types as short words. */
export function typeWord(type: string | null): string {
  return type === null ? 'unknown type' : type.replaceAll('_', ' ');
}

/** A target field with its unit, unless the label says it already. */
export function fieldLabel(field: { readonly label: string; readonly unit: string | null }): string {
  const { label, unit } = field;
  return unit === null || label.toLowerCase().includes(unit.toLowerCase()) ? label : `${label} (${unit})`;
}

const rejectReasonTexts: Readonly<Record<string, string>> = {
  no_identity: 'nothing in the row identifies an asset',
  too_many_cells: 'more cells than the header has columns',
  cell_too_large: 'a cell is too large',
  self_dependency: 'the row links a thing to itself',
  missing_endpoint: 'one end of the connection is missing',
  ambiguous_match: 'the row fits several assets',
  contradictory_duplicate: 'it contradicts another row about the same thing',
  excluded_by_reviewer: 'taken out in the preview',
  unparseable_row: 'the row cannot be read',
};

/** Why a row was not taken over. */
export function rejectReasonText(code: string): string {
  return rejectReasonTexts[code] ?? sentenceOf(code).toLowerCase();
}

const ruleTexts = {
  converted: 'Converted',
  placeholder: 'Placeholder',
  recommendation: 'Recommendation applied',
  split: 'Split into a list',
  too_long: 'Too long',
} as const;

const cellIssueTexts: Readonly<Record<CellIssue, string>> = {
  invalid_value: 'Not readable',
  enum_unknown_value: 'Not a known word',
  unit_unknown: 'Unknown unit',
  number_format_ambiguous: 'Number can be read two ways',
  date_order_ambiguous: 'Date can be read two ways',
};

const typeTexts: Readonly<Record<TargetFieldType, string>> = {
  text: 'Read as text',
  text_list: 'Read as a list',
  integer: 'Read as a whole number',
  decimal: 'Read as a number',
  money: 'Read as an amount',
  percent: 'Read as a percentage',
  boolean: 'Read as yes or no',
  date: 'Read as a date',
  timestamp: 'Read as a time',
  enum: 'Read as a known word',
  uuid: 'Read as a UUID',
  ip: 'Read as an address',
  ip_list: 'Read as addresses',
  mac_list: 'Read as MAC addresses',
  port: 'Read as a port',
};

const textOfRule: Readonly<Record<string, string>> = { ...ruleTexts, ...cellIssueTexts, ...typeTexts };

/** What a cleansing rule does; rules that read a cell are named by the type of its field. */
export function ruleText(rule: string): string {
  return textOfRule[rule] ?? sentenceOf(rule);
}
