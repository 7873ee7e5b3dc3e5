import { createHash } from 'node:crypto';
import { type FindingBasis, findingBases } from '@landfall/domain/checks/finding-basis';
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

/**
 * Stores what an import finds. Each import keeps its own, so that what is left when one is taken back is what the
 * others found; see {@link listFindings}.
 */
export async function saveFindings(
  scope: TenantScope,
  { importId, epoch }: ImportCourse,
  findings: readonly NewFinding[],
): Promise<void> {
  if (findings.length === 0) return;
  const records = new Map(findings.map((finding) => [keyOf(finding), recordOf(finding, importId)] as const));
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

/** The hash tells findings of one asset apart; up to the colon it is the same for all imports that find the same. */
function recordOf(finding: NewFinding, importId: string) {
  const { assetId, check, status, severity, value, evidence } = finding;
  const hash = createHash('sha256')
    .update(`${status} ${JSON.stringify(evidence)}`)
    .digest('hex');
  return {
    asset_id: assetId,
    check_code: check,
    status,
    severity,
    value,
    evidence,
    evidence_hash: `${hash}:${importId}`,
  };
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

/** True for a finding that rests on values which a later import or a person has replaced. */
function isPast({ check, status, kind, fields }: FindingBasis) {
  const replaced = fields.map((field) => {
    const origin = sql`a.provenance -> 'updates' -> ${field}::text`;
    return sql`coalesce(case when ${origin} ? 'import' then (${origin} ->> 'import')::uuid > f.data_import_id
      else (${origin} ->> 'at')::timestamptz > f.updated_at end, false)`;
  });
  return sql`(f.check_code = ${check} and (${status}::text is null or f.status = ${status})
    and (${kind}::text is null or f.evidence ->> 'kind' = ${kind}) and (${sql.join(replaced, sql` or `)}))`;
}

/**
 * Findings that hold: the newest of those that say the same, while the values they rest on are the ones the asset has.
 * Ids of imports grow with time.
 */
function isCurrent({ clientAccountId, engagementId }: TenantScope) {
  return sql`not exists (select from asset_findings n where n.client_account_id = ${clientAccountId}
      and n.engagement_id = ${engagementId} and n.asset_id = f.asset_id and n.check_code = f.check_code
      and split_part(n.evidence_hash, ':', 1) = split_part(f.evidence_hash, ':', 1)
      and n.data_import_id > f.data_import_id)
    and not (coalesce(a.provenance ? 'updates', false) and (${sql.join(findingBases.map(isPast), sql` or `)}))`;
}

const from = ({ clientAccountId, engagementId }: TenantScope) => sql`asset_findings f
  join assets a on a.client_account_id = f.client_account_id and a.engagement_id = f.engagement_id
    and a.id = f.asset_id and a.deleted_at is null
  where f.client_account_id = ${clientAccountId} and f.engagement_id = ${engagementId}`;

/** Findings on live assets, worst first: those that hold, or all that one import found. */
export async function listFindings(
  scope: TenantScope,
  filter: FindingFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ findings: StoredFinding[]; total: number }> {
  const wanted = conditionOf(filter);
  const where = filter.importId === undefined ? sql`${wanted} and ${isCurrent(scope)}` : wanted;
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
