/**
 * The named points of the main path at which the crash runner ends the worker or PostgreSQL, in the order a flow
 * passes them. `hits` says which passing is meant at most: a flow of the sample file passes the point that often.
 */
export const points = [
  { name: 'create.after-child', hits: 1 },
  { name: 'create.after-job', hits: 1 },
  { name: 'create.before-commit', hits: 1 },
  { name: 'run.data_import.claimed', hits: 1 },
  { name: 'batch.data_import.worked', hits: 2 },
  { name: 'batch.data_import.after', hits: 2 },
  { name: 'run.data_import.before-result', hits: 1 },
  { name: 'apply.phase_succeeded.after-journal', hits: 3 },
  { name: 'apply.phase_succeeded.before-commit', hits: 3 },
  { name: 'run.data_import.after-result', hits: 1 },
  { name: 'batch.data_validation.before-commit', hits: 1 },
  { name: 'apply.decision_needed.before-commit', hits: 2 },
  { name: 'run.field_mapping.after-result', hits: 1 },
  { name: 'apply.gate_approved.before-commit', hits: 2 },
  { name: 'order.approve.after-commit', hits: 2 },
  { name: 'batch.data_cleansing.worked', hits: 2 },
  { name: 'batch.data_cleansing.after', hits: 2 },
  { name: 'batch.asset_inventory.worked', hits: 3 },
  { name: 'batch.asset_inventory.before-commit', hits: 3 },
  { name: 'apply.completed.before-commit', hits: 1 },
];
