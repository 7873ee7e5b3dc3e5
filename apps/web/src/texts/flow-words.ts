import type { DataToDelete, DeletionProgress, FlowCommand } from '../api/entities.ts';
import { sentenceOf } from './vocabulary.ts';

/** What a command does, before it is given. */
export const commandExplanation: Readonly<Record<GivenCommand, string>> = {
  resume: 'Work continues where it stopped. Nothing is approved by this.',
  retry: 'The failed step runs again from its last saved point.',
  restart:
    'Later steps are done again. Decisions you made on columns and data issues are kept; approvals are asked for again.',
  pause: 'Work stops after the current batch. Nothing is lost, and you can resume at any time.',
  cancel:
    'The flow ends here and cannot be continued. The uploaded file stays on record, and the category is free for another file.',
};

/** Commands a person gives in a dialog of its own; a decision and a deletion have theirs. */
export type GivenCommand = Exclude<FlowCommand, 'approve' | 'reject' | 'delete'>;

const outcomes: Readonly<Record<string, string>> = {
  paused: 'The flow is paused. Finished work is kept.',
  resumed: 'The flow continues.',
  requeued: 'The flow continues after its last saved point.',
  retried: 'The flow tries this step again.',
  restarted: 'The flow starts again from the chosen step.',
  cancelled: 'The flow is cancelled.',
  deleted: 'The flow is deleted.',
  already_paused: 'The flow was paused already.',
  already_running: 'The flow is running already.',
  already_completed: 'The flow is completed already.',
  already_cancelled: 'The flow was cancelled already.',
  already_deleted: 'The flow was deleted already.',
  requires_user_action: 'The flow waits for a person',
  refused: 'Refused',
};

/** What came of a command, by the outcome the server names. */
export function outcomeText(outcome: string): string {
  return outcomes[outcome] ?? sentenceOf(outcome);
}

const events: Readonly<Record<string, string>> = {
  flow_created: 'File uploaded, flow started',
  phase_started: 'Step started',
  rows_stored: 'Rows stored',
  phase_succeeded: 'Step done',
  decision_needed: 'A decision is needed',
  phase_failed: 'Step failed',
  retry_scheduled: 'Will be tried again',
  mapping_decided: 'Mapping decided',
  issue_decided: 'Data issue decided',
  preview_changed: 'Preview changed',
  gate_approved: 'Approved',
  gate_rejected: 'Changes requested',
  paused: 'Paused',
  resumed: 'Resumed',
  retried: 'Tried again',
  restarted: 'Restarted',
  cancelled: 'Cancelled',
  correction_added: 'Correction added',
  healed: 'Repaired',
  deleted: 'Deleted',
  completed: 'Completed',
};

/** A journal event in words. */
export function eventText(type: string): string {
  return events[type] ?? sentenceOf(type);
}

type CountKey = Exclude<keyof DataToDelete, 'total_records' | 'file_bytes'>;

/** Kinds of data a deletion removes, in the order they are shown; one and many. */
export const deletedKinds: readonly (readonly [CountKey, string, string])[] = [
  ['assets', 'asset nothing else has touched', 'assets nothing else has touched'],
  [
    'asset_values_rolled_back',
    'value on other assets is taken back',
    'values on other assets are taken back',
  ],
  ['dependencies', 'dependency', 'dependencies'],
  ['applications', 'application', 'applications'],
  ['raw_records', 'row as imported', 'rows as imported'],
  ['row_results', 'row result', 'row results'],
  ['field_mappings', 'column mapping', 'column mappings'],
  ['quality_issues', 'data issue', 'data issues'],
  ['insights', 'insight', 'insights'],
  ['files', 'file', 'files'],
];

const steps: Readonly<Record<DeletionProgress['steps'][number]['name'], string>> = {
  running_work: 'Running work stopped',
  asset_values: 'Values on shared assets taken back',
  dependencies: 'Dependencies removed',
  assets: 'Assets removed',
  application_links: 'Application links removed',
  results: 'Results and issues removed',
  mappings: 'Mappings removed',
  raw_records: 'Rows removed',
  files: 'Files removed',
  processing_steps: 'Processing notes removed',
  journal_samples: 'Samples in the journal removed',
  verify: 'Checked that nothing is left',
};

/** A step of a deletion in words, as done. */
export function deletionStepText(name: DeletionProgress['steps'][number]['name']): string {
  return steps[name];
}
