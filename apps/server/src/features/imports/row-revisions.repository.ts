import { sql } from 'kysely';
import type { ChosenRow } from './corrections.repository.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Who added a file of an import, and when. */
export interface AddedFile {
  readonly revision: number;
  readonly addedAt: Date;
  readonly addedByName: string;
  readonly choices: readonly ChosenRow[];
}

/** The files of an import by revision, the upload first. */
export async function listAddedFiles(scope: TenantScope, importId: string): Promise<AddedFile[]> {
  const found = await sql<AddedFile>`
    select f.revision, f.created_at as "addedAt", f.choices, u.display_name as "addedByName"
    from import_files f
    join data_imports i on i.client_account_id = f.client_account_id and i.engagement_id = f.engagement_id
      and i.id = f.data_import_id
    join users u on u.id = coalesce(f.added_by, i.imported_by)
    where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
      and f.data_import_id = ${importId}
    order by f.revision`.execute(scope.tx);
  return found.rows;
}
