import { nameKey } from '@landfall/domain/entity-resolution/identity-keys';
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Which assets a list holds; an absent member does not narrow it. */
export interface AssetFilter {
  /** Part of a name, host name, domain name, address or application, in any case. */
  readonly search?: string | undefined;
  readonly asset_type?: string | undefined;
  readonly environment?: string | undefined;
  readonly business_criticality?: string | undefined;
  readonly operating_system?: string | undefined;
  /** Only assets this import created or changed a value of. */
  readonly importId?: ImportId | undefined;
  /** Only assets that belong to this application. */
  readonly applicationId?: string | undefined;
}

const exact = ['asset_type', 'environment', 'business_criticality', 'operating_system'] as const;

/** The assets of the scope that are not deleted and pass the filter, as a WHERE condition. */
export function matching(
  { clientAccountId, engagementId }: TenantScope,
  filter: AssetFilter,
): RawBuilder<boolean> {
  const conditions = [
    sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and deleted_at is null`,
  ];
  for (const column of exact) {
    const wanted = filter[column];
    if (wanted !== undefined) conditions.push(sql`${sql.ref(column)} = ${wanted}`);
  }
  const { importId, search, applicationId } = filter;
  if (applicationId !== undefined) {
    conditions.push(sql`id in (select l.asset_id from asset_applications l where l.client_account_id = ${clientAccountId}
      and l.engagement_id = ${engagementId} and l.canonical_application_id = ${applicationId})`);
  }
  if (importId !== undefined) {
    conditions.push(sql`(created_by_import_id = ${importId} or lead_import_id = ${importId}
      or (provenance -> 'updates')::text like ${`%"${importId}"%`})`);
  }
  if (search !== undefined) conditions.push(containing(search));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/**
 * Ordered by cost, because most assets fail every part: LIKE on a stored lower-case form takes a tenth of an ILIKE, and
 * a host name is mostly the name again.
 */
function containing(search: string): RawBuilder<boolean> {
  const pattern = `%${escaped(search)}%`;
  const lower = `%${escaped(search.toLowerCase())}%`;
  return sql`(name_normalized like ${`%${escaped(nameKey(search))}%`}
    or (hostname <> name and hostname ilike ${pattern}) or fqdn like ${lower}
    or array_to_string(ip_address, ' ') like ${lower} or array_to_string(application_name, ' ') ilike ${pattern})`;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, String.raw`\$&`);
}

/** The import a flow belongs to; `undefined` when the scope has no such flow. */
export async function importOfFlow(
  { tx, clientAccountId, engagementId }: TenantScope,
  flowId: FlowId,
): Promise<ImportId | undefined> {
  const found = await sql<{ id: ImportId }>`
    select id from data_imports
    where client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and flow_id = ${flowId}`.execute(
    tx,
  );
  return found.rows[0]?.id;
}

/** Whether the engagement has an application with this id that was not merged into another. */
export async function hasApplication(
  { tx, clientAccountId, engagementId }: TenantScope,
  id: string,
): Promise<boolean> {
  const found = await sql`
    select from canonical_applications where client_account_id = ${clientAccountId} and engagement_id = ${engagementId}
      and id = ${id} and merged_into_id is null`.execute(tx);
  return found.rows.length > 0;
}
