import type { Json } from '@landfall/domain/flow/phase-result';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A decision about a gate of the import's flow. */
export interface GateDecision {
  readonly kind: string;
  readonly decision: string;
  readonly revision: number;
  readonly shown: Record<string, unknown>;
  readonly by: string;
  readonly at: Date;
  readonly note: string | null;
}

/** Decisions about the gates of an import's flow, oldest first. */
export async function gateDecisions(scope: TenantScope, importId: string): Promise<GateDecision[]> {
  const found = await sql<GateDecision>`
    select g.kind, d.decision, d.revision, d.shown, u.display_name as by, d.created_at as at, d.note
    from data_imports i
    join flow_gates g on g.client_account_id = i.client_account_id and g.engagement_id = i.engagement_id
      and g.flow_id = i.flow_id
    join gate_decisions d on d.client_account_id = g.client_account_id and d.engagement_id = g.engagement_id
      and d.gate_id = g.id
    join users u on u.id = d.actor_user_id
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId} order by d.created_at, d.id`.execute(scope.tx);
  return found.rows;
}

/** A decision about a quality issue. */
export interface IssueDecision {
  readonly ruleCode: string;
  readonly column: string | null;
  readonly sensitiveKind: string | null;
  readonly action: string;
  readonly parameters: Record<string, unknown>;
  readonly rowCount: number;
  readonly by: string;
  readonly at: Date;
  readonly note: string | null;
}

/** Every decision about a quality issue of an import, also those that were replaced, oldest first. */
export async function issueDecisions(scope: TenantScope, importId: string): Promise<IssueDecision[]> {
  const found = await sql<IssueDecision>`
    select q.rule_code as "ruleCode", c.key as column, c.sensitive_kind as "sensitiveKind", d.action, d.parameters,
      q.row_count as "rowCount", u.display_name as by, d.created_at as at, d.note
    from quality_issues q
    join quality_decisions d on d.client_account_id = q.client_account_id and d.engagement_id = q.engagement_id
      and d.issue_id = q.id
    join users u on u.id = d.decided_by
    left join import_columns c on c.client_account_id = q.client_account_id and c.engagement_id = q.engagement_id
      and c.id = q.column_id
    where q.client_account_id = ${scope.clientAccountId} and q.engagement_id = ${scope.engagementId}
      and q.data_import_id = ${importId} order by d.created_at, d.id`.execute(scope.tx);
  return found.rows;
}

/** How the uploader had the file read, where that was not left to be detected. */
export interface ReadingChoice {
  readonly chosen: Json;
  readonly by: string;
  readonly at: Date;
}

/** The choices of the uploader of an import; none when all was left to be detected. */
export async function readingChoices(scope: TenantScope, importId: string): Promise<ReadingChoice[]> {
  const found = await sql<ReadingChoice>`
    select f.notes -> 'reading_choices' as chosen, u.display_name as by, f.created_at as at
    from import_files f
    join data_imports i on i.client_account_id = f.client_account_id and i.engagement_id = f.engagement_id
      and i.id = f.data_import_id
    join users u on u.id = i.imported_by
    where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
      and f.data_import_id = ${importId} and f.revision = 0 and f.notes -> 'reading_choices' <> '{}'`.execute(
    scope.tx,
  );
  return found.rows;
}

/** An asset chosen for rows that several fit. */
export interface AssetChoice {
  /** The first of the rows that were settled by it. */
  readonly row: number;
  readonly rowCount: number;
  readonly assetId: string | null;
  readonly assetName: string | null;
  readonly by: string;
  readonly at: Date;
}

/** Every choice of an asset for rejected rows of an import, oldest first. */
export async function assetChoices(scope: TenantScope, importId: string): Promise<AssetChoice[]> {
  const found = await sql<AssetChoice>`
    select min(c.row_number) as row, count(*)::int as "rowCount", c.asset_id as "assetId", a.name as "assetName",
      u.display_name as by, f.created_at as at
    from import_files f
    cross join jsonb_to_recordset(f.choices) as c (about text, row_number bigint, asset_id uuid)
    join users u on u.id = f.added_by
    left join assets a on a.client_account_id = f.client_account_id and a.engagement_id = f.engagement_id
      and a.id = c.asset_id
    where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
      and f.data_import_id = ${importId}
    group by f.revision, c.about, c.asset_id, a.name, u.display_name, f.created_at
    order by f.revision, min(c.row_number)`.execute(scope.tx);
  return found.rows;
}

/** A recommendation for cleansed values that a person applied or took back. */
export interface RecommendationDecision {
  readonly title: string;
  readonly ruleCode: string;
  readonly fields: readonly string[];
  readonly decision: 'apply' | 'undo';
  readonly rowCount: number;
  readonly by: string;
  readonly at: Date;
}

/** Every application of a recommendation of an import, and each time one was taken back. */
export async function recommendationDecisions(
  scope: TenantScope,
  importId: string,
): Promise<RecommendationDecision[]> {
  const found = await sql<RecommendationDecision>`
    select r.title, r.rule_code as "ruleCode", r.fields, d.decision, a.row_count as "rowCount",
      u.display_name as by, d.at
    from cleansing_recommendations r
    join cleansing_applications a on a.client_account_id = r.client_account_id
      and a.engagement_id = r.engagement_id and a.recommendation_id = r.id
    cross join lateral (values ('apply', a.actor_user_id, a.created_at), ('undo', a.undone_by, a.undone_at))
      as d (decision, actor, at)
    join users u on u.id = d.actor
    where r.client_account_id = ${scope.clientAccountId} and r.engagement_id = ${scope.engagementId}
      and r.data_import_id = ${importId} order by d.at`.execute(scope.tx);
  return found.rows;
}

/** Runs of one phase, added up. */
export interface PhaseTimes {
  readonly phase: string;
  readonly runs: number;
  readonly failedRuns: number;
  readonly rows: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly workingMs: number;
}

/** Times of the phases an import has been through, in the order they first ran. */
export async function phaseTimes(scope: TenantScope, importId: string): Promise<PhaseTimes[]> {
  const found = await sql<PhaseTimes>`
    select r.phase, count(*)::int as runs, (count(*) filter (where r.status = 'failed'))::int as "failedRuns",
      max(r.rows_done)::int as rows, min(r.started_at) as "startedAt", max(r.finished_at) as "finishedAt",
      coalesce(round(sum(extract(epoch from r.finished_at - r.started_at)) * 1000), 0)::int8 as "workingMs"
    from data_imports i
    join phase_runs r on r.client_account_id = i.client_account_id and r.engagement_id = i.engagement_id
      and r.flow_id = i.flow_id
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = ${importId}
    group by r.phase order by min(r.created_at), r.phase`.execute(scope.tx);
  return found.rows;
}
