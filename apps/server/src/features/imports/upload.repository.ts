import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Ages in seconds of the imports the client account made in the last minute, newest first, from its audit trail, which spans engagements. */
export async function recentUploads({ tx, clientAccountId }: TenantScope): Promise<number[]> {
  const latest = tx
    .selectFrom('audit_log')
    .select(['action', 'created_at'])
    .where('client_account_id', '=', clientAccountId)
    .orderBy('seq', 'desc')
    .limit(500)
    .as('latest');
  const rows = await tx
    .selectFrom(latest)
    .select(sql<number>`extract(epoch from now() - latest.created_at)::float8`.as('age'))
    .where('latest.action', '=', 'flow.flow_created')
    .where('latest.created_at', '>', sql<Date>`now() - interval '1 minute'`)
    .orderBy('latest.created_at', 'desc')
    .execute();
  return rows.map(({ age }) => age);
}

/** Name of the latest import of this category whose file has the same content. */
export async function findIdenticalFile(
  { tx, clientAccountId, engagementId }: TenantScope,
  file: { category: ImportCategory; sha256: string },
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('import_files as f')
    .innerJoin('data_imports as i', (join) =>
      join
        .onRef('i.client_account_id', '=', 'f.client_account_id')
        .onRef('i.engagement_id', '=', 'f.engagement_id')
        .onRef('i.id', '=', 'f.data_import_id'),
    )
    .select('i.import_name')
    .where('f.client_account_id', '=', clientAccountId)
    .where('f.engagement_id', '=', engagementId)
    .where('f.sha256', '=', file.sha256)
    .where('i.import_category', '=', file.category)
    .orderBy('f.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.import_name;
}
