import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

export interface DiscoveryFigures {
  imports: number;
  /** Source rows read from the original files so far. */
  records: number;
  openConflicts: number;
}

/** Figures over the imports whose flow is not deleted. */
export async function readDiscoveryFigures(scope: TenantScope): Promise<DiscoveryFigures> {
  const { rows } = await sql<DiscoveryFigures>`
    select count(*) as imports, coalesce(sum(f.row_count), 0)::int8 as records,
      coalesce(sum((select count(*) from asset_conflicts k
        where k.client_account_id = c.client_account_id and k.engagement_id = c.engagement_id
          and k.flow_id = c.flow_id and k.status = 'pending')), 0)::int8 as "openConflicts"
    from discovery_flows c
    left join import_files f on f.client_account_id = c.client_account_id and f.engagement_id = c.engagement_id
      and f.data_import_id = c.data_import_id and f.revision = 0
    where ${live(scope)}`.execute(scope.tx);
  return rows[0] ?? { imports: 0, records: 0, openConflicts: 0 };
}

/** How many flows have each stored status; a status no flow has is left out. */
export async function countFlowsByStatus(scope: TenantScope): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ status: string; count: number }>`
    select c.status, count(*) as count from discovery_flows c where ${live(scope)}
    group by c.status`.execute(scope.tx);
  return new Map(rows.map(({ status, count }) => [status, count]));
}

export interface ActivityRow {
  flowId: string;
  flowName: string;
  seq: number;
  type: string;
  phase: string | null;
  toStatus: string | null;
  actorName: string | null;
  createdAt: Date;
}

// Between them lies what happens by itself or by the dozen; it is in the journal of the flow.
const untold = sql`('phase_started', 'rows_stored', 'mapping_decided', 'issue_decided', 'preview_changed')`;

/** The newest telling events of all journals. Only flows active last can have them, so few journals are read. */
export async function listRecentActivity(scope: TenantScope, limit: number): Promise<ActivityRow[]> {
  const { rows } = await sql<ActivityRow>`
    select e.flow_id as "flowId", m.flow_name as "flowName", e.seq, e.type, e.phase, e.to_status as "toStatus",
      u.display_name as "actorName", e.created_at as "createdAt"
    from (select c.client_account_id, c.engagement_id, c.flow_id from discovery_flows c where ${live(scope)}
      order by c.last_activity_at desc, c.flow_id desc limit ${limit}) c
    join master_flows m using (client_account_id, engagement_id, flow_id)
    cross join lateral (select * from flow_events j where j.client_account_id = c.client_account_id
      and j.engagement_id = c.engagement_id and j.flow_id = c.flow_id and j.type not in ${untold} order by j.seq desc limit ${limit}) e
    left join users u on u.id = e.actor_user_id
    order by e.created_at desc, e.flow_id, e.seq desc limit ${limit}`.execute(scope.tx);
  return rows;
}

function live(scope: TenantScope) {
  return sql`c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
    and c.deleted_at is null`;
}
