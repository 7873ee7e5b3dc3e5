import type { Amendment } from '@landfall/domain/cleansing/amendment';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** An import that values of an asset came from. */
export interface ContributingImport {
  readonly id: string;
  readonly category: string;
  readonly importName: string;
  readonly fileName: string;
  readonly importedAt: Date;
  readonly sourceSystem: string | null;
}

/** A source column and the field a person mapped it to. */
export interface ContributingColumn {
  readonly importId: string;
  readonly position: number;
  readonly key: string;
  readonly field: string;
  readonly sensitiveKind: string | null;
  readonly approvedBy: string | null;
  /** What a person typed for cells of the column, by the rule of the issue it was typed for. */
  readonly constants: Readonly<Record<string, string>>;
}

/** Imports by id, as far as the tenant has them. */
export async function readContributingImports(
  scope: TenantScope,
  ids: readonly string[],
): Promise<Map<string, ContributingImport>> {
  const found = await sql<ContributingImport>`
    select i.id, i.import_category as category, i.import_name as "importName", f.file_name as "fileName", i.created_at as "importedAt",
      i.source_system as "sourceSystem"
    from data_imports i
    join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.data_import_id = i.id and f.revision = 0
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = any (${ids}::uuid[])`.execute(scope.tx);
  return new Map(found.rows.map((row) => [row.id, row] as const));
}

/** Mapped columns of imports in header order. */
export async function readContributingColumns(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ContributingColumn[]> {
  const found = await sql<ContributingColumn>`
    select c.data_import_id as "importId", c.position, c.key,
      case when m.status = 'custom_attribute' then 'custom:' || coalesce(m.target_field, c.key) else m.target_field end as field,
      c.sensitive_kind as "sensitiveKind", u.display_name as "approvedBy", coalesce(typed.constants, '{}') as constants
    from import_columns c
    join import_field_mappings m on m.client_account_id = c.client_account_id and m.engagement_id = c.engagement_id
      and m.data_import_id = c.data_import_id and m.column_id = c.id
    left join users u on u.id = m.decided_by
    left join lateral (select jsonb_object_agg(d.rule_code, d.value) as constants
      from (select distinct on (i.id) i.rule_code, q.action, q.parameters ->> 'value' as value
        from quality_issues i join quality_decisions q on q.client_account_id = i.client_account_id
          and q.engagement_id = i.engagement_id and q.issue_id = i.id
        where i.client_account_id = c.client_account_id and i.engagement_id = c.engagement_id
          and i.data_import_id = c.data_import_id and i.column_id = c.id
          and i.rule_code in ('missing_values', 'invalid_value')
        order by i.id, q.created_at desc, q.id desc) d
      where d.action = 'set_value' and d.value is not null) typed on true
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.data_import_id = any (${ids}::uuid[]) and m.status in ('approved', 'custom_attribute')
    order by c.position`.execute(scope.tx);
  return found.rows;
}

/** What persons had done to the cleansed values of an import. */
export interface ContributingAmendment {
  readonly importId: string;
  readonly amendment: Amendment;
}

/** Recommendations that are applied to the values of imports. */
export async function readContributingAmendments(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ContributingAmendment[]> {
  const found = await sql<ContributingAmendment>`
    select data_import_id as "importId", amendment from cleansing_recommendations
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = any (${ids}::uuid[]) and status = 'applied'`.execute(scope.tx);
  return found.rows;
}
