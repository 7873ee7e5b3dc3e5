import type { FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from '../platform/tenant-scope.ts';

/** Whether the quality checks of the flow's present course have run to their end. */
export async function checksHaveRun(scope: TenantScope, flowId: FlowId): Promise<boolean> {
  const { rows } = await sql<{ ran: boolean }>`
    select exists (select from import_processing_steps s
      join phase_runs r on r.client_account_id = s.client_account_id and r.engagement_id = s.engagement_id
        and r.id = s.phase_run_id
      where s.client_account_id = ${scope.clientAccountId} and s.engagement_id = ${scope.engagementId}
        and s.flow_id = ${flowId} and s.step_name = 'quality' and s.status = 'completed'
        and r.status <> 'superseded') as ran`.execute(scope.tx);
  return rows[0]?.ran === true;
}
