import type { ClientErrorCode } from '../api/api-error.ts';

const byCode: Partial<Record<ClientErrorCode, string>> = {
  invalid_credentials: 'Sign-in failed',
  account_locked: 'Too many attempts',
  account_not_active: 'This account cannot sign in',
  password_change_required: 'Choose your own password first',
  field_in_use: 'Columns are mapped to this field',
  field_exists: 'There is such a field already',
  password_weak: 'Choose a stronger password',
  incomplete_discovery_flow_exists: 'An earlier file of this category is unfinished',
  row_not_rejected: 'This row is settled already',
  not_a_candidate: 'The row does not fit this asset',
  candidate_gone: 'This asset has been deleted',
  correction_header_mismatch: 'These are not the failed rows of this import',
  large_change_needs_confirmation: 'Many existing assets would change',
  gate_revision_stale: 'Something changed since you opened this',
  version_conflict: 'Somebody else was faster',
  already_decided: 'This was decided already',
  gate_not_satisfied: 'Some things are still open',
  target_already_approved: 'This field is taken by another column',
  upload_aborted: 'The upload was interrupted',
  upload_stalled: 'The upload stood still for too long',
  file_too_large: 'The file is too large',
  file_has_no_rows: 'The file has no rows',
  file_unreadable: 'The file cannot be read',
  header_missing: 'The file has no header row',
  too_many_columns: 'The file has too many columns',
  too_many_rows: 'The file has too many rows',
  unsupported_format: 'This kind of file cannot be read yet',
  join_key_missing: 'The sheets cannot be joined like this',
  join_too_large: 'The sheets are too large to be joined',
  encoding_undecidable: 'The text encoding cannot be told',
  storage_full: 'The disk is full',
  archive_suspicious: 'The archive is not safe to unpack',
  nesting_too_deep: 'The values are nested too deeply',
  xml_doctype_refused: 'XML with a document type is not read',
  unknown_column: 'There is no such column',
  raw_data_missing: 'The stored rows are gone',
  preview_not_ready: 'The preview is not ready yet',
};

const byStatus: Readonly<Record<number, string>> = {
  401: 'Please sign in again',
  403: 'You may not do this',
  404: 'Not found',
  409: 'This is not possible right now',
  410: 'This was deleted',
  422: 'This was not accepted',
  429: 'Too many requests',
  500: 'Something went wrong on the server',
  503: 'Landfall is not ready',
};

/** A heading for a problem in a person's words; the server's own where there is no better one. */
export function problemTitle(problem: { code: ClientErrorCode; status: number; title: string }): string {
  return byCode[problem.code] ?? byStatus[problem.status] ?? problem.title;
}
