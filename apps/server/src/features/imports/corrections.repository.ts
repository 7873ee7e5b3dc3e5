import type { ChoiceSubject } from '@landfall/domain/corrections/row-choice';
import type { RowResults } from '@landfall/domain/inventory/row-results';
import { sql } from 'kysely';
import { binaryBytes, binaryInteger, queryBinary } from '../../platform/binary-query.ts';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What decides whether rows of a block are rejected. */
export type Rejections = Pick<RowResults, 'firstRow' | 'actions' | 'reasons' | 'outcomes'>;

/** Actions, reasons and outcomes of all rows of an import: three bytes a row, in blocks. */
export async function readRejections(scope: TenantScope, importId: string): Promise<Rejections[]> {
  const rows = await queryBinary(
    scope.client,
    `select first_row, actions, reasons, outcomes from import_row_blocks
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 order by first_row`,
    [scope.clientAccountId, scope.engagementId, importId],
  );
  return rows.map(([firstRow, actions, reasons, outcomes]) => ({
    firstRow: binaryInteger(firstRow),
    actions: binaryBytes(actions),
    reasons: binaryBytes(reasons),
    outcomes: outcomes ?? null,
  }));
}

/** Rows of the uploaded file that could not be taken as they stood, as counted when it was stored. */
export async function countFaults(scope: TenantScope, importId: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select coalesce((select sum(value::bigint) from import_files f, jsonb_each_text(f.notes -> 'faults')
      where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
        and f.data_import_id = ${importId} and f.revision = 0), 0)::bigint as count`.execute(scope.tx);
  return found.rows[0]?.count ?? 0;
}

/** A file of corrected rows; the columns of `import_files`. */
export interface CorrectionFile {
  readonly fileName: string;
  readonly storageKey: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly format: string;
  readonly encoding: string;
  readonly dialect: object;
  readonly addedBy: string;
  /** Corrected rows. */
  readonly rowCount: number;
  /** What was chosen for rows that several assets fit; nothing unless told. */
  readonly choices?: readonly ChosenRow[];
}

/** An asset chosen for a rejected row, as it is kept with the correction. */
export interface ChosenRow {
  readonly about: ChoiceSubject;
  readonly row_number: number;
  /** Null for none of the assets that fit. */
  readonly asset_id: string | null;
}

/** Notes a file of corrections and answers its revision: the next one of the import. */
export async function insertCorrectionFile(
  scope: TenantScope,
  importId: string,
  file: CorrectionFile,
): Promise<number> {
  const { clientAccountId, engagementId } = scope;
  const found = await sql<{ revision: number }>`
    insert into import_files (client_account_id, engagement_id, data_import_id, kind, revision, file_name, storage_key,
      sha256, size_bytes, format, encoding, dialect, row_count, added_by, choices)
    select ${clientAccountId}, ${engagementId}, ${importId}, 'correction', max(revision) + 1, ${file.fileName},
      ${file.storageKey}, ${file.sha256}, ${file.sizeBytes}, ${file.format}, ${file.encoding},
      ${storedJson(file.dialect)}::jsonb, ${file.rowCount}, ${file.addedBy},
      ${JSON.stringify(file.choices ?? [])}::jsonb
    from import_files where client_account_id = ${clientAccountId} and engagement_id = ${engagementId}
      and data_import_id = ${importId}
    returning revision`.execute(scope.tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error(`Import ${importId} has no file`);
  return row.revision;
}

/** A corrected row ready to be stored. */
export interface CorrectedRow {
  readonly row: number;
  /** Line of the row in the uploaded file. */
  readonly line: number;
  readonly byteLength: number;
  readonly body: Buffer;
}

const rowsPerInsert = 1000;

/** Stores corrected rows as raw records of a revision; earlier revisions stay. */
export async function insertCorrectedRows(
  scope: TenantScope,
  { importId, revision }: { readonly importId: string; readonly revision: number },
  rows: readonly CorrectedRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsPerInsert) {
    const part = rows.slice(at, at + rowsPerInsert);
    await sql`
      insert into import_chunks (client_account_id, engagement_id, data_import_id, revision, first_row, row_count,
        first_line, byte_length, body)
      select ${scope.clientAccountId}, ${scope.engagementId}, ${importId}, ${revision}, r.row, 1, r.line, r.length,
        decode(r.body, 'base64')
      from unnest(${part.map(({ row }) => row)}::bigint[], ${part.map(({ line }) => line)}::bigint[],
        ${part.map(({ byteLength }) => byteLength)}::int[],
        ${part.map(({ body }) => body.toString('base64'))}::text[]) as r (row, line, length, body)`.execute(
      scope.tx,
    );
  }
}
