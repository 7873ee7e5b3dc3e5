import type { DoctorFinding } from '@landfall/domain/doctor/finding';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { ofTenant } from './evidence-rows.repository.ts';

/** Keeps exactly these findings of a flow; while there is one, the flow takes no command. Unchanged rows stay as they are. */
export async function keepFindings(
  scope: TenantScope,
  flowId: string,
  findings: readonly DoctorFinding[],
): Promise<void> {
  const blocking = byCode(findings.filter(({ blocks }) => blocks));
  const codes = blocking.map(({ code }) => code);
  await sql`delete from doctor_findings where ${ofTenant(scope)} and flow_id = ${flowId}::uuid
    and not code = any (${codes}::text[])`.execute(scope.tx);
  for (const { code, detail, cure, candidates } of blocking) {
    await sql`
      insert into doctor_findings as d (client_account_id, engagement_id, flow_id, code, detail, cure, candidates)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${flowId}, ${code}, ${detail}, ${cure},
        ${JSON.stringify(candidates)}::jsonb)
      on conflict (client_account_id, engagement_id, flow_id, code) do update
        set detail = excluded.detail, cure = excluded.cure, candidates = excluded.candidates
        where (d.detail, d.cure, d.candidates) is distinct from (excluded.detail, excluded.cure, excluded.candidates)`.execute(
      scope.tx,
    );
  }
}

/** One finding a code: what is found twice is told in one row. */
function byCode(findings: readonly DoctorFinding[]): DoctorFinding[] {
  const merged = new Map<string, DoctorFinding>();
  for (const each of findings) {
    const before = merged.get(each.code);
    merged.set(each.code, before ? { ...before, detail: `${before.detail} ${each.detail}` } : each);
  }
  return [...merged.values()];
}

/** Flows of the tenant that are refused. */
export async function listRefusedFlows(scope: TenantScope): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ flowId: string }>`
    select distinct flow_id as "flowId" from doctor_findings where ${ofTenant(scope)}`.execute(scope.tx);
  return new Set(rows.map(({ flowId }) => flowId));
}
