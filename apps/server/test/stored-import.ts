import { createHash } from 'node:crypto';
import type { ImportId } from '@landfall/domain/shared/ids';
import type { TestDatabase } from './database.ts';

/** What an import stored, by what it is; parts that name the import or its time are left out. */
const statements = {
  chunks: `select revision, first_row, row_count, first_line, byte_length, exceptions, body
    from import_chunks where data_import_id = $1 order by first_row`,
  columns: `select position, key, header, header_normalized, profile, detected_type, detected_unit, sensitive_kind
    from import_columns where data_import_id = $1 order by position`,
  files: 'select row_count, notes from import_files where data_import_id = $1',
  cleansed: `select first_row, row_count, epoch, notes, body
    from import_cleansed_blocks where data_import_id = $1 order by first_row`,
  results: `select first_row, row_count, epoch, actions, reasons, lead_rows, asset_ids, outcomes, counts
    from import_row_blocks where data_import_id = $1 order by first_row`,
  issues: `select to_jsonb(q) - '{id,column_id,data_import_id,flow_id,created_at,updated_at,issue_key}'::text[] as issue
    from quality_issues q where data_import_id = $1 order by q.rule_code, 1`,
  outputs: `select step_name, step_order, records_processed, output - 'made' - 'identical_file' as output
    from import_processing_steps s join data_imports i on i.flow_id = s.flow_id where i.id = $1 order by step_name`,
  applications: `select variant_normalized, epoch, spelling
    from application_variant_evidence where data_import_id = $1 order by 1`,
} as const;

/** Everything an import stored, to compare two of them; bytes by their digest. */
export async function storedBy(
  { admin }: TestDatabase,
  { importId }: { readonly importId: ImportId },
): Promise<Record<string, unknown>> {
  const stored: Record<string, unknown> = {};
  for (const [name, statement] of Object.entries(statements)) {
    const { rows } = await admin.query<Record<string, unknown>>(statement, [importId]);
    stored[name] = rows.map((row) =>
      Object.entries(row).map(([column, value]) => [column, Buffer.isBuffer(value) ? digest(value) : value]),
    );
  }
  return stored;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
