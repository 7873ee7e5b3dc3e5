import { type ImportCategory, importCategories } from '@landfall/domain/catalog/import-category';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What decides how an import is enriched besides its rows. */
export interface ImportOptions {
  readonly category: ImportCategory;
  readonly sourceSystem: string | null;
  readonly rowCount: number;
  /** Time of the import, ISO 8601. */
  readonly importedAt: string;
  /** False: rows that fit no asset of the inventory are rejected. */
  readonly createsMissing: boolean;
  /** True: what it would do is shown and approved before anything is written. */
  readonly wantsPreview: boolean;
}

/** The options of an import; throws when the tenant has none with this id. */
export async function importOptions(scope: TenantScope, importId: string): Promise<ImportOptions> {
  const found = await sql<Omit<ImportOptions, 'category'> & { category: string }>`
    select i.import_category as category, i.source_system as "sourceSystem", coalesce(f.row_count, 0) as "rowCount",
      to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "importedAt",
      coalesce(i.processing_config ->> 'create_missing_assets', 'true') <> 'false' as "createsMissing",
      'true' in (i.processing_config ->> 'preview', i.processing_config ->> 'dry_run') as "wantsPreview"
    from data_imports i
    join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.data_import_id = i.id and f.revision = 0
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId}`.execute(scope.tx);
  const [row] = found.rows;
  const category = importCategories.find((word) => word === row?.category);
  if (row === undefined || category === undefined) throw new Error(`Import ${importId} is not stored`);
  return { ...row, category };
}
