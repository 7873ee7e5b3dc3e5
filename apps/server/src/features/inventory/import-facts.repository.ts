import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What the inventory needs to know of an import besides its cleansed rows. */
export interface ImportFacts {
  readonly sourceSystem: string | null;
  readonly rowCount: number;
}

/** Facts of a stored import; throws when the tenant has none with this id. */
export async function importFacts(scope: TenantScope, importId: string): Promise<ImportFacts> {
  const found = await sql<{ sourceSystem: string | null; rowCount: number | null }>`
    select i.source_system as "sourceSystem", f.row_count as "rowCount"
    from data_imports i
    join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.data_import_id = i.id and f.revision = 0
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId}`.execute(scope.tx);
  const [facts] = found.rows;
  if (facts === undefined) throw new Error(`Import ${importId} is not stored`);
  return { sourceSystem: facts.sourceSystem, rowCount: facts.rowCount ?? 0 };
}
