import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** The import of a flow with what its inventory pages need to know. */
export interface FlowImport {
  readonly flowId: string;
  readonly importId: string;
  readonly waitingReason: string | null;
  readonly gateId: string | null;
  readonly gateKind: string | null;
  readonly gateRevision: number | null;
  readonly gateHash: string | null;
}

/** The import of a live flow; `undefined` when the tenant has no such flow. */
export function findFlowImport(scope: TenantScope, flowId: string): Promise<FlowImport | undefined> {
  return find(scope, sql`f.flow_id = ${flowId}`);
}

/** The same, by the import; `undefined` when its flow is deleted. */
export function findFlowOfImport(scope: TenantScope, importId: string): Promise<FlowImport | undefined> {
  return find(scope, sql`f.data_import_id = ${importId}`);
}

async function find(scope: TenantScope, condition: RawBuilder<unknown>): Promise<FlowImport | undefined> {
  const found = await sql<FlowImport>`
    select f.flow_id as "flowId", f.data_import_id as "importId", f.waiting_reason as "waitingReason",
      g.id as "gateId", g.kind as "gateKind", g.revision as "gateRevision", g.subject_hash as "gateHash"
    from discovery_flows f
    left join flow_gates g on g.client_account_id = f.client_account_id and g.engagement_id = f.engagement_id
      and g.flow_id = f.flow_id and g.status = 'open'
    where f.client_account_id = ${scope.clientAccountId} and f.engagement_id = ${scope.engagementId}
      and ${condition} and f.deleted_at is null`.execute(scope.tx);
  return found.rows[0];
}
