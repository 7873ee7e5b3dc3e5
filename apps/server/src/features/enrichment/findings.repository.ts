import { createHash } from 'node:crypto';
import type { IssueSeverity } from '@landfall/domain/quality/issue-rules';
import { sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { ImportCourse } from './ends.repository.ts';

/** A verdict of a check on one asset. */
export interface NewFinding {
  readonly assetId: string;
  readonly check: string;
  readonly status: string;
  readonly severity: IssueSeverity;
  readonly value: Readonly<Record<string, unknown>>;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Stores findings; one stated before is brought up to date and belongs to the newest import that states it. */
export async function saveFindings(
  scope: TenantScope,
  { importId, epoch }: ImportCourse,
  findings: readonly NewFinding[],
): Promise<void> {
  if (findings.length === 0) return;
  const records = new Map(findings.map((finding) => [keyOf(finding), recordOf(finding)] as const));
  await sql`
    insert into asset_findings (client_account_id, engagement_id, data_import_id, epoch, asset_id, check_code, status,
      severity, value, evidence, evidence_hash)
    select ${scope.clientAccountId}::uuid, ${scope.engagementId}::uuid, ${importId}::uuid, ${epoch}::int, f.*
    from jsonb_to_recordset(${storedJson([...records.values()])}::jsonb) as f
      (asset_id uuid, check_code text, status text, severity text, value jsonb, evidence jsonb, evidence_hash text)
    on conflict (client_account_id, engagement_id, asset_id, check_code, evidence_hash) do update
      set status = excluded.status, severity = excluded.severity, value = excluded.value,
        data_import_id = excluded.data_import_id, epoch = excluded.epoch, updated_at = now()`.execute(
    scope.tx,
  );
}

function keyOf({ assetId, check, status, evidence }: NewFinding): string {
  return `${assetId} ${check} ${status} ${JSON.stringify(evidence)}`;
}

function recordOf(finding: NewFinding) {
  const { assetId, check, status, severity, value, evidence } = finding;
  const hash = createHash('sha256')
    .update(`${status} ${JSON.stringify(evidence)}`)
    .digest('hex');
  return { asset_id: assetId, check_code: check, status, severity, value, evidence, evidence_hash: hash };
}

/** Which findings are wanted. */
export interface FindingFilter {
  readonly check: string | undefined;
  readonly severity: IssueSeverity | undefined;
  readonly assetId: string | undefined;
  readonly importId: string | undefined;
}

export interface StoredFinding extends NewFinding {
  readonly id: string;
  readonly assetName: string;
  readonly assetType: string;
  readonly importId: string | null;
  readonly updatedAt: Date;
}

function conditionOf({ check, severity, assetId, importId }: FindingFilter) {
  return sql`(${check ?? null}::text is null or f.check_code = ${check ?? null})
    and (${severity ?? null}::text is null or f.severity = ${severity ?? null})
    and (${assetId ?? null}::uuid is null or f.asset_id = ${assetId ?? null}::uuid)
    and (${importId ?? null}::uuid is null or f.data_import_id = ${importId ?? null}::uuid)`;
}

const from = ({ clientAccountId, engagementId }: TenantScope) => sql`asset_findings f
  join assets a on a.client_account_id = f.client_account_id and a.engagement_id = f.engagement_id
    and a.id = f.asset_id and a.deleted_at is null
  where f.client_account_id = ${clientAccountId} and f.engagement_id = ${engagementId}`;

/** Findings on live assets, worst first. */
export async function listFindings(
  scope: TenantScope,
  filter: FindingFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ findings: StoredFinding[]; total: number }> {
  const where = conditionOf(filter);
  const found = await sql<StoredFinding>`
    select f.id, f.asset_id as "assetId", a.name as "assetName", a.asset_type as "assetType", f.check_code as "check",
      f.status, f.severity, f.value, f.evidence, f.data_import_id as "importId", f.updated_at as "updatedAt"
    from ${from(scope)} and ${where}
    order by array_position(array['critical', 'warning', 'info'], f.severity), f.check_code, a.name_normalized, f.id
    offset ${page.offset} limit ${page.limit}`.execute(scope.tx);
  const counted = await sql<{ total: number }>`
    select count(*) as total from ${from(scope)} and ${where}`.execute(scope.tx);
  return { findings: found.rows, total: counted.rows[0]?.total ?? 0 };
}
