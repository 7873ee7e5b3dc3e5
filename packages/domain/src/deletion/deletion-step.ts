/** Steps of removing a deleted flow's data, in their order; the place in the list plus one is the step's number. */
export const deletionSteps = [
  'running_work',
  'asset_values',
  'dependencies',
  'assets',
  'application_links',
  'results',
  'mappings',
  'raw_records',
  'files',
  'processing_steps',
  'journal_samples',
  'verify',
] as const;
export type DeletionStep = (typeof deletionSteps)[number];

/** States of a deletion job. `failed` means that its data could not be removed completely and an operator is needed. */
export const deletionStatuses = ['pending', 'running', 'done', 'failed'] as const;
export type DeletionStatus = (typeof deletionStatuses)[number];

/** How a deletion was asked for. */
export const deletionMethods = ['manual', 'api', 'batch'] as const;
export type DeletionMethod = (typeof deletionMethods)[number];

/** The step of a number from 1; `undefined` for a number outside the list. */
export function deletionStepAt(number: number): DeletionStep | undefined {
  return deletionSteps[number - 1];
}
