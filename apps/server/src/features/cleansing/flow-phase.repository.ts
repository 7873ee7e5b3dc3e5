import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Where the flow of an import stands. */
export interface FlowPhase {
  readonly flowId: string;
  readonly phase: string;
  readonly epoch: number;
}

/** The live flow of an import; `undefined` when the tenant has none. */
export async function findFlowPhase(scope: TenantScope, importId: string): Promise<FlowPhase | undefined> {
  const found = await sql<FlowPhase>`
    select flow_id as "flowId", current_phase as phase, epoch from discovery_flows
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and deleted_at is null`.execute(scope.tx);
  return found.rows[0];
}
