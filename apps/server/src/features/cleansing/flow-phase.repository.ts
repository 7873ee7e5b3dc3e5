import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Where the flow of an import stands. */
export interface FlowPhase {
  readonly flowId: string;
  readonly phase: string;
  readonly epoch: number;
  /** True while the gate about issues is open, in whichever phase it opened. */
  readonly asksAboutIssues: boolean;
  /** True while the gate about the preview is open. */
  readonly asksAboutPreview: boolean;
}

/** The live flow of an import; `undefined` when the tenant has none. */
export async function findFlowPhase(scope: TenantScope, importId: string): Promise<FlowPhase | undefined> {
  const found = await sql<FlowPhase>`
    select flow_id as "flowId", current_phase as phase, epoch,
      coalesce(waiting_reason = 'validation_decision', false) as "asksAboutIssues",
      coalesce(waiting_reason = 'asset_preview', false) as "asksAboutPreview"
    from discovery_flows
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and deleted_at is null`.execute(scope.tx);
  return found.rows[0];
}
