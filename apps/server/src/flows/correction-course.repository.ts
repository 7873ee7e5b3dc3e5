import type { FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from '../platform/tenant-scope.ts';

/** What corrections mean for the runs of a flow. */
export interface CorrectionCourse {
  /** The present course began with a correction: only the blocks of corrected rows are cleansed again. */
  readonly isCorrection: boolean;
  /** Rows were corrected after others had their outcome: those keep it and take part in nothing again. */
  readonly keepsOutcomes: boolean;
}

/** What the journal says of corrections of a flow. */
export async function correctionCourse(
  scope: TenantScope,
  { flowId, epoch }: { readonly flowId: FlowId; readonly epoch: number },
): Promise<CorrectionCourse> {
  const found = await sql<CorrectionCourse>`
    select coalesce(bool_or(epoch = ${epoch}), false) as "isCorrection",
      coalesce(bool_or(payload ->> 'keeps_outcomes' = 'true'), false) as "keepsOutcomes"
    from flow_events where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and flow_id = ${flowId} and type = 'correction_added'`.execute(scope.tx);
  return found.rows[0] ?? { isCorrection: false, keepsOutcomes: false };
}
