import type { ChoiceSubject } from '@landfall/domain/corrections/row-choice';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What a person chose for something that several assets fit. */
export interface StoredChoice {
  readonly about: ChoiceSubject;
  /** Null for none of the assets. */
  readonly assetId: string | null;
}

/**
 * The choices for an import that hold: the latest for each subject, unless its asset is gone. One for a group of rows
 * ends when the row it was made at is corrected, because that row may be about something else now.
 */
export async function readChoices(scope: TenantScope, importId: string): Promise<StoredChoice[]> {
  const { clientAccountId, engagementId } = scope;
  const found = await sql<StoredChoice>`
    select c.about, c."assetId" from (
      select distinct on (c.about) c.about, c.asset_id as "assetId"
      from import_files f, jsonb_to_recordset(f.choices) as c (about text, row_number bigint, asset_id uuid)
      where f.client_account_id = ${clientAccountId} and f.engagement_id = ${engagementId}
        and f.data_import_id = ${importId}
        and (not starts_with(c.about, 'row:') or f.revision >= (select max(k.revision) from import_chunks k
          where k.client_account_id = ${clientAccountId} and k.engagement_id = ${engagementId}
            and k.data_import_id = ${importId} and k.revision > 0 and k.first_row = c.row_number))
      order by c.about, f.revision desc) c
    where c."assetId" is null or exists (select from assets a where a.client_account_id = ${clientAccountId}
      and a.engagement_id = ${engagementId} and a.id = c."assetId" and a.deleted_at is null)`.execute(
    scope.tx,
  );
  return found.rows;
}
