import type { ChoiceSubject, RowQuestion } from '@landfall/domain/corrections/row-choice';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What a person can be asked about a rejected row; nothing for one that no several assets fit. */
export async function findQuestions(
  scope: TenantScope,
  importId: string,
  row: number,
): Promise<readonly RowQuestion[]> {
  const found = await sql<{ questions: RowQuestion[] | null }>`
    select questions -> ${String(row)} as questions from import_row_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row <= ${row} and first_row + row_count > ${row}`.execute(
    scope.tx,
  );
  return found.rows[0]?.questions ?? [];
}

/** Rows of an import that are asked about a subject, ascending. */
export async function rowsAbout(
  scope: TenantScope,
  importId: string,
  about: ChoiceSubject,
): Promise<number[]> {
  const asked = JSON.stringify([{ about }]);
  const found = await sql<{ row: number }>`
    select q.key::bigint as row from import_row_blocks b, jsonb_each(b.questions) q
    where b.client_account_id = ${scope.clientAccountId} and b.engagement_id = ${scope.engagementId}
      and b.data_import_id = ${importId} and q.value @> ${asked}::jsonb order by 1`.execute(scope.tx);
  return found.rows.map(({ row }) => row);
}

/** Whether an import was told to make assets of what fits none; it is unless told otherwise. */
export async function createsMissing(scope: TenantScope, importId: string): Promise<boolean> {
  const found = await sql<{ creates: boolean }>`
    select coalesce(processing_config ->> 'create_missing_assets', 'true') <> 'false' as creates from data_imports
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${importId}`.execute(scope.tx);
  return found.rows[0]?.creates ?? true;
}
