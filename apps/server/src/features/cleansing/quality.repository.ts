import {
  cellRules,
  issueKey,
  type IssueDraft,
  type IssueRule,
  issueRules,
} from '@landfall/domain/quality/issue-rules';
import { mergeIssues } from '@landfall/domain/quality/merge-issues';
import { sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Stores issues by their stable keys; what a person decided about one stays, its counts are brought up to date. */
export async function saveIssues(
  scope: TenantScope,
  importId: string,
  drafts: readonly IssueDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const records = mergeIssues(drafts).map((draft) => ({
    issue_key: issueKey(draft),
    rule_code: draft.rule,
    severity: draft.severity,
    column_id: draft.columnId,
    target_field: draft.targetField,
    row_count: draft.rowCount,
    row_ranges: `{${draft.ranges.map(([first, last]) => `[${first},${last + 1})`).join(',')}}`,
    sample: draft.sample,
    detail: draft.detail,
  }));
  await sql`
    insert into quality_issues (client_account_id, engagement_id, data_import_id, issue_key, rule_code, severity,
      column_id, target_field, row_count, row_ranges, sample, detail)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${importId}::uuid, d.*
    from jsonb_to_recordset(${storedJson(records)}::jsonb) as d (issue_key text,
      rule_code text, severity text, column_id uuid, target_field text, row_count bigint, row_ranges int8multirange,
      sample jsonb, detail jsonb)
    on conflict (client_account_id, engagement_id, data_import_id, issue_key) do update
      set severity = excluded.severity, target_field = excluded.target_field, row_count = excluded.row_count,
        row_ranges = excluded.row_ranges, sample = excluded.sample, detail = excluded.detail, updated_at = now()`.execute(
    scope.tx,
  );
}

interface Analysis {
  readonly found: readonly IssueDraft[];
  /** Rules it looked for; all unless told. */
  readonly rules?: readonly IssueRule[];
  /** Rules whose issues are not found again because of what a person decided; those of cells unless told. */
  readonly staysDecided?: readonly IssueRule[];
}

/**
 * Marks issues of these rules that this analysis no longer found: they concern no rows any more. Those that are not
 * found because of a decision stay with what was decided.
 */
export async function settleVanished(
  scope: TenantScope,
  importId: string,
  { found, rules = issueRules, staysDecided = cellRules }: Analysis,
): Promise<void> {
  const keys = found.map(issueKey);
  await sql`
    update quality_issues set row_count = 0, row_ranges = '{}', severity = 'info', updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and row_count > 0 and not issue_key = any (${keys}::text[])
      and rule_code = any (${rules}::text[]) and not (rule_code = any (${staysDecided}::text[]) and exists (
        select from quality_decisions d where d.client_account_id = quality_issues.client_account_id
          and d.engagement_id = quality_issues.engagement_id and d.issue_id = quality_issues.id))`.execute(
    scope.tx,
  );
}

/** A stored issue with its column and the latest decision. */
export interface StoredIssue {
  readonly id: string;
  readonly importId: string;
  readonly ruleCode: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly columnId: string | null;
  readonly column: string | null;
  readonly columnStatus: string | null;
  readonly sensitiveKind: string | null;
  readonly importCategory: string;
  readonly targetField: string | null;
  readonly rowCount: number;
  readonly sample: readonly { readonly row_number: number; readonly value: string }[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly action: string | null;
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly note: string | null;
}

/** Issues of an import, or one issue by id, worst first. Issues without rows are left out. */
export async function findIssues(
  scope: TenantScope,
  wanted: { readonly importId: string } | { readonly issueId: string },
): Promise<StoredIssue[]> {
  const condition =
    'importId' in wanted
      ? sql`i.data_import_id = ${wanted.importId} and i.row_count > 0`
      : sql`i.id = ${wanted.issueId}`;
  const found = await sql<StoredIssue>`
    select i.id, i.data_import_id as "importId", i.rule_code as "ruleCode", i.severity, i.column_id as "columnId",
      c.key as column, m.status as "columnStatus", c.sensitive_kind as "sensitiveKind",
      f.import_category as "importCategory", i.target_field as "targetField",
      i.row_count as "rowCount", i.sample, i.detail, d.action, d.parameters, d.decided_by as "decidedBy",
      u.display_name as "decidedByName", d.created_at as "decidedAt", d.note
    from quality_issues i
    join data_imports f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
      and f.id = i.data_import_id
    left join import_columns c on c.client_account_id = i.client_account_id and c.engagement_id = i.engagement_id
      and c.id = i.column_id
    left join import_field_mappings m on m.client_account_id = i.client_account_id
      and m.engagement_id = i.engagement_id and m.data_import_id = i.data_import_id and m.column_id = i.column_id
    left join lateral (select * from quality_decisions q where q.client_account_id = i.client_account_id
      and q.engagement_id = i.engagement_id and q.issue_id = i.id order by q.created_at desc, q.id desc limit 1) d on true
    left join users u on u.id = d.decided_by
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId} and ${condition}
    order by array_position(array['critical', 'warning', 'info'], i.severity), c.position nulls first, i.rule_code`.execute(
    scope.tx,
  );
  return found.rows;
}

/** Records a decision; older ones stay readable. */
export async function insertDecision(
  scope: TenantScope,
  decision: {
    readonly issueId: string;
    readonly action: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly decidedBy: string;
    readonly note: string | null;
  },
): Promise<void> {
  await sql`
    insert into quality_decisions (client_account_id, engagement_id, issue_id, action, parameters, decided_by, note)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${decision.issueId}, ${decision.action},
      ${JSON.stringify(decision.parameters)}, ${decision.decidedBy}, ${decision.note})`.execute(scope.tx);
}

/** Columns with an undecided critical issue, by issue; columns a person leaves out need no decision. */
export async function findUndecidedCritical(scope: TenantScope, importId: string): Promise<StoredIssue[]> {
  const issues = await findIssues(scope, { importId });
  const leftOut = new Set(['ignored', 'rejected']);
  return issues.filter(
    ({ severity, action, columnStatus }) =>
      severity === 'critical' && action === null && !leftOut.has(columnStatus ?? ''),
  );
}

/** What a person decided last about an issue of whole rows; `undefined` while nobody did. */
export async function findRowAction(
  scope: TenantScope,
  importId: string,
  rule: IssueRule,
): Promise<string | undefined> {
  const found = await sql<{ action: string }>`
    select d.action from quality_issues i
    join quality_decisions d on d.client_account_id = i.client_account_id and d.engagement_id = i.engagement_id
      and d.issue_id = i.id
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.data_import_id = ${importId} and i.issue_key = ${issueKey({ rule, columnId: null })}
    order by d.created_at desc, d.id desc limit 1`.execute(scope.tx);
  return found.rows[0]?.action;
}
