import type { Amendment } from '@landfall/domain/cleansing/amendment';
import type {
  Recommendation,
  RecommendationCategory,
  RecommendationStatus,
} from '@landfall/domain/recommendations/recommendation';
import { type RawBuilder, sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** One changed value of a row. */
export interface RowChange {
  readonly row: number;
  /** Null where the field was unknown. */
  readonly before: string | null;
  readonly after: string;
}

/** A recommendation as it is stored; all of its changes are read apart. */
export interface StoredRecommendation {
  readonly id: string;
  readonly importId: string;
  readonly key: string;
  readonly category: RecommendationCategory;
  readonly ruleCode: string;
  readonly title: string;
  readonly fields: readonly string[];
  readonly affectedRows: number;
  readonly status: RecommendationStatus;
  readonly preview: readonly RowChange[];
  /** Who applied it or took it back, and when; null for one that is proposed or dismissed. */
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  /** True when a column with personal data, or anything of a sensitive import, is shown by it. */
  readonly isSensitive: boolean;
}

/** A recommendation to be stored, with its changes packed. */
export interface NewRecommendation extends Recommendation {
  readonly rowCount: number;
  readonly preview: readonly RowChange[];
  readonly changes: Buffer;
}

/** What is applied to the cleansed values of an import, in the order it was. */
export async function appliedAmendments(scope: TenantScope, importId: string): Promise<Amendment[]> {
  const found = await sql<{ amendment: Amendment }>`
    select r.amendment from cleansing_recommendations r
    join cleansing_applications a on a.client_account_id = r.client_account_id
      and a.engagement_id = r.engagement_id and a.recommendation_id = r.id and a.undone_at is null
    where r.client_account_id = ${scope.clientAccountId} and r.engagement_id = ${scope.engagementId}
      and r.data_import_id = ${importId} and r.status = 'applied'
    order by a.created_at, a.id`.execute(scope.tx);
  return found.rows.map(({ amendment }) => amendment);
}

/** Missing values of an import that applied recommendations filled from other fields. */
export async function countFilledByRecommendations(scope: TenantScope, importId: string): Promise<number> {
  const found = await sql<{ filled: number }>`
    select coalesce(sum(affected_rows), 0)::float8 as filled from cleansing_recommendations
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status = 'applied' and rule_code = 'fill_from_field'`.execute(
    scope.tx,
  );
  return found.rows[0]?.filled ?? 0;
}

/** Keys of the recommendations of an import that are applied. */
export async function appliedKeys(scope: TenantScope, importId: string): Promise<ReadonlySet<string>> {
  const found = await sql<{ key: string }>`
    select key from cleansing_recommendations
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status = 'applied'`.execute(scope.tx);
  return new Set(found.rows.map(({ key }) => key));
}

/**
 * Stores what is recommended for an import now. What a person decided stays; recommendations that are neither applied
 * nor found any more concern no rows.
 */
export async function saveRecommendations(
  scope: TenantScope,
  importId: string,
  found: readonly NewRecommendation[],
): Promise<void> {
  await sql`
    update cleansing_recommendations set affected_rows = 0, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status <> 'applied' and affected_rows > 0`.execute(scope.tx);
  for (const each of found) {
    await sql`
      insert into cleansing_recommendations (client_account_id, engagement_id, data_import_id, key, category,
        rule_code, title, fields, affected_rows, amendment, preview, changes)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${importId}, ${each.key}, ${each.category},
        ${each.rule}, ${each.title}, ${[...each.fields]}::text[], ${each.rowCount}, ${storedJson(each.amendment)}::jsonb,
        ${storedJson(each.preview)}::jsonb, ${each.changes})
      on conflict (client_account_id, engagement_id, data_import_id, key) do update
        set title = excluded.title, fields = excluded.fields, affected_rows = excluded.affected_rows,
          amendment = excluded.amendment, preview = excluded.preview, changes = excluded.changes, updated_at = now()
        where cleansing_recommendations.status <> 'applied'`.execute(scope.tx);
  }
}

/** Recommendations of an import, those that change most rows first; or one by its id. */
export async function findRecommendations(
  scope: TenantScope,
  wanted: { readonly importId: string } | { readonly id: string },
): Promise<StoredRecommendation[]> {
  const condition: RawBuilder<unknown> =
    'importId' in wanted
      ? sql`r.data_import_id = ${wanted.importId} and r.affected_rows > 0`
      : sql`r.id = ${wanted.id}`;
  const found = await sql<StoredRecommendation>`
    select r.id, r.data_import_id as "importId", r.key, r.category, r.rule_code as "ruleCode", r.title, r.fields,
      r.affected_rows as "affectedRows", r.status, r.preview, u.display_name as "decidedByName",
      coalesce(a.undone_at, a.created_at) as "decidedAt",
      i.import_category = 'sensitive_data' or exists (select from import_columns c
        left join import_field_mappings m on m.client_account_id = c.client_account_id
          and m.engagement_id = c.engagement_id and m.data_import_id = c.data_import_id and m.column_id = c.id
        where c.client_account_id = r.client_account_id and c.engagement_id = r.engagement_id
          and c.data_import_id = r.data_import_id and c.sensitive_kind is not null
          and (m.target_field = any (r.fields) or 'custom:' || coalesce(m.target_field, c.key) = any (r.fields)))
        as "isSensitive"
    from cleansing_recommendations r
    join data_imports i on i.client_account_id = r.client_account_id and i.engagement_id = r.engagement_id
      and i.id = r.data_import_id
    left join lateral (select * from cleansing_applications l where l.client_account_id = r.client_account_id
      and l.engagement_id = r.engagement_id and l.recommendation_id = r.id and r.status in ('applied', 'undone')
      order by l.created_at desc, l.id desc limit 1) a on true
    left join users u on u.id = coalesce(a.undone_by, a.actor_user_id)
    where r.client_account_id = ${scope.clientAccountId} and r.engagement_id = ${scope.engagementId} and ${condition}
    order by r.affected_rows desc, r.key`.execute(scope.tx);
  return found.rows;
}

/** The packed changes of a recommendation: those it made when it is applied, else those it would make. */
export async function readChanges(scope: TenantScope, id: string): Promise<Buffer | undefined> {
  const found = await sql<{ changes: Buffer }>`
    select changes from cleansing_recommendations
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${id}`.execute(scope.tx);
  return found.rows[0]?.changes;
}

/** Where a recommendation goes. */
export async function setStatus(scope: TenantScope, id: string, status: RecommendationStatus): Promise<void> {
  await sql`
    update cleansing_recommendations set status = ${status}, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${id}`.execute(scope.tx);
}

/** Notes that a person applied a recommendation, with the rows it changes as they are and as they become. */
export async function insertApplication(scope: TenantScope, id: string): Promise<void> {
  await sql`
    insert into cleansing_applications (client_account_id, engagement_id, recommendation_id, actor_user_id, row_count,
      changes)
    select client_account_id, engagement_id, id, ${scope.actor.userId}, affected_rows, changes
    from cleansing_recommendations
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and id = ${id}`.execute(scope.tx);
}

/** Notes who took the application of a recommendation back. */
export async function undoApplication(scope: TenantScope, id: string): Promise<void> {
  await sql`
    update cleansing_applications set undone_at = now(), undone_by = ${scope.actor.userId}
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and recommendation_id = ${id} and undone_at is null`.execute(scope.tx);
}
